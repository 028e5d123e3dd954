"""The whole database as it is at one moment, in pieces, while others go on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

# What is made anew by itself, or is not worth bringing back: a session brought back would let somebody in again.
LEFT_OUT = frozenset({"cache", "django_session"})
# Small, so that a page that changed costs little to keep once more.
PIECE = 256 << 10
PAGES_AT_ONCE = 4_096

Told = Callable[[int, int], None]  # how much of how much


def copy_sqlite(source: Path | str, target: Path, *, told: Told = lambda _done, _all: None) -> None:
    """Copy an SQLite database as it is at one moment into a new file.

    The moment is held by a reading transaction: those who write meanwhile neither wait nor make it begin again.
    """
    read = sqlite3.connect(f"file:{source}?mode=ro", uri=True, isolation_level=None)
    copy = sqlite3.connect(target)
    try:
        read.execute("BEGIN")
        read.execute("SELECT count(*) FROM sqlite_master").fetchone()
        read.backup(copy, pages=PAGES_AT_ONCE, progress=lambda _state, left, of: told(of - left, of), sleep=0)
    finally:
        copy.close()
        read.close()


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield a file from its beginning in pieces that stay where they are when it grows."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


# ── PostgreSQL ───────────────────────────────────────────────────────────────


@contextmanager
def one_moment() -> Iterator[Any]:
    """Give a cursor of psycopg whose every question is answered as of one moment; nobody waits for it."""
    import psycopg

    parameters = connection.get_connection_params()
    for name in ("context", "cursor_factory", "prepare_threshold"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters) as own:
        own.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        own.read_only = True
        with own.cursor() as cursor:
            yield cursor


def tables_in(cursor: Any) -> dict[str, list[str]]:
    """Return the tables of this schema and their columns, those left out that the database works out itself."""
    cursor.execute(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0"
        " AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY c.relname, a.attnum"
    )
    found: dict[str, list[str]] = {}
    for table, column in cursor.fetchall():
        if table not in LEFT_OUT and table != "django_migrations":
            found.setdefault(table, []).append(column)
    return found


def rows_of(cursor: Any, table: str, columns: list[str]) -> Iterator[bytes]:
    """Yield the rows of a table as PostgreSQL's COPY writes them, in pieces."""
    from psycopg import sql

    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), listed)
    left = bytearray()
    with cursor.copy(statement) as copy:
        for part in copy:
            left += part
            while len(left) >= PIECE:
                yield bytes(left[:PIECE])
                del left[:PIECE]
    if left:
        yield bytes(left)
