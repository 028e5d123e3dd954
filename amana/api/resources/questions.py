"""Questions by mail to somebody outside the desk, about a case: asked, asked further, and no longer waited for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import Http404
from ninja import Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Moment, Text
from amana.api.uploading import attached, sent, waiting
from amana.cases.models import Case
from amana.cases.tracing import goes_on_in
from amana.handling.models import Question
from amana.handling.outside.asking import MOST_QUOTED, Asking, ask_outside, end_question
from amana.language.masking import masked

room = Room("questions")
MOST_SHOWN = 60


class QuestionOut(Schema):
    """A thread with somebody outside; what is said in it are entries that only we read. `again_at` is when we ask once more."""

    key: UUID
    case: str
    name: str
    address: str
    subject: str
    asked_at: datetime
    answered_at: datetime | None
    again_at: datetime | None
    ended_at: datetime | None


class QuestionsOut(Schema):
    questions: list[QuestionOut]


class FurtherGiven(Given):
    """What we want to know. They read it with the words of the entries that are quoted, and nothing else of the case.

    With `again_at` we promise the customer, in the words of `promise`, to ask once more by then.
    """

    text: Text
    quotes: Annotated[list[UUID], Field(max_length=MOST_QUOTED)] = []
    files: Annotated[list[UUID], Field(max_length=10)] = []  # of uploads
    again_at: Moment | None = None
    promise: Annotated[Line, Field(max_length=300)] = ""


class QuestionGiven(FurtherGiven):
    """Beside it whom it goes to, and in which language; that of the brand where none is named."""

    to: Annotated[Line, Field(max_length=254)]
    name: Annotated[Line, Field(max_length=120)] = ""
    subject: Annotated[Line, Field(max_length=200)]
    language: Literal["", "he", "ar", "en"] = ""


def _question_out(row: Question) -> QuestionOut:
    return QuestionOut(
        key=row.pk, case=row.case.number, name=row.name, address=row.address, subject=masked(row.subject),
        asked_at=row.asked_at, answered_at=row.answered_at, again_at=row.again_at, ended_at=row.ended_at,
    )  # fmt: skip


def _found(case: Case, key: UUID) -> Question:
    """Return a question of this case, or of one that goes on in it. Raises Http404."""
    row = Question.objects.select_related("case").filter(pk=key).first()
    if row is None or (row.case_id != case.key and goes_on_in(row.case_id) != case.key):
        raise Http404
    return row


@room.read("cases/{number}/questions", scope=CASES_READ, name="list_questions", gives=QuestionsOut)
def list_questions(request: Call, number: str) -> QuestionsOut:
    """Whom we asked about a case, the latest first."""
    rows = Question.objects.filter(case=case_of(request, number)).select_related("case").order_by("-asked_at")
    return QuestionsOut(questions=[_question_out(row) for row in rows[:MOST_SHOWN]])


@room.write(
    "cases/{number}/questions", scope=CASES_WRITE, name="ask_outside", gives=QuestionOut, makes=True, matching="may"
)
def ask_somebody(request: Call, number: str, given: QuestionGiven) -> Any:
    """Ask somebody outside by mail; the answer comes into the case, and only we read it."""
    case, caller = case_of(request, number), request.caller
    with transaction.atomic(), unchanged(request, case, caller.viewer):
        uploads = waiting(given.files, case, caller)
        asking = Asking(
            given.text, to=given.to, name=given.name, subject=given.subject, language=given.language,
            quotes=given.quotes, files=attached(uploads), again_at=given.again_at, promise=given.promise,
        )  # fmt: skip
        row = ask_outside(case, asking, by=caller.viewer, at=caller.at)
        sent(uploads)
    assert row is not None  # its key is new
    return made(_question_out(row))


@room.write(
    "cases/{number}/questions/{key}/further", scope=CASES_WRITE, name="ask_further", gives=QuestionOut, makes=True,
    matching="may",
)  # fmt: skip
def ask_further(request: Call, number: str, key: UUID, given: FurtherGiven) -> Any:
    """Write to them again within the same thread; one that was ended is open again."""
    case, caller = case_of(request, number), request.caller
    with transaction.atomic(), unchanged(request, case, caller.viewer):
        uploads = waiting(given.files, case, caller)
        asking = Asking(
            given.text, quotes=given.quotes, files=attached(uploads), again_at=given.again_at, promise=given.promise
        )
        row = ask_outside(case, asking, by=caller.viewer, at=caller.at, thread=_found(case, key))
        sent(uploads)
    assert row is not None  # its key is new
    return made(_question_out(row))


@room.write("cases/{number}/questions/{key}/end", scope=CASES_WRITE, name="end_question", gives=QuestionOut)
def end_one_question(request: Call, number: str, key: UUID) -> QuestionOut:
    """Say that no answer is waited for any more; one that comes all the same is kept. Twice changes nothing."""
    case, caller = case_of(request, number), request.caller
    end_question(_found(case, key), by=caller.viewer, at=caller.at)
    return _question_out(_found(case, key))
