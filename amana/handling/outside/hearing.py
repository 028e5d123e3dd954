"""What comes back to a question: an answer from whom it was sent to is told, anybody else's is held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from amana.handling.questions import Question, QuestionMail
from amana.record.appending import Appended


@dataclass(frozen=True)
class Thread:
    """A question as intake needs it: whose case it belongs to, and who may answer."""

    question: UUID
    case: UUID
    address: str


def threads_of(claimed: Iterable[UUID]) -> Mapping[UUID, Thread]:
    """Return the questions among these keys, which stand in ids that we signed; no query when there is none to look for."""
    keys = list(claimed)
    if not keys:
        return {}
    rows = Question.objects.filter(pk__in=keys).values_list("pk", "case_id", "address")
    return {key: Thread(key, case, address) for key, case, address in rows}


def heard(answers: Sequence[Appended]) -> None:
    """Reaction: put answers into their threads. The caller holds the cases."""
    mails = [
        QuestionMail(
            question_id=UUID(str(one.content["question"])),
            entry=one.id,
            message_id=str(one.content["message_id"])[:255],
            is_answer=True,
            at=one.at,
        )
        for one in answers
    ]
    QuestionMail.objects.bulk_create(mails, ignore_conflicts=True)
    for mail in mails:
        Question.objects.filter(pk=mail.question_id).update(answered_at=mail.at)
