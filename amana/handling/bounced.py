"""A mail of ours that was not delivered: noted on the case it was sent from, and only if it was really ours."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from amana.channels.email.signing import read_message_id
from amana.handling.letters import Letter
from amana.post.models import Outgoing, Recipient
from amana.record.appending import SYSTEM, Line, append


def note_bounce(letter: Letter, *, at: datetime) -> UUID | None:
    """Mark who did not get our mail and return its case; None when the report names no mail that we signed.

    Nothing is answered, closed or opened because of it: anybody can forge a report.
    """
    bounce = letter.mail.bounce
    original = bounce.original_message_id if bounce else None
    if bounce is None or original is None:
        return None
    claimed = read_message_id([key.encode() for key in settings.MAIL_KEYS], original)
    sent = Outgoing.objects.filter(message_id=original).first() if claimed else None
    if sent is None or sent.case is None:
        return None
    for failed in bounce.recipients:
        if failed.action not in {"failed", ""}:
            continue
        status = f"{failed.status or ''} {failed.action}".strip()[:300]
        changed = Recipient.objects.filter(outgoing=sent, address__iexact=failed.address).exclude(
            state=Recipient.BOUNCED
        )
        if changed.update(state=Recipient.BOUNCED, status=status, at=at):
            says = {"message": str(sent.entry), "to": failed.address, "why": status}
            append(Line(sent.case, "message.bounced", SYSTEM, at, says))
    return sent.case
