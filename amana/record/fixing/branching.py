"""The tree over all heads (RFC 6962, section 2): which of its nodes a root or a proof needs, and how they are put together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

LEAF, INNER = b"\x00", b"\x01"
# Of the inner nodes, those of every fourth level are kept: one row for sixteen below it. The rest follow from them.
STRIDE = 4
WIDTH = 1 << STRIDE

Range = tuple[int, int]  # leaves from the first number up to, and without, the second
Spot = tuple[int, int]  # the level of a whole subtree, 0 for leaves, and its place among those of its level


def leaf_hash(data: bytes) -> str:
    """Return the hash of a leaf, in hex."""
    return hashlib.sha256(LEAF + data).hexdigest()


def joined(left: str, right: str) -> str:
    """Return the hash of the node above two others, in hex."""
    return hashlib.sha256(INNER + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def _half(length: int) -> int:
    """Return the largest power of two that is smaller than a length of two or more."""
    return 1 << (length - 1).bit_length() - 1


def path_to(place: int, size: int) -> list[Range]:
    """Return the subtrees whose hashes show that a leaf is in a tree (PATH, 2.1.1), the nearest first."""
    found: list[Range] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _half(high - low)
        if place < middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low = middle
    return found[::-1]


def growth(earlier: int, size: int) -> list[Range]:
    """Return the subtrees whose hashes show that a tree grew out of a smaller one (PROOF, 2.1.2), in the order of the RFC."""
    found: list[Range] = []
    low, high = 0, size
    while earlier != high:
        middle = low + _half(high - low)
        if earlier <= middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low = middle
    if low:  # otherwise the smaller tree is itself a subtree, and whoever checks has its root
        found.append((low, high))
    return found[::-1]


def whole_in(wanted: Range) -> list[Spot]:
    """Return the whole subtrees a range is made of, from the left; its beginning lies where the tree divides there."""
    low, high = wanted
    found: list[Spot] = []
    while low < high:
        level = (high - low).bit_length() - 1
        found.append((level, low >> level))
        low += 1 << level
    return found


def kept_in(spot: Spot) -> list[Spot]:
    """Return the kept nodes, or leaves, from which a whole subtree follows."""
    level, place = spot
    below = level % STRIDE
    return [(level - below, (place << below) + n) for n in range(1 << below)]


def needed(ranges: Iterable[Range]) -> set[Spot]:
    """Return every leaf and kept node from which the hashes of these ranges follow; of each, some dozens."""
    return {kept for one in ranges for spot in whole_in(one) for kept in kept_in(spot)}


def hash_of(wanted: Range, kept: Mapping[Spot, str]) -> str:
    """Return the hash of a range, in hex; of an empty one that of nothing. Raises KeyError when a node is not there."""
    peaks = [_folded([kept[one] for one in kept_in(spot)]) for spot in whole_in(wanted)]
    if not peaks:
        return hashlib.sha256().hexdigest()
    found = peaks.pop()
    while peaks:
        found = joined(peaks.pop(), found)
    return found


def _folded(hashes: Sequence[str]) -> str:
    while len(hashes) > 1:
        hashes = [joined(*hashes[n : n + 2]) for n in range(0, len(hashes), 2)]
    return hashes[0]


def grown(first: int, hashes: Sequence[str], earlier: Sequence[str]) -> tuple[int, list[str]]:
    """Return the nodes one stride up that become whole by new ones of a level: the place of the first, and their hashes.

    `hashes` are the new ones from `first` on, `earlier` those before it back to a multiple of sixteen.
    """
    row = [*earlier, *hashes]
    made = [_folded(row[n : n + WIDTH]) for n in range(0, len(row) - WIDTH + 1, WIDTH)]
    return first // WIDTH, made
