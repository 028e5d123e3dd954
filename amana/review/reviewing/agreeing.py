"""How far readers agree with the machine, and with each other where two read the same case; by leak, never by person."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db.models import QuerySet

from amana.review.reviewing.judging import kinds
from amana.review.reviewing.models import Judgement, Sample

# Below this a share says nothing.
FEWEST = 5
MOST_READ = 20_000


@dataclass(frozen=True)
class Agreement:
    """How two judged the same cases: both saw it, the first alone, the second alone, neither."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def of(self) -> int:
        """How many cases were judged by both."""
        return self.both + self.first + self.second + self.neither

    @property
    def alike(self) -> int:
        """How many cases were judged alike."""
        return self.both + self.neither

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance (Cohen 1960), 1 at most; None with fewer than five cases, and where all say the same."""
        if self.of < FEWEST:
            return None
        firsts, seconds = (self.both + self.first) / self.of, (self.both + self.second) / self.of
        by_chance = firsts * seconds + (1 - firsts) * (1 - seconds)
        return (self.alike / self.of - by_chance) / (1 - by_chance) if by_chance < 1 else None


def with_the_machine(sample: Sample) -> dict[str, Agreement]:
    """Return by leak how readers judged beside the machine; "first" is what it found and nobody saw."""
    counted: defaultdict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for kind, found, seen in _judged(sample).values_list("kind", "was_found", "is_there"):
        counted[kind][found, seen] += 1
    return {kind: _agreement(counted[kind]) for kind in kinds()}


def between_readers(sample: Sample) -> Agreement | None:
    """Return how pairs of readers judged the same cases, all leaks together; None where no case was read twice."""
    judged: defaultdict[tuple[int, str], list[tuple[UUID, bool]]] = defaultdict(list)
    for drawn, kind, review, seen in _judged(sample).values_list("review__drawn", "kind", "review", "is_there"):
        judged[drawn, kind].append((review, seen))
    pairs = [pair for one in judged.values() for pair in combinations(sorted(one), 2)]
    counted = Counter((first, second) for (_one, first), (_two, second) in pairs)
    return _agreement(counted) if counted else None


def _judged(sample: Sample) -> QuerySet[Judgement]:
    return Judgement.objects.filter(review__drawn__sample=sample).order_by("pk")[:MOST_READ]


def _agreement(counted: Counter[tuple[bool, bool]]) -> Agreement:
    return Agreement(counted[True, True], counted[True, False], counted[False, True], counted[False, False])
