"""Promises that say what, but not when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from amana.language import Promise
from amana.writing.advising import Advice, Place, advise
from amana.writing.drafts import Draft

_LASTING = "refrain"  # "you will not be charged" holds for good and needs no time


def promises_without_a_time(draft: Draft) -> Iterator[Advice]:
    """One advice for each promise of the draft's own side that fixes no moment, with the team's usual time.

    Conditional promises and promises not to do something need none.
    """
    context = draft.context
    own = "customer" if context.side == "caller_note" else context.side
    usual = context.usual_due()
    for promise in draft.reading.promises:
        if promise.by == own and _needs_a_time(promise):
            place = Place(promise.quote, promise.start, promise.end)
            advice = advise("vague_promise", place, draft.language, context)
            yield replace(advice, suggested_at=usual, promise=promise)


def _needs_a_time(promise: Promise) -> bool:
    return promise.due.at is None and promise.firmness != "conditional" and promise.code != _LASTING
