"""Letters of an own case: begun from its file, changed, and sent or written down as sent, as their writer decides."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Schema
from pydantic import Field

from amana.advocacy.climbing import send_letter
from amana.advocacy.composing import Wish, begin_letter, company_of
from amana.advocacy.home.advocating import take_over
from amana.advocacy.letters.drafting import begun, save, throw_away
from amana.advocacy.letters.letter import LONGEST, Letter
from amana.advocacy.letters.models import LetterDraft, SentLetter
from amana.advocacy.letters.sending import Leaving, files_to_choose, note_answer
from amana.api.calling import Call
from amana.api.matching import unchanged
from amana.api.resources.own_cases import company_in, own_case
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Text
from amana.cases.models import Case

room = Room("own cases")
MOST_SENT = 30
Kind = Literal[
    "complaint", "broken_promise", "supervisor", "head_of_service", "executive", "cancellation", "regulator",
    "before_claim", "thanks",
]  # fmt: skip


class LetterOut(Schema):
    """A letter that is begun and has not left; `to` is empty while no address is known."""

    key: UUID
    case: str
    kind: str
    language: str
    reader: str
    to: str
    subject: str
    text: str
    answer_by: datetime | None
    saved_at: datetime


class SentLetterOut(Schema):
    """A letter that left: to whom, how, by which entry of the record, and whether an answer came."""

    key: UUID
    case: str
    kind: str
    reader: str
    to: str
    how: str
    entry: UUID
    sent_at: datetime
    answer_by: datetime | None
    answered_at: datetime | None


class LettersOut(Schema):
    """The letters that are begun, and those that left, the latest first."""

    begun: list[LetterOut]
    sent: list[SentLetterOut]


class LetterGiven(Given):
    """Which letter, to whom, and the broken promise it is about where its kind asks for one."""

    kind: Kind
    language: Literal["", "he", "ar", "en"] = ""
    reader: Line = ""
    about: UUID | None = None
    company: UUID | None = None


class LetterChange(Given):
    """What is to be otherwise; what is left out stays."""

    to: Annotated[Line | None, Field(max_length=254)] = None
    subject: Annotated[Line | None, Field(max_length=300)] = None
    text: Annotated[Text | None, Field(max_length=LONGEST)] = None


class LeavingGiven(Given):
    """How it leaves: from one's own mailbox, or in a way of one's own, which is its writer's word; `files` are of this case."""

    how: Literal["mailbox", "mailto", "eml", "print", "copy"]
    files: Annotated[list[UUID], Field(max_length=20)] = []


def _letter_out(row: LetterDraft) -> LetterOut:
    return LetterOut(
        key=row.pk, case=row.case.number, kind=row.kind, language=row.language, reader=row.reader,
        to=row.to, subject=row.subject, text=row.text, answer_by=row.answer_by, saved_at=row.saved_at,
    )  # fmt: skip


def _sent_out(row: SentLetter) -> SentLetterOut:
    return SentLetterOut(
        key=row.pk, case=row.case.number, kind=row.kind, reader=row.reader, to=row.to, how=row.how,
        entry=row.entry, sent_at=row.sent_at, answer_by=row.answer_by, answered_at=row.answered_at,
    )  # fmt: skip


def _found(case: Case, key: UUID) -> LetterDraft:
    """Return a letter of this case that has not left. Raises Http404."""
    rows = LetterDraft.objects.select_related("case__customer__account", "case__company")
    row = rows.filter(pk=key, case=case, ended_at=None).first()
    if row is None:
        raise Http404
    return row


@room.read("own-cases/{number}/letters", scope=CASES_READ, name="list_own_letters", gives=LettersOut, for_owners=True)
def list_own_letters(request: Call, number: str) -> LettersOut:
    """The letters of an own case."""
    case = own_case(request, number)
    sent = SentLetter.objects.filter(case=case).select_related("case").order_by("-sent_at")[:MOST_SENT]
    return LettersOut(begun=[_letter_out(row) for row in begun(case)], sent=[_sent_out(row) for row in sent])


@room.write(
    "own-cases/{number}/letters", scope=CASES_WRITE, name="begin_own_letter", gives=LetterOut, makes=True,
    for_owners=True,
)  # fmt: skip
def begin_own_letter(request: Call, number: str, given: LetterGiven) -> Any:
    """Write a letter from the file of an own case, to be read and changed before it is sent. Nothing is sent."""
    case = own_case(request, number)
    wish = Wish(
        given.kind, language=given.language, company=company_in(case, given.company), reader=given.reader[:200],
        about=given.about if given.kind == "broken_promise" else None,
    )  # fmt: skip
    return made(_letter_out(begin_letter(case, wish, at=request.caller.at)))


@room.write(
    "own-cases/{number}/letters/{key}", scope=CASES_WRITE, name="change_own_letter", gives=LetterOut, for_owners=True
)
def change_own_letter(request: Call, number: str, key: UUID, given: LetterChange) -> LetterOut:
    """Change a letter that has not left."""
    case = own_case(request, number)
    row = _found(case, key)
    take_over(row)
    now = {"to": row.to, "subject": row.subject, "text": row.text}
    save(row, Letter(**now | given.model_dump(exclude_none=True)), at=request.caller.at)
    return _letter_out(_found(case, key))


@room.write(
    "own-cases/{number}/letters/{key}/removal", scope=CASES_WRITE, name="drop_own_letter", gives=LetterOut,
    for_owners=True,
)  # fmt: skip
def drop_own_letter(request: Call, number: str, key: UUID) -> LetterOut:
    """Throw away a letter that will not be sent; answers with it as it was."""
    row = _found(own_case(request, number), key)
    throw_away(row, at=request.caller.at)
    return _letter_out(row)


@room.write(
    "own-cases/{number}/letters/{key}/sending", scope=CASES_WRITE, name="send_own_letter", gives=SentLetterOut,
    matching="may", for_owners=True,
)  # fmt: skip
def send_own_letter(request: Call, number: str, key: UUID, given: LeavingGiven) -> SentLetterOut:
    """Send a letter from one's own mailbox, or write down that it left in another way; the call is the writer's yes."""
    case, caller = own_case(request, number), request.caller
    row = _found(case, key)
    take_over(row)
    files = [one for one in files_to_choose(case) if one.pk in set(given.files)]
    leaving = Leaving(given.how, company_of(case, row.company), files)
    with unchanged(request, case, caller.viewer):
        sent = send_letter(row, Letter(row.to, row.subject, row.text), leaving, by=caller.viewer, at=caller.at)
    return _sent_out(sent)


@room.write(
    "own-cases/{number}/letters/{key}/answer", scope=CASES_WRITE, name="note_letter_answered", gives=SentLetterOut,
    for_owners=True,
)  # fmt: skip
def note_letter_answered(request: Call, number: str, key: UUID) -> SentLetterOut:
    """Note that an answer to a letter came, so that nothing follows from silence. Twice changes nothing."""
    rows = SentLetter.objects.select_related("case").filter(case=own_case(request, number), pk=key)
    row = rows.first()
    if row is None:
        raise Http404
    note_answer(row, at=request.caller.at)
    return _sent_out(rows.get())
