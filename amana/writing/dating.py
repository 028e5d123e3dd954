"""Promises that say what, but not when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from amana.language import Promise, Reading
from amana.writing.advising import Advice, Context

_LASTING = "refrain"  # "you will not be charged" holds for good and needs no time


def promises_without_a_time(reading: Reading, context: Context) -> Iterator[Advice]:
    """One advice for each promise of the draft's own side that fixes no moment, with the team's usual time.

    Conditional promises and promises not to do something need none.
    """
    own = "customer" if context.side == "caller_note" else context.side
    usual = context.usual_due()
    for promise in reading.promises:
        if promise.by == own and _needs_a_time(promise):
            yield Advice(
                code="vague_promise",
                quote=promise.quote,
                start=promise.start,
                end=promise.end,
                reason=_reason(promise),
                suggestion=_suggestion(usual, context),
                suggested_at=usual,
                promise=promise,
            )


def _needs_a_time(promise: Promise) -> bool:
    return promise.due.at is None and promise.firmness != "conditional" and promise.code != _LASTING


def _reason(promise: Promise) -> str:
    if promise.due.words and promise.due.kind == "vague":
        return f"“{promise.due.words}” is no time: nobody can tell when this is late"
    return "this promises something without saying by when"


def _suggestion(usual: datetime | None, context: Context) -> str:
    if usual is None or context.week is None:
        return "say by which day and hour"
    local = usual.astimezone(ZoneInfo(context.week.zone))
    return f"say by when, for example by {local:%A %d %B %H:%M}"
