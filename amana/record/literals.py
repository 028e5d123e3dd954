"""Values of ours written into a statement as they are, so that the planner may use a partial index."""

from __future__ import annotations

import re

from django.db.models.expressions import RawSQL

_PLAIN = re.compile(r"[a-z_]+\Z")


def literals(*values: str) -> list[RawSQL]:
    """Return the values for an `__in` look-up, as literals instead of parameters.

    SQLite compares the condition of a partial index with the words of the statement: `state IN
    (?, ?)` is not `state IN ('open', 'disputed')`, and the table is read from end to end. Raises
    ValueError for anything but small letters and underscores, so nothing from outside gets in.
    """
    for value in values:
        if not _PLAIN.match(value):
            raise ValueError(f"{value!r} cannot be written into a statement")
    return [RawSQL(f"'{value}'", []) for value in values]  # noqa: S611  # checked above
