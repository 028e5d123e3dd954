"""Mails that belong to no record: reminders to colleagues, and codes for signing in."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.channels.email.composing import Draft, compose
from amana.channels.email.mail import Address
from amana.commitments.models import Commitment
from amana.kit.codes import new_id
from amana.kit.crashing import point
from amana.people.models import Account
from amana.post.models import Outgoing, Recipient
from amana.team.models import Brand
from amana.wording.times import moment

RIGHT_TO_LEFT = {"he", "ar"}


def reminder_said(account: Account, case: Case, commitment: Commitment, *, is_late: bool, at: datetime) -> str:
    """Return the sentence that reminds of a promise, in the language in force and the zone of whoever reads it."""
    words = {
        "action": commitment.action,
        "other": case.company.name if case.is_own else case.customer.name or case.subject,
        "owner": commitment.owner_name,
        "when": moment(commitment.due_at or at, zone=ZoneInfo(account.zone), now=at),
    }
    late = _("Late: %(action)s, by %(when)s. Owner: %(owner)s. It is about: %(other)s.") % words
    soon = _("Due soon: %(action)s, by %(when)s. Owner: %(owner)s. It is about: %(other)s.") % words
    return late if is_late else soon


def sending_domain() -> str:
    """Return the domain our mails come from when no brand has an address yet."""
    host = settings.ALLOWED_HOSTS[0]
    return host if "." in host else f"{host}.localdomain"


def sender_of(brand: Brand | None) -> str:
    """Return the address a mail that is part of no record comes from."""
    return (brand.address if brand else "") or f"amana@{sending_domain()}"


@transaction.atomic
def post_plain(  # noqa: PLR0913  # the parts of a mail, each named at the call
    to: str, name: str, subject: str, text: str, *, what: str, language: str, brand: Brand | None, at: datetime,
    own_id: str = "",
) -> Outgoing:  # fmt: skip
    """Put a mail that is part of no record into the outbox; `own_id` is for one whose answer has to find its way back."""
    sender = sender_of(brand)
    key = new_id()
    own_id = own_id or f"p.{key.hex}@{sender.partition('@')[2]}"
    draft = Draft(
        sender=Address(brand.name if brand else "Amana", sender),
        to=[Address(name, to)],
        subject=subject,
        text=text,
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        message_id=own_id,
        sent_at=at,
        is_automatic=True,
    )
    row = Outgoing.objects.create(
        id=key, what=what, is_automatic=True, message_id=own_id, mail_from=sender, subject=subject[:500],
        mime=compose(draft), created_at=at, not_before=at,
    )  # fmt: skip
    point("S1")
    Recipient.objects.create(outgoing=row, address=to)
    return row
