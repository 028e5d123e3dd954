"""What a customer's message seems to answer: shown for a person to decide, written down as they say, or put aside."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from ninja import Schema

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.rooming import Room
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line
from amana.cases.models import Case
from amana.commitments.models import Commitment, Offer
from amana.counter.asking import CHOOSE, record_choice, said_to_choose
from amana.escalation.answering import record, suggested
from amana.handling.intake.answering import Meaning, dismiss
from amana.handling.models import Suggestion
from amana.language.masking import masked

room = Room("answers")


class MeaningOut(Schema):
    """One thing the words can mean now: the act, what names it when it is recorded, and the promise or the choice it is about."""

    act: str
    of: str
    about: str


class AnswerOut(Schema):
    """What a message seems to say: the act, the words it rests on, and everything it can mean. Nothing of it is done yet."""

    key: UUID
    entry: UUID
    act: str
    quote: str
    meanings: list[MeaningOut]


class AnswersOut(Schema):
    case: str
    answers: list[AnswerOut]


class RecordedGiven(Given):
    """The meaning that was chosen, as the list names it."""

    of: Line = ""


def _answers_out(request: Call, case: Case) -> AnswersOut:
    found = [one for some in suggested(case, at=request.caller.at).values() for one in some]
    shown = [_out(one.row, one.quote, [_meaning(it) for it in one.meanings]) for one in found]
    choices = said_to_choose(case).values()
    shown += [_out(one.row, one.quote, [MeaningOut(act=CHOOSE, of="", about=masked(one.choice))]) for one in choices]
    return AnswersOut(case=case.number, answers=shown)


def _out(row: Suggestion, quote: str, meanings: list[MeaningOut]) -> AnswerOut:
    return AnswerOut(key=row.pk, entry=row.entry, act=row.act, quote=masked(quote), meanings=meanings)


def _meaning(one: Meaning) -> MeaningOut:
    about = one.thing.commitment if isinstance(one.thing, Offer) else one.thing
    return MeaningOut(act=one.act, of=one.key, about=masked(about.action) if isinstance(about, Commitment) else "")


def _found(case: Case, key: UUID) -> Suggestion:
    row = Suggestion.objects.filter(case=case, pk=key).first()
    if row is None:
        raise Http404
    return row


@room.read("cases/{number}/answers", scope=CASES_READ, name="list_answers", gives=AnswersOut)
def list_answers(request: Call, number: str) -> AnswersOut:
    """What messages of a case seem to answer and nobody has decided on yet."""
    return _answers_out(request, case_of(request, number))


@room.write(
    "cases/{number}/answers/{key}/record", scope=CASES_WRITE, name="record_answer", gives=AnswersOut, matching="may"
)
def record_answer(request: Call, number: str, key: UUID, given: RecordedGiven) -> AnswersOut:
    """Write down what a message says, shown by that message; answers with what is still to be decided."""
    case, caller = case_of(request, number), request.caller
    row = _found(case, key)
    with unchanged(request, case, caller.viewer):
        if row.act == CHOOSE:
            record_choice(row, by=caller.viewer, at=caller.at)
        else:
            record(row, of=given.of, by=caller.viewer, at=caller.at)
    return _answers_out(request, case_of(request, number))


@room.write("cases/{number}/answers/{key}/dismissal", scope=CASES_WRITE, name="dismiss_answer", gives=AnswersOut)
def dismiss_answer(request: Call, number: str, key: UUID) -> AnswersOut:
    """Say that a message does not mean this; nothing of it enters the record. Twice changes nothing."""
    case = case_of(request, number)
    dismiss(_found(case, key), at=request.caller.at)
    return _answers_out(request, case)
