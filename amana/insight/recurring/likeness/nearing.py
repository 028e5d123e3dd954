"""Finding the group that a new question lies nearest to, among the centres of all groups of a brand, in a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from amana.insight.recurring.likeness.framing import PLACES
from amana.insight.recurring.likeness.picturing import Floats
from amana.language.vectors import DIMENSIONS

# A new question is put into a group when it lies this near to its centre: in the same language, or in another one.
OWN, ACROSS = 0.30, 0.25
# A group that has so many questions of its own in a language is looked for in that language alone.
KNOWN = 4
_ROOM = 256


@dataclass(frozen=True)
class Near:
    """A group, and how near its centre lies: at most 1. `is_same` says whether that is near enough to ask the same."""

    key: UUID
    nearness: float
    is_same: bool


class Index:
    """The centres of the groups of one brand, each in the languages it was asked in."""

    def __init__(self) -> None:
        self._middles: Floats = np.zeros((_ROOM, PLACES), np.float32)
        self._meant: Floats = np.zeros((_ROOM, DIMENSIONS), np.float32)
        self._language = np.full(_ROOM, -1, np.int8)
        self._count = np.zeros(_ROOM, np.int64)
        self._keys: list[UUID | None] = [None] * _ROOM
        self._rows: dict[UUID, dict[int, int]] = {}
        self._free = list(range(_ROOM))[::-1]

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, key: UUID, centres: Iterable[tuple[int, int, Floats]]) -> None:
        """Give a group these centres and no others: the place of the language, how many questions, and their sum."""
        self.drop(key)
        mine: dict[int, int] = {}
        for language, count, total in centres:
            row = self._row()
            self._middles[row] = total / max(float(np.sqrt(total @ total)), 1e-9)
            meant = total[:DIMENSIONS]
            self._meant[row] = meant / max(float(np.sqrt(meant @ meant)), 1e-9)
            self._language[row], self._count[row], self._keys[row] = language, count, key
            mine[language] = row
        if mine:
            self._rows[key] = mine

    def drop(self, key: UUID) -> None:
        """Forget a group."""
        for row in self._rows.pop(key, {}).values():
            self._middles[row], self._meant[row] = 0, 0
            self._language[row], self._keys[row] = -1, None
            self._free.append(row)

    def _row(self) -> int:
        if not self._free:
            size = len(self._keys)
            self._middles = np.concatenate([self._middles, np.zeros_like(self._middles)])
            self._meant = np.concatenate([self._meant, np.zeros_like(self._meant)])
            self._language = np.concatenate([self._language, np.full(size, -1, np.int8)])
            self._count = np.concatenate([self._count, np.zeros(size, np.int64)])
            self._keys += [None] * size
            self._free = list(range(size, 2 * size))[::-1]
        return self._free.pop()

    def nearest(self, point: Floats, language: int, *, most: int = 8) -> list[Near]:
        """Return the groups that lie nearest to a question, the nearest first."""
        if not self._rows or not point.any():
            return []
        meant = point[:DIMENSIONS]
        meant = meant / max(float(np.sqrt(meant @ meant)), 1e-9)
        own = self._language == language
        nearness = np.where(own, self._middles @ point - OWN, self._meant @ meant - ACROSS)
        nearness[self._language < 0] = -9
        some = np.argsort(-nearness, kind="stable")[: 4 * most]
        found: dict[UUID, Near] = {}
        for row in some:
            key = self._keys[row]
            if key is None or key in found or (not own[row] and self._is_known(key, language)):
                continue
            offset = OWN if own[row] else ACROSS
            found[key] = Near(key, round(min(float(nearness[row]) + offset, 1.0), 4), bool(nearness[row] >= 0))
        return list(found.values())[:most]

    def _is_known(self, key: UUID, language: int) -> bool:
        row = self._rows[key].get(language)
        return row is not None and self._count[row] >= KNOWN
