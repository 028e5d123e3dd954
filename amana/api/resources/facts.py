"""What is known of a case beside its record's words: that something stands still over it, and the time spent on it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.resources.cases import CaseOut, case_out
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line
from amana.cases.models import Case, TimeSpent
from amana.handling.facts.spending import MOST_MINUTES, spend, spent_on, take_back
from amana.handling.facts.standing_still import note_standstill
from amana.language.masking import masked

room = Room("facts")
MOST_SHOWN = 20


class StandstillGiven(Given):
    """Whether something of the customer's stands still over this case, and what: the shop, the line, the treatment."""

    stands_still: bool
    text: Line = ""


class SpentOut(Schema):
    key: UUID
    minutes: int
    what: str
    at: datetime


class TimeOut(Schema):
    """The minutes spent on a case by everybody together, and the caller's own latest lines; nobody else is named."""

    case: str
    minutes: int
    mine: list[SpentOut]


class TimeSpentGiven(Given):
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES)]
    what: Annotated[Line, Field(max_length=200)] = ""


@room.write("cases/{number}/standstill", scope=CASES_WRITE, name="note_standstill", gives=CaseOut, matching="may")
def note_one_standstill(request: Call, number: str, given: StandstillGiven) -> CaseOut:
    """Write down that something stands still over a case, or goes on again; both sides read it. Twice changes nothing."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        note_standstill(case, stands_still=given.stands_still, text=given.text, by=caller.viewer, at=caller.at)
    return case_out(case_of(request, number))


def _time_out(request: Call, case: Case) -> TimeOut:
    rows = TimeSpent.objects.filter(case=case, agent=request.caller.agent).order_by("-at", "-pk")[:MOST_SHOWN]
    mine = [SpentOut(key=row.pk, minutes=row.minutes, what=masked(row.what), at=row.at) for row in rows]
    return TimeOut(case=case.number, minutes=spent_on(case), mine=mine)


@room.read("cases/{number}/time", scope=CASES_READ, name="get_time", gives=TimeOut)
def get_time(request: Call, number: str) -> TimeOut:
    """The time spent on a case; it stands in no record, and measures no person."""
    return _time_out(request, case_of(request, number))


@room.write("cases/{number}/time", scope=CASES_WRITE, name="spend_time", gives=TimeOut, makes=True)
def spend_time(request: Call, number: str, given: TimeSpentGiven) -> Any:
    """Write down minutes spent on a case."""
    case, caller = case_of(request, number), request.caller
    spend(case, given.minutes, what=given.what, by=caller.viewer, at=caller.at)
    return made(_time_out(request, case))


@room.write("cases/{number}/time/{key}/removal", scope=CASES_WRITE, name="take_back_time", gives=TimeOut)
def take_back_time(request: Call, number: str, key: UUID) -> TimeOut:
    """Take back what one wrote down oneself."""
    case = case_of(request, number)
    row = TimeSpent.objects.filter(pk=key, case=case).first()
    if row is None:
        raise Http404
    take_back(row, by=request.caller.viewer)
    return _time_out(request, case)
