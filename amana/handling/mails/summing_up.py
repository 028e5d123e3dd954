"""Putting on paper what was said in a call: which calls lack it, and the words that do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.handling.mails.saying import zone_of
from amana.kit.working_time import after_working_hours, week_for
from amana.record.reading import Read
from amana.wording.times import moment

# Working hours after which an oral promise that nobody wrote to the customer counts as said, but not on paper.
ON_PAPER_WITHIN = 1.0
WRITTEN = {"message.sent"}


@dataclass(frozen=True)
class Unwritten:
    """A call with a promise in it, and no message of ours since. `is_leak` once the time for one has passed."""

    call: Read
    until: datetime
    is_leak: bool


def unwritten(case: Case, entries: Sequence[Read], *, at: datetime) -> list[Unwritten]:
    """Return the calls among these entries in which something was promised and that no message of ours followed.

    A message that was taken back before it left is none. `entries` are in the order they were written.
    """
    promised = {str(e["said_in"]) for e in entries if e.kind == "promise.made" and e["promiser"] == COMPANY}
    never_left = {str(e["about"]) for e in entries if e.kind == "entry.withdrawn" and e["never_left"]}
    sent = [e.number for e in entries if e.kind in WRITTEN and str(e.id) not in never_left]
    last_sent = max(sent, default=0)
    week = case.brand.week.working if case.brand else week_for(settings.COUNTRY, settings.TIME_ZONE)
    found = []
    for one in entries:
        is_ours = one.kind == "call.noted" and one.by.kind == "agent" and one.content is not None
        if is_ours and str(one.id) in promised and one.number > last_sent:
            until = after_working_hours(one.at, ON_PAPER_WITHIN, week)
            found.append(Unwritten(one, until, is_leak=until < at))
    return found


def promised_in(case: Case, key: UUID) -> list[Commitment]:
    """Return the promises that were made in one entry, the earliest due first."""
    rows = Commitment.objects.filter(case=case, said_in=key).exclude(state__in=Commitment.UNCONFIRMED)
    return list(rows.select_related("owner_agent__account", "owner_person", "owner_company").order_by("due_at", "pk"))


def summary_words(case: Case, call: Read, promises: Sequence[Commitment], *, at: datetime) -> str:
    """Return a summary of a call for the customer, in their language and time zone."""
    zone = zone_of(case)
    called_at = call["called_at"]
    when = datetime.fromisoformat(str(called_at)) if called_at else call.at
    with translation.override(case.language):
        said = _("We spoke on the telephone, %(when)s. So that it is in writing:")
        lines = [said % {"when": moment(when, zone=zone, now=at)}]
        for row in promises:
            due = moment(row.due_at, zone=zone, now=at) if row.due_at else ""
            words = (
                _("– From you: %(action)s (%(due)s)") if row.promiser == CUSTOMER else "– %(action)s (%(who)s, %(due)s)"
            )
            lines.append(words % {"action": row.action, "who": row.owner_name, "due": due})
        lines.append(_("If you remember it otherwise, please write to us."))
    return "\n".join(lines)
