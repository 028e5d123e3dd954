"""Keeping names findable: writing down how each begins, goes on and sounds, and taking that out again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import connection

from amana.directory.models import Name, Part
from amana.directory.naming import parts
from amana.record.storing import insert_all, insert_rows

AT_ONCE = 2000
Told = Callable[[int], None]


def add(names: Sequence[Name], *, told: Told = lambda _done: None) -> None:
    """Write names that are not in the database yet, and make them findable. `told` hears how many are done."""
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        insert_all(some)
        index(some)
        told(start + len(some))


def index(names: Sequence[Name]) -> None:
    """Make names findable that are in the database. Twice changes nothing."""
    insert_rows(Part, ("place", "part", "name"), _rows(names), unless_there=True)


def unindex(names: Sequence[Name]) -> None:
    """Make names unfindable; they have to be as they were when they were indexed."""
    with connection.cursor() as cursor:
        for start in range(0, len(names), AT_ONCE):
            cursor.executemany(
                "DELETE FROM directory_part WHERE place = %s AND part = %s AND name = %s",
                _rows(names[start : start + AT_ONCE]),
            )


def _rows(names: Sequence[Name]) -> list[tuple[int, bytes, int]]:
    return sorted((place, part, name.pk) for name in names for place, part in parts(name.kind, name.text))
