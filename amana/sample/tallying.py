"""Counts how the sample world stands at a given now: what is late, due, kept, waiting, closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from amana.sample.dating import ZONE
from amana.sample.happenings import (
    Call,
    ClosingAgreed,
    Event,
    HandOverAccepted,
    HandOverAsked,
    HandOverReturned,
    LateNotice,
    Mail,
    NewTimeAccepted,
    OwnCaseOpened,
    PortalMessage,
    PromiseBroken,
    PromiseDisputed,
    PromiseKept,
    PromiseMade,
    Reply,
    Undertaking,
)


@dataclass
class Tally:
    """Keys of promises and of cases. The shop's promises, then customers' open ones, then those of own cases.

    A default promise that the product makes by itself (for mail nobody has read yet) is not counted here.
    """

    late: list[str] = field(default_factory=list)
    due_today: list[str] = field(default_factory=list)
    open_later: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    kept_late: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    disputed: list[str] = field(default_factory=list)
    waiting_for_customer: list[str] = field(default_factory=list)
    own_case: list[str] = field(default_factory=list)
    hand_overs_waiting: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)


def tally(events: Iterable[Event], now: datetime) -> Tally:
    """Return how things stand at `now`; kept_late is a part of kept, and disputed promises are not counted as kept."""
    told = list(events)
    result = Tally(cases=[event.id for event in told if isinstance(event, Mail) and event.opens])
    result.hand_overs_waiting = _hand_overs_waiting(told)
    result.closed = _closed(told)
    _count_promises(told, result, now)
    return result


def _hand_overs_waiting(told: list[Event]) -> list[str]:
    waiting: dict[str, None] = {}
    for event in told:
        if isinstance(event, HandOverAsked):
            waiting[event.case or ""] = None
        elif isinstance(event, HandOverAccepted | HandOverReturned):
            waiting.pop(event.case or "")
    return list(waiting)


def _closed(told: list[Event]) -> list[str]:
    closed: dict[str, None] = {}
    for event in told:
        if isinstance(event, ClosingAgreed):
            closed[event.case or ""] = None
        elif isinstance(event, PortalMessage) or (isinstance(event, Mail) and event.fate == "case"):
            closed.pop(event.case or "", None)
    return list(closed)


def _count_promises(told: list[Event], result: Tally, now: datetime) -> None:
    own_cases = {event.case for event in told if isinstance(event, OwnCaseOpened)}
    new_dues = {event.promise: event.due for event in told if isinstance(event, NewTimeAccepted)}
    ends = {e.promise: e for e in told if isinstance(e, PromiseKept | PromiseBroken | PromiseDisputed)}
    at = {event.id: event.at for event in told}
    for promise in (promise for event in told for promise in _made(event)):
        due, end = new_dues.get(promise.key, promise.due), ends.get(promise.key)
        if promise.key.split(".")[0] in own_cases:
            result.own_case.append(promise.key)
        elif promise.promiser == "customer":
            result.waiting_for_customer.append(promise.key)
        elif end is None:
            _still_open(due, result, now).append(promise.key)
        else:
            _ended(end, result).append(promise.key)
        if isinstance(end, PromiseKept) and at[end.shown_by] > due:
            result.kept_late.append(promise.key)


def _made(event: Event) -> tuple[Undertaking, ...]:
    if isinstance(event, PromiseMade):
        return (event.promise,)
    return event.promises if isinstance(event, Reply | LateNotice | Call) else ()


def _ended(end: PromiseKept | PromiseBroken | PromiseDisputed, result: Tally) -> list[str]:
    if isinstance(end, PromiseKept):
        return result.kept
    return result.broken if isinstance(end, PromiseBroken) else result.disputed


def _still_open(due: datetime, result: Tally, now: datetime) -> list[str]:
    if due < now:
        return result.late
    is_today = due.astimezone(ZONE).date() == now.astimezone(ZONE).date()
    return result.due_today if is_today else result.open_later
