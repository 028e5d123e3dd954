"""Joining small teams, so that no figure is that of fewer than five people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

FEWEST = 5
Unit = TypeVar("Unit")


def joined(
    sizes: Mapping[Unit, int], *, least: int = FEWEST, together: Callable[[Iterable[int]], int] = sum
) -> list[tuple[Unit, ...]]:
    """Return groups of units, each with at least `least` people where there are so many at all.

    The small ones go together; if they are still too few, the smallest of the others goes with them, or else what the
    others show would betray what is left. `together` says how many people units have that are joined.
    """
    large = sorted((unit for unit in sizes if sizes[unit] >= least), key=lambda unit: sizes[unit])
    small = [unit for unit in sizes if sizes[unit] < least]
    while small and large and _people(small, sizes, together) < least:
        small.append(large.pop(0))
    groups: list[tuple[Unit, ...]] = [(unit,) for unit in large]
    return [*groups, tuple(small)] if small else groups


def _people(units: Sequence[Unit], sizes: Mapping[Unit, int], together: Callable[[Iterable[int]], int]) -> int:
    return together([sizes[unit] for unit in units])
