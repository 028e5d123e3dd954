"""Gathering questions into bundles of those that ask the same, and bundles into larger ones, each in its language.

A few thousand at a time: what is gathered of each few is gathered again, so that time grows with their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amana.insight.recurring.likeness.framing import LANGUAGES, PLACES, lengthened
from amana.insight.recurring.likeness.linking import linked
from amana.insight.recurring.likeness.parting import plant
from amana.insight.recurring.likeness.picturing import Floats

# As near as this, on average, is the same question; measured on banking questions, see docs/reference/recurring.md.
# Words of Hebrew and Arabic have more forms, so what means the same lies farther apart in those languages.
SAME = {"en": 0.36, "he": 0.31, "ar": 0.31, "unknown": 0.36}
# As near as this is said in nearly the same words; so much is gathered first, and brought to another language as one.
ALIKE = 0.55
# A question is seen together with so many nearest of its language, by this share.
AROUND, SHARE = 10, 0.5
# Of few questions the nearest ten would be those about anything: one for each so many. What is not seen together with
# its surroundings lies farther apart, and this near is enough.
FOR_EACH, BARE = 15, 0.2
# What lies near everything says less by lying near: of so many nearest, this share is taken off.
USUAL, LESS = 30, 0.3
# What is gathered at once.
AT_ONCE = 3_000
# Rounds of gathering what was gathered; a round that leaves more than this share of them is the last.
ROUNDS, STALE = 6, 0.97
SMALL = 3

LIMIT = max(SAME.values())
_SAME = np.array([SAME[name] for name in LANGUAGES], np.float32)

Labels = NDArray[np.int64]
Marks = NDArray[np.int8]


@dataclass(frozen=True)
class Bundles:
    """Bundles of questions in one language: which, how many questions, the sums of their points and of how usual they are."""

    languages: Marks
    counts: Labels
    sums: Floats
    usual: Floats

    def __len__(self) -> int:
        return len(self.counts)

    def relabelled(self, labels: Labels) -> Bundles:
        """Return larger bundles: bundle b goes into bundle labels[b]; each is of one language still."""
        count = int(labels.max()) + 1 if len(labels) else 0
        sums = np.zeros((count, self.sums.shape[1]), np.float32)
        np.add.at(sums, labels, self.sums)
        languages = np.zeros(count, np.int8)
        languages[labels] = self.languages
        counts = np.bincount(labels, weights=self.counts, minlength=count).astype(np.int64)
        usual = np.bincount(labels, weights=self.usual, minlength=count).astype(np.float32)
        return Bundles(languages, counts, sums, usual)

    def only(self, chosen: Labels) -> Bundles:
        """Return some of the bundles, numbered from 0 in the order of `chosen`."""
        return Bundles(self.languages[chosen], self.counts[chosen], self.sums[chosen], self.usual[chosen])


def gather(points: Floats, languages: Marks) -> tuple[Labels, Bundles]:
    """Return for each question the number of its bundle, and the bundles; for a few thousand questions.

    A bundle holds what is said in nearly the same words, in one language: `join` makes groups of the bundles, and
    `matching` brings the languages together.
    """
    labels = np.zeros(len(points), np.int64)
    parts: list[Bundles] = []
    for place in range(len(LANGUAGES)):
        mine = np.flatnonzero(languages == place)
        if not len(mine):
            continue
        seen = _with_its_surroundings(points[mine])
        nearness = seen @ seen.T
        usual = _usual(nearness) - np.float32(_made_up(len(mine), place) / (2 * LESS))
        rows = Bundles(languages[mine], np.ones(len(mine), np.int64), seen, usual)
        own = linked(_lessened(nearness, rows.usual), least=ALIKE)
        labels[mine] = own + sum(map(len, parts))
        parts.append(rows.relabelled(own))
    return labels, together(parts)


def _with_its_surroundings(points: Floats) -> Floats:
    """Return each point moved towards those nearest to it: what they have in common shows, their odd words less."""
    most = _around(len(points))
    if most < 1:
        return points
    nearness = points @ points.T
    np.fill_diagonal(nearness, -1)
    nearest = np.argpartition(-nearness, most - 1, axis=1)[:, :most]
    weights = np.maximum(np.take_along_axis(nearness, nearest, axis=1), 0) ** 2
    weights /= weights.sum(axis=1, keepdims=True) + np.float32(1e-6)
    around = np.zeros_like(points)
    for column in range(most):
        around += weights[:, column, None] * points[nearest[:, column]]
    return lengthened((1 - SHARE) * points + SHARE * around)


def _around(count: int) -> int:
    return min(AROUND, count // FOR_EACH)


def _made_up(count: int, language: int) -> float:
    """Return how much nearer few questions are taken to lie, as they were not seen together with ten others."""
    return (1 - _around(count) / AROUND) * (float(_SAME[language]) - BARE)


def _usual(nearness: Floats) -> Floats:
    """Return how near the nearest are to each, against what is usual here (J. Tang and others call such points hubs)."""
    count = len(nearness)
    most = min(USUAL, count // 2)
    if most < 1:
        return np.zeros(count, np.float32)
    near = -np.partition(-nearness, most, axis=1)[:, : most + 1]
    usual = (near.sum(axis=1) - np.diagonal(nearness)) / most
    result: Floats = (usual - usual.mean()).astype(np.float32)
    return result


def _lessened(nearness: Floats, usual: Floats) -> Floats:
    nearness -= np.float32(LESS) * usual[:, None]
    nearness -= np.float32(LESS) * usual[None, :]
    return nearness


def _nearness(rows: Bundles) -> Floats:
    """Return the mean nearness of the questions of every two bundles, less where they lie near everything."""
    counts = rows.counts.astype(np.float32)
    means = np.divide(rows.sums, counts[:, None], dtype=np.float32)
    alike: Floats = means @ means.T
    usual = np.divide(rows.usual, counts, dtype=np.float32)
    nearness = _lessened(alike, usual)
    # Compared with one limit for all: what a language asks for less is given to it.
    nearness += (LIMIT - _SAME[rows.languages])[:, None]
    nearness[rows.languages[:, None] != rows.languages[None, :]] = -1
    return nearness


def join(bundles: Bundles) -> Labels:
    """Return for each bundle the number of the group of its language that it goes into.

    They are gathered a few thousand at a time, those that lie near each other together, each round parted in another
    way; what is alone after two rounds stays alone.
    """
    labels, now = np.arange(len(bundles)), bundles
    for round_ in range(ROUNDS):
        chosen = np.flatnonzero(now.counts >= (1 if round_ < 2 else SMALL))
        if len(chosen) < 2:
            break
        step = _joined_once(now, chosen, round_)
        is_last = len(chosen) <= AT_ONCE or int(step.max()) + 1 > STALE * len(step)
        labels, now = step[labels], now.relabelled(step)
        if is_last:
            break
    return labels


def _joined_once(now: Bundles, chosen: Labels, round_: int) -> Labels:
    """Gather the chosen bundles a few thousand at a time; return for every bundle its new number."""
    step = np.arange(len(now))
    for part in _parted(now.only(chosen), round_):
        mine = chosen[part]
        labels = linked(_nearness(now.only(mine)), least=LIMIT, weights=now.counts[mine])
        step[mine] = mine[np.unique(labels, return_index=True)[1]][labels]
    return np.unique(step, return_inverse=True)[1].astype(np.int64)


def _parted(some: Bundles, round_: int) -> list[Labels]:
    if len(some) <= AT_ONCE:
        return [np.arange(len(some))]
    middles = lengthened(some.sums)
    # Each language by itself, so that only what can be joined comes together.
    cells = plant(middles, most=AT_ONCE, of=len(some), turn=round_).cells(middles)
    return pieces(some.languages * (int(cells.max()) + 1) + cells, AT_ONCE)


def pieces(cells: Labels, most: int) -> list[Labels]:
    """Return the places of what lies in each cell, those of small cells together and of large ones apart, in order."""
    order = np.argsort(cells, kind="stable")
    if not len(cells):
        return []
    bounds = np.flatnonzero(np.diff(cells[order], prepend=-1))
    found: list[Labels] = []
    current: list[NDArray[np.int64]] = []
    for start, end in zip(bounds, [*bounds[1:], len(order)], strict=True):
        if current and sum(map(len, current)) + end - start > most:
            found.append(np.sort(np.concatenate(current)))
            current = []
        current.append(order[start:end])
        while sum(map(len, current)) > most:
            whole = np.concatenate(current)
            found.append(np.sort(whole[:most]))
            current = [whole[most:]]
    return [*found, np.sort(np.concatenate(current))] if current else found


def together(parts: Sequence[Bundles]) -> Bundles:
    """Return the bundles of several parts, numbered through."""
    if not parts:
        nothing = np.zeros(0, np.int64)
        return Bundles(nothing.astype(np.int8), nothing, np.zeros((0, PLACES), np.float32), np.zeros(0, np.float32))
    columns = [[one.languages, one.counts, one.sums, one.usual] for one in parts]
    languages, counts, sums, usual = (np.concatenate(column) for column in zip(*columns, strict=True))
    return Bundles(languages, counts, sums, usual)
