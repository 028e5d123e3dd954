"""Parting many points into cells of about a size, what lies near each other mostly in one: a tree of halves."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amana.insight.recurring.likeness.picturing import Floats

# Points on which the tree is grown, and steps towards the direction in which a cell is longest.
SAMPLE, STEPS = 40_000, 6
BLOCK = 20_000
_LEAF = -1


@dataclass(frozen=True)
class Tree:
    """Nodes from the root on: along which direction and where each is halved, and which nodes its halves are."""

    directions: Floats
    heights: Floats
    below: NDArray[np.int64]  # two for each node; -1 at a leaf

    def cells(self, points: Floats) -> NDArray[np.int64]:
        """Return the cell of each point: the number of a leaf; neighbours have near numbers."""
        found = [self._cells(points[start : start + BLOCK]) for start in range(0, len(points), BLOCK)]
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _cells(self, points: Floats) -> NDArray[np.int64]:
        node = np.zeros(len(points), np.int64)
        inside = np.flatnonzero(self.below[node, 0] != _LEAF)
        while len(inside):
            here = node[inside]
            is_high = np.einsum("ij,ij->i", points[inside], self.directions[here]) > self.heights[here]
            node[inside] = self.below[here, is_high.astype(np.int64)]
            inside = inside[self.below[node[inside], 0] != _LEAF]
        return node

    def to_bytes(self) -> bytes:
        """The tree as bytes, which `tree_from` takes back."""
        file = io.BytesIO()
        np.savez(file, directions=self.directions.astype(np.float16), heights=self.heights, below=self.below)
        return file.getvalue()


def tree_from(kept: bytes) -> Tree:
    """Return the tree that was kept as bytes."""
    with np.load(io.BytesIO(kept), allow_pickle=False) as found:
        return Tree(found["directions"].astype(np.float32), found["heights"], found["below"])


def plant(points: Floats, *, most: int, of: int, turn: int = 0) -> Tree:
    """Return a tree whose cells hold `most` points or somewhat fewer, when `of` points like these are put through it.

    It is grown on a sample taken at even steps. Another `turn` halves along other directions.
    """
    sample = points[:: max(1, len(points) // SAMPLE)]
    share = most / max(of, 1) * len(sample)
    directions: list[Floats] = []
    heights: list[float] = []
    below: list[list[int]] = []

    def grow(mine: NDArray[np.int64]) -> int:
        here = len(below)
        below.append([_LEAF, _LEAF])
        directions.append(np.zeros(points.shape[1], np.float32))
        heights.append(0.0)
        if len(mine) <= max(share, 1.0):
            return here
        along = _longest(sample[mine], turn + here)
        places = sample[mine] @ along
        height = float(np.median(places))
        is_high = places > height
        if not is_high.any() or is_high.all():
            return here
        directions[here], heights[here] = along, height
        below[here] = [grow(mine[~is_high]), grow(mine[is_high])]
        return here

    grow(np.arange(len(sample)))
    # Halves are compared with directions as exact as those that are kept.
    kept = np.stack(directions).astype(np.float16).astype(np.float32)
    return Tree(kept, np.array(heights, np.float32), np.array(below, np.int64))


def _longest(points: Floats, turn: int) -> Floats:
    """Return a direction in which these points lie far apart: which of several such, follows from `turn`."""
    random = np.random.default_rng(turn)
    some = points[:2_000] - points[:2_000].mean(axis=0)
    along: Floats = np.asarray(random.standard_normal(points.shape[1]), np.float32)
    for _step in range(STEPS):
        along = some.T @ (some @ along)
        along = along / np.float32(max(float(np.sqrt(along @ along)), 1e-12))
    return along
