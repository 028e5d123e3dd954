"""Linking what lies near each other: the two nearest groups become one, until no two are near enough on average."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from amana.insight.recurring.likeness.picturing import Floats

_GONE = np.float32(-9.0)


def linked(nearness: Floats, *, least: float, weights: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Return for each thing the number of its group, from 0, the same for the same input.

    `nearness` is a symmetric matrix, which is used up. Two groups are linked while the mean nearness of what is in the
    one to what is in the other is `least` or more (average linkage by chains of nearest neighbours: F. Murtagh, 1983).
    `weights` says how much each thing stands for. Time and memory grow with the square of their number.
    """
    count = len(nearness)
    np.fill_diagonal(nearness, _GONE)
    sizes = np.ones(count) if weights is None else weights.astype(np.float64)
    is_there = np.ones(count, bool)
    into = np.arange(count)
    chain: list[int] = []
    following = 0
    while True:
        if not chain:
            while following < count and not is_there[following]:
                following += 1
            if following == count:
                return _numbered(into)
            chain.append(following)
        here = chain[-1]
        nearest = int(nearness[here].argmax())
        if nearness[here, nearest] < least:
            _leave(nearness, is_there, here)
            chain.pop()
        elif len(chain) > 1 and nearness[here, chain[-2]] >= nearness[here, nearest]:
            _link(nearness, sizes, is_there, chain[-2:])
            into[max(chain[-2:])] = min(chain[-2:])
            del chain[-2:]
        else:
            chain.append(nearest)


def _leave(nearness: Floats, is_there: NDArray[np.bool_], one: int) -> None:
    """Nothing is near enough to this one, and linking others brings nothing nearer: it is done."""
    is_there[one] = False
    nearness[one], nearness[:, one] = _GONE, _GONE


def _link(nearness: Floats, sizes: NDArray[np.float64], is_there: NDArray[np.bool_], pair: list[int]) -> None:
    kept, gone = min(pair), max(pair)
    row = (sizes[kept] * nearness[kept] + sizes[gone] * nearness[gone]) / (sizes[kept] + sizes[gone])
    row[~is_there] = _GONE
    row[[kept, gone]] = _GONE
    nearness[kept], nearness[:, kept] = row, row
    nearness[gone], nearness[:, gone] = _GONE, _GONE
    sizes[kept] += sizes[gone]
    is_there[gone] = False


def _numbered(into: NDArray[np.int64]) -> NDArray[np.int64]:
    """Follow each to what it was linked into, and number the groups from 0 in the order of their first."""
    for place in range(len(into)):
        into[place] = into[into[place]]  # what it was linked into has a smaller number, and is followed already
    return np.unique(into, return_inverse=True)[1].astype(np.int64)
