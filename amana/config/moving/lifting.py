"""Taking the foreign keys off a database while rows are poured into it, and putting them back, which checks every row."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management.color import no_style
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

# The table, the name and the definition of a foreign key, as PostgreSQL writes it.
ForeignKey = tuple[str, str, str]


class Unfit(Exception):
    """Rows name others that are not there; the sentence says where."""


def foreign_keys(connection: BaseDatabaseWrapper) -> list[ForeignKey]:
    """Return the foreign keys of a PostgreSQL database; of SQLite none, where they are switched off as a whole."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname"
        )
        return [(str(table), str(name), str(definition)) for table, name, definition in cursor.fetchall()]


def take_off(connection: BaseDatabaseWrapper, keys: list[ForeignKey]) -> None:
    """Let rows come in any order. Twice changes nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
        for table, name, _definition in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {connection.ops.quote_name(name)}")


def put_back(
    connection: BaseDatabaseWrapper,
    keys: list[ForeignKey],
    *,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> None:
    """Put the foreign keys back that are not there. Raises Unfit, or what the database says, when a row does not fit."""
    if connection.vendor == "sqlite":
        _check_sqlite(connection)
        return
    there = {name for _table, name, _definition in foreign_keys(connection)}
    with connection.cursor() as cursor:
        for number, (table, name, definition) in enumerate(keys, 1):
            if name not in there:
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {connection.ops.quote_name(name)} {definition}")
            told(number, len(keys))


def _check_sqlite(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        wrong = cursor.fetchall()
        cursor.execute("PRAGMA foreign_keys = ON")
    if wrong:
        table, row, named, _number = wrong[0]
        raise Unfit(
            f"{len(wrong)} rows name others that are not there; the first is row {row} of {table}, for {named}."
        )


def set_sequences(connection: BaseDatabaseWrapper, tables: list[type[models.Model]]) -> None:
    """Have the database count on after the highest number that came along."""
    statements = connection.ops.sequence_reset_sql(no_style(), tables)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
