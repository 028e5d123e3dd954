"""The standing of a case, which the queue is read from: written here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import connection

from amana.cases.models import Case


@dataclass(frozen=True)
class Standing:
    """What is next on a case: whose turn, by when (aware), for which promise, and where it stands in the queue."""

    case: UUID
    waiting_for: str
    next_due_at: datetime
    next_reason: str
    next_commitment: UUID
    queue_at: datetime


STANDING = tuple(field.name for field in fields(Standing) if field.name != "case")


def write(standings: Sequence[Standing]) -> None:
    """Write the standings of open cases; the caller holds the rows.

    One prepared UPDATE for many rows: Django's bulk_update builds a CASE for each column and row
    and cost a sixth of the rate of intake when it was tried.
    """
    if not standings:
        return
    columns = [column for column in Case._meta.concrete_fields if column.name in STANDING]
    assignments = ", ".join(f"{column.column} = %s" for column in columns)
    key = Case._meta.pk
    rows = [
        [
            *(column.get_db_prep_save(getattr(standing, column.name), connection) for column in columns),
            key.get_db_prep_save(standing.case, connection),
        ]
        for standing in standings
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {Case._meta.db_table} SET {assignments} WHERE {key.column} = %s", rows)  # noqa: S608  # names come from the model
