"""The ladder of an own case: which rung is open and why, who was asked on it, and what they answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from amana.advocacy.climbing import ask_in_call, take_answer
from amana.advocacy.composing import day_to_answer
from amana.advocacy.letters.wording import kind_of_letter
from amana.api.calling import Call
from amana.api.matching import unchanged
from amana.api.resources.own_cases import company_in, own_case
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Moment, Text
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.escalation.own.asking import LONGEST, Whom
from amana.escalation.own.laddering import LETTERS, Step, ladder
from amana.escalation.own.models import OwnRung

room = Room("own cases")
Rung = Literal["front", "supervisor", "head", "executive"]


class AskedOut(Schema):
    """Somebody who was asked on a rung, by when they answer, and how it ended."""

    key: UUID
    name: str
    role: str
    asked_at: datetime
    answer_by: datetime
    ended_at: datetime | None
    ending: str


class OwnRungOut(Schema):
    """One rung of a company: `why` says what opened it, or what is still missing; `days` are working days to answer in."""

    rung: str
    is_open: bool
    why: str
    days: int
    asked: list[AskedOut]


class OwnLadderOut(Schema):
    case: str
    rungs: list[OwnRungOut]


class OwnLadderAsked(Schema):
    company: Annotated[UUID | None, Field(description="One of the companies of the case; its own when left out.")] = (
        None
    )


class OwnAskedGiven(Given):
    """Who was asked by word of mouth, on which rung, and what was said; the usual working days when they named no time."""

    rung: Rung
    text: Annotated[Text, Field(max_length=LONGEST)]
    name: Line = ""
    answer_by: Moment | None = None
    company: UUID | None = None


class OwnAnsweredGiven(Given):
    """What they answered, what they said of how it came this far, and whether it is settled by that."""

    text: Annotated[Text, Field(max_length=LONGEST)]
    how_far: Annotated[Text, Field(max_length=LONGEST)] = ""
    is_settled: bool


def _rung_out(step: Step) -> OwnRungOut:
    asked = [
        AskedOut(
            key=row.pk, name=row.name, role=row.role, asked_at=row.asked_at, answer_by=row.answer_by,
            ended_at=row.ended_at, ending=row.ending,
        )
        for row in step.asked
    ]  # fmt: skip
    return OwnRungOut(rung=step.rung, is_open=step.is_open, why=step.why, days=step.days, asked=asked)


def _ladder_out(request: Call, case: Case, company: UUID | None) -> OwnLadderOut:
    steps = ladder(case, company_in(case, company), at=request.caller.at)
    return OwnLadderOut(case=case.number, rungs=[_rung_out(step) for step in steps])


@room.read("own-cases/{number}/ladder", scope=CASES_READ, name="get_own_ladder", gives=OwnLadderOut, for_owners=True)
def get_own_ladder(request: Call, number: str, asked: Query[OwnLadderAsked]) -> OwnLadderOut:
    """The rungs inside a company, the lowest first, as the file of an own case opens them now."""
    return _ladder_out(request, own_case(request, number), asked.company)


@room.write(
    "own-cases/{number}/ladder", scope=CASES_WRITE, name="climb_own_ladder", gives=OwnLadderOut, makes=True,
    matching="may", for_owners=True,
)  # fmt: skip
def climb_own_ladder(request: Call, number: str, given: OwnAskedGiven) -> Any:
    """Write down that somebody on a rung was asked by word of mouth; it opens the next rung if nothing comes of it."""
    case, caller = own_case(request, number), request.caller
    company = company_in(case, given.company)
    kind = kind_of_letter(LETTERS[given.rung])
    assert kind is not None  # each rung has its letter
    due = given.answer_by or day_to_answer(kind, case, company, at=caller.at)
    if due is None or due <= caller.at:
        raise Refused(_("By when? If they named no time, leave it empty."))
    whom = Whom(given.rung, " ".join(given.name.split())[:200])
    with unchanged(request, case, caller.viewer):
        ask_in_call(case, company, whom, answer_by=due, text=given.text, by=caller.viewer, at=caller.at)
    return made(_ladder_out(request, case, company.pk))


@room.write(
    "own-cases/{number}/ladder/{key}/answer", scope=CASES_WRITE, name="note_own_answer", gives=OwnLadderOut,
    matching="may", for_owners=True,
)  # fmt: skip
def note_own_answer(request: Call, number: str, key: UUID, given: OwnAnsweredGiven) -> OwnLadderOut:
    """Write down what somebody on a rung answered, and whether it is settled by that."""
    case, caller = own_case(request, number), request.caller
    row = OwnRung.objects.select_related("case__customer__account", "case__company").filter(case=case, pk=key).first()
    if row is None:
        raise Http404
    with unchanged(request, case, caller.viewer):
        take_answer(
            row, text=given.text, how_far=given.how_far, is_settled=given.is_settled, by=caller.viewer, at=caller.at
        )
    return _ladder_out(request, case, row.company)
