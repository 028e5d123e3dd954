"""A mail of ours that was not delivered: noted on the case it was sent from, and only if it was really ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from amana.channels.email.signing import read_message_id
from amana.handling.intake.letters import Letter
from amana.handling.outside.writing import WHAT
from amana.post.models import Outgoing, Recipient
from amana.record.appending import SYSTEM, Line


def reported(letters: Sequence[Letter]) -> dict[UUID, Outgoing]:
    """Return, by raw message, the mail of ours that a delivery report is about; reports on what we did not sign have none."""
    keys = [key.encode() for key in settings.MAIL_KEYS]
    named = {
        letter.raw.pk: bounce.original_message_id
        for letter in letters
        if (bounce := letter.mail.bounce) is not None
        and bounce.original_message_id
        and read_message_id(keys, bounce.original_message_id)
    }
    if not named:
        return {}
    rows = Outgoing.objects.filter(message_id__in=set(named.values()), case__isnull=False).defer("mime")
    sent = {row.message_id: row for row in rows}
    return {raw: sent[value] for raw, value in named.items() if value in sent}


def kind_of_bounce(sent: Outgoing) -> str:
    """Return as what it is noted that a mail did not arrive: of a question to somebody outside the customer reads nothing."""
    return "question.bounced" if sent.what == WHAT else "message.bounced"


def note_bounce(letter: Letter, sent: Outgoing, *, at: datetime) -> list[Line]:
    """Mark who did not get this mail and return the lines that say so; the caller holds its case.

    Nothing is answered, closed or opened because of it: anybody can forge a report. Twice changes nothing.
    """
    bounce = letter.mail.bounce
    assert bounce is not None and sent.case is not None
    lines: list[Line] = []
    for failed in bounce.recipients:
        if failed.action not in {"failed", ""}:
            continue
        status = f"{failed.status or ''} {failed.action}".strip()[:300]
        lines += note_failed(sent, failed.address, status, at=at)
    return lines


def note_failed(sent: Outgoing, address: str, why: str, *, at: datetime) -> list[Line]:
    """Mark that this mail did not reach one address and return the line that says so; the caller holds its case, if it has one.

    Twice changes nothing.
    """
    reached = Recipient.objects.filter(outgoing=sent, address__iexact=address).exclude(state=Recipient.BOUNCED)
    if not reached.update(state=Recipient.BOUNCED, status=why[:300], at=at) or sent.case is None:
        return []
    says = {"message": str(sent.entry), "to": address, "why": why[:300]}
    return [Line(sent.case, kind_of_bounce(sent), SYSTEM, at, says)]
