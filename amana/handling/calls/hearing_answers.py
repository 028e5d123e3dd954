"""What a customer's calendar answers to an invitation: noted on the promise, and nothing more is read into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana.channels.calendar.reading import Answer, read_answer
from amana.channels.email.mail import Mail
from amana.channels.models import Invitation
from amana.commitments.models import Commitment
from amana.record.appending import SYSTEM, Line
from amana.record.sealing import instant

_TYPES = {"text/calendar", "application/ics"}
MOST_FILES = 5


@dataclass(frozen=True)
class Heard:
    """An answer, to which invitation, and the case in which its promise stands now."""

    invitation: Invitation
    answer: Answer
    case: UUID
    action: str


def heard_in(mails: Mapping[UUID, Mail]) -> dict[UUID, Heard]:
    """Return the answers to invitations of ours, by the key of each mail: only what the invited address sends is one.

    Everything else that a calendar program sends is a letter with a file, as any other.
    """
    answers = {key: said for key, mail in mails.items() if (said := _answer_in(mail)) is not None}
    if not answers:
        return {}
    rows = {row.uid: row for row in Invitation.objects.filter(uid__in={said.uid for said in answers.values()})}
    promised = Commitment.objects.filter(pk__in=[row.commitment for row in rows.values()])
    calls = {key: (case, action) for key, case, action in promised.values_list("pk", "case", "action")}
    return {
        key: Heard(row, said, *calls[row.commitment])
        for key, said in answers.items()
        if (row := rows.get(said.uid)) is not None and row.address == _sender(mails[key]) and row.commitment in calls
    }


def _sender(mail: Mail) -> str:
    return mail.sender.key if mail.sender else ""


def _answer_in(mail: Mail) -> Answer | None:
    sender = _sender(mail)
    if not sender or mail.authenticity == "fail":
        return None
    files = [file for file in mail.files if file.type in _TYPES][:MOST_FILES]
    found = (read_answer(file.content, sender=sender) for file in files)
    return next((one for one in found if one is not None), None)


def note_answer(heard: Heard, *, at: datetime) -> list[Line]:
    """Note the answer on its invitation and return the line that says it; the caller holds the case.

    An answer to an earlier time, or after the call, says nothing of what stands now. Twice changes nothing.
    """
    said = heard.answer
    row = Invitation.objects.select_for_update().get(pk=heard.invitation.pk)
    is_known = (row.answer, row.proposed_at) == (said.said, said.proposed_at)
    if row.ended_at is not None or said.sequence != row.sequence or is_known:
        return []
    row.answer, row.answered_at, row.proposed_at = said.said, at, said.proposed_at
    row.save(update_fields=["answer", "answered_at", "proposed_at"])
    says = {"promise": str(row.commitment), "action": heard.action, "answer": said.said, "address": row.address}
    if said.proposed_at is not None:
        says["proposed"] = instant(said.proposed_at)
    return [Line(heard.case, "invitation.answered", SYSTEM, at, says)]
