"""Promising a customer a call in a half-hour that is free."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.resources.promises import PromiseOut, promise_now
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Moment
from amana.handling.talking.calling_back import book, call_owed, free_times, number_of

room = Room("call-backs")


class TimesOut(Schema):
    """When the half-hours begin in which we can call, and the call that is promised already, if any."""

    times: list[datetime]
    promised: UUID | None


class CallBackGiven(Given):
    """One of the free half-hours; the customer's telephone as it is known where no number is given."""

    starts_at: Moment
    number: Line = ""
    about: Line = ""


@room.read("cases/{number}/call-backs", scope=CASES_READ, name="list_free_times", gives=TimesOut)
def list_free_times(request: Call, number: str) -> TimesOut:
    """The half-hours of the coming three working days in which the holder, or else somebody of the team, can call."""
    case = case_of(request, number)
    owed = call_owed(case)
    return TimesOut(times=free_times(case, at=request.caller.at), promised=owed.pk if owed is not None else None)


@room.write(
    "cases/{number}/call-backs", scope=CASES_WRITE, name="book_call_back", gives=PromiseOut, makes=True, matching="may"
)
def book_call_back(request: Call, number: str, given: CallBackGiven) -> Any:
    """Promise a call in a free half-hour; the customer reads the time, and logging the call keeps the promise."""
    case, caller = case_of(request, number), request.caller
    telephone = given.number or number_of(case)
    with unchanged(request, case, caller.viewer):
        row = book(case, given.starts_at, number=telephone, about=given.about, by=caller.viewer, at=caller.at)
    return made(promise_now(row.pk, at=caller.at))
