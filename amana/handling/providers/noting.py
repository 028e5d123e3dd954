"""Noting what mail services told: on the recipient of the mail it is about, and for the address alone when somebody complained."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.cases.locking import take
from amana.channels.models import Complaint, MailTold
from amana.handling.intake.bounced import note_failed
from amana.post.models import Outgoing, Recipient
from amana.record.appending import append_many

BATCH = 100
DELIVERED = "delivered"


def note_told(at: datetime) -> int:
    """Recurring: note what was told and not acted on yet, in the order it came; return how many. Twice changes nothing."""
    rows = MailTold.objects.filter(is_done=False).order_by("pk").values_list("pk", flat=True)
    keys = list(rows[:BATCH])
    for key in keys:
        _note(key, at=at)
    return len(keys)


@transaction.atomic
def _note(key: int, *, at: datetime) -> None:
    # The UPDATE is the claim: of two clocks that arrive together, one goes on.
    if not MailTold.objects.filter(pk=key, is_done=False).update(is_done=True):
        return
    told = MailTold.objects.get(pk=key)
    if told.what == "complained":
        Complaint.objects.get_or_create(address=told.address, defaults={"at": told.at})
    sent = Outgoing.objects.filter(message_id=told.message_id).defer("mime").first() if told.message_id else None
    if sent is None:
        return
    if told.what == "bounced":
        _failed(sent, told, at=at)
    else:
        _mark(sent.pk, told)


def _failed(sent: Outgoing, told: MailTold, *, at: datetime) -> None:
    if sent.case is not None:
        take(sent.case)
    lines = note_failed(sent, told.address, told.why or "bounced", at=at)
    if lines:
        append_many(lines)


def _mark(sent: UUID, told: MailTold) -> None:
    """Say on the recipient what a service told; that a mail came back is never taken back by what was told before."""
    reached = Recipient.objects.filter(outgoing=sent, address__iexact=told.address).exclude(state=Recipient.BOUNCED)
    if told.what != DELIVERED:
        reached = reached.exclude(status__startswith=DELIVERED) if told.what == "deferred" else reached
    reached.update(status=f"{told.what} {told.why}".strip()[:300], at=told.at)
