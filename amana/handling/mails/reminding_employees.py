"""Mails to those of ours who promised something without an account: that it is written down, and that it falls due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import COMPANY, Case
from amana.channels.email.signing import message_id
from amana.commitments.models import Commitment
from amana.handling.mails.correspondence import address_of
from amana.handling.mails.plain_mail import post_plain, sender_of
from amana.people.models import Person
from amana.record.appending import Appended
from amana.wording.times import moment


def employee_of(commitment: Commitment) -> Person | None:
    """Return who owes a promise of the company's without an account; None where an agent, or the company, does."""
    return commitment.owner_person if commitment.promiser == COMPANY else None


def tell_employees(entries: Sequence[Appended]) -> None:
    """Reaction to `promise.made`: whoever promised something by mail reads at once what was written down in their name."""
    keys = [
        str(one.content["promise"])
        for one in entries
        if one.by.kind == "system" and one.content["origin"] == Commitment.READ and one.content["promiser"] == COMPANY
    ]
    if not keys:
        return
    rows = Commitment.objects.filter(pk__in=keys, owner_person__isnull=False)
    related = rows.select_related("owner_person", "case__brand", "case__customer", "case__holder__account")
    for row in related.order_by("pk"):
        if row.made_in is not None:
            _write(row, row.case, row.made_in, _written_down, at=row.made_at)


def remind_employee(commitment: Commitment, case: Case, *, entry: UUID, is_late: bool, at: datetime) -> None:
    """Remind an employee of what they promised; an answer to the mail settles it. `entry` says that they were reminded."""
    _write(commitment, case, entry, _late if is_late else _due, at=at)


def _written_down() -> str:
    return _("Your mail says: %(action)s, by %(when)s. It is written down in your name, and %(other)s reads it there.")


def _due() -> str:
    return _("Due soon: %(action)s, by %(when)s. You promised it to %(other)s.")


def _late() -> str:
    return _("Late: %(action)s, by %(when)s. You promised it to %(other)s.")


def _write(commitment: Commitment, case: Case, entry: UUID, words: Callable[[], str], *, at: datetime) -> None:
    person = employee_of(commitment)
    to = address_of(person) if person is not None else None
    brand = case.brand
    if person is None or to is None or brand is None:
        return
    with translation.override(person.language or brand.language):
        said = words() % {
            "action": commitment.action,
            "when": moment(commitment.due_at or at, zone=ZoneInfo(person.zone or brand.zone), now=at),
            "other": case.customer.name or case.subject,
        }
        how = _(
            'Answer this mail with "done" once it is done, or with "new time:" and the day and the hour. '
            "Anything else is read by a person."
        )
        held = _("%(name)s answers for the case.") % {"name": case.holder.name} if case.holder else ""
    domain = sender_of(brand).partition("@")[2]
    own_id = message_id(settings.MAIL_KEY.encode(), case.key, entry, domain)
    text = "\n\n".join(filter(None, [said, how, held]))
    post_plain(to, person.name, said[:120], f"{text}\n", what="reminder", language=person.language or brand.language,
               brand=brand, own_id=own_id, at=at)  # fmt: skip
