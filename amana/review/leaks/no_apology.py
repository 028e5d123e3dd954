"""The leak `no_apology`: an ordeal without an apology, whoever erred; or one that blames."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from amana.review.enduring import Ordeal
from amana.review.leaks.picture import SURE_ENOUGH, Found, Picture, Sign, found

# Minutes on hold from which a wait is part of an ordeal.
ON_HOLD = 20


def judge(picture: Picture, _at: datetime) -> Found | None:
    """Find messages to somebody who had been through an ordeal without an apology, and apologies that take nothing back."""
    return found([*_none(picture), *_blames(picture)])


def _none(picture: Picture) -> Iterator[Sign]:
    # What the keeper of an own case wrote down of a call proves no silence: there, what the company wrote is asked.
    said = picture.written if picture.is_own else picture.from_company
    if not said or any(one.apologises for one in picture.from_company):
        return
    # Before the ordeal nobody had anything to apologise for: the last message is the one that had to.
    last = said[-1]
    ordeal = picture.ordeal(last.at)
    if (step := ordeal.step) >= 1 and _went_wrong(ordeal):
        yield Sign(min(step, 3), last.at, (last.key,), "ordeal_unsaid", {"step": step})


def _went_wrong(ordeal: Ordeal) -> bool:
    """Whether more happened than a few friendly messages over some days."""
    hard = (
        ordeal.late,
        ordeal.came_back,
        ordeal.stands_still,
        ordeal.costs,
        ordeal.hands > 1,
        ordeal.waited >= ON_HOLD,
    )
    return any(hard)


def _blames(picture: Picture) -> Iterator[Sign]:
    for entry in picture.from_company:
        if not entry.has("non_apology", least=SURE_ENOUGH):
            continue
        if not any(one.at >= entry.at and one.apologises for one in picture.from_company):
            yield Sign(2, entry.at, (entry.key,), "blaming_apology")
