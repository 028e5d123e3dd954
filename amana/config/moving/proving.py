"""Proving that everything came along: as many rows in every table, every index, every guard, every chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connections

from amana.config.moving.carrying import SOURCE, TARGET
from amana.config.moving.lifting import ForeignKey, foreign_keys
from amana.config.moving.listing import carried, missing_parts
from amana.record.fixing.auditing import audit
from amana.record.guarding import check_guards
from amana.record.verifying import verify


class NotProven(Exception):
    """Something of the source is not in the target; the sentence says what."""


def prove(keys: list[ForeignKey], *, told: Callable[[str, int], None] = lambda _what, _done: None) -> int:
    """Return how many rows there are. Raises NotProven, or Unguarded when the database does not guard the record."""
    wrong = [*_miscounted(told), *_missing_keys(keys), *missing_parts(connections[TARGET])]
    if wrong:
        raise NotProven(f"Not everything came along: {'; '.join(wrong[:10])}.")
    check_guards()
    for fault in verify():
        raise NotProven(f"The record did not come along as it was: {fault}.")
    for said in audit():
        raise NotProven(f"The log of checkpoints did not come along as it was: {said}")
    return sum(model._base_manager.using(TARGET).count() for model in carried())


def _miscounted(told: Callable[[str, int], None]) -> Iterator[str]:
    for number, model in enumerate(carried(), 1):
        told("tables compared", number)
        counts = [model._base_manager.using(alias).count() for alias in (SOURCE, TARGET)]
        if counts[0] != counts[1]:
            yield f"{model._meta.db_table} has {counts[1]} rows of {counts[0]}"


def _missing_keys(keys: list[ForeignKey]) -> Iterator[str]:
    there = {name for _table, name, _definition in foreign_keys(connections[TARGET])}
    yield from (f"the foreign key {name} of {table}" for table, name, _definition in keys if name not in there)
