"""Putting the rows of a copy into an empty PostgreSQL database, with the tables as the copy's version had them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from amana.config import preparing
from amana.config.backing_up.restoring import Copy, NotPossible, rows_in
from amana.config.backing_up.storing import Store
from amana.config.moving import lifting
from amana.record.guarding import guard, unguard

Told = Callable[[str, int, int], None]


def load(store: Store, copy: Copy, *, told: Told = lambda _what, _done, _of: None) -> None:
    """Make the tables, fill them, have the database check every row against the others, and count them.

    Raises NotPossible when the database holds anything already, or in the end not every row of the copy.
    """
    require_empty()
    make_tables([(app, name) for app, name in copy.listed["migrations"]])
    keys = lifting.foreign_keys(connection)
    tables = copy.listed["database"]["tables"]
    unguard()
    lifting.take_off(connection, keys)
    rows = {}
    for number, table in enumerate(tables, 1):
        rows[str(table["name"])] = _fill(store, table)
        told("tables", number, len(tables))
    lifting.put_back(connection, keys)
    there = {table["name"] for table in tables}
    models = apps.get_models(include_auto_created=True)
    lifting.set_sequences(connection, [model for model in models if model._meta.db_table in there])
    guard()
    _require_all(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def require_empty() -> None:
    """Raise NotPossible when the database holds anything."""
    if connection.introspection.table_names():
        raise NotPossible("That database is not empty. Restoring needs an empty one.")


def _require_all(rows: dict[str, int]) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, count in rows.items():
            cursor.execute(f"SELECT count(*) FROM {quote(table)}")  # noqa: S608  # a table of the copy, quoted
            found = cursor.fetchone()[0]
            if found != count:
                raise NotPossible(
                    f"{table} came back with {found} rows of {count}. Restore into another empty database."
                )


def empty() -> None:
    """Take every table and view of this schema away, for a copy that is put in their place."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for kind, word in (("v", "VIEW"), ("r", "TABLE")):
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relkind = %s AND relnamespace = current_schema()::regnamespace",
                [kind],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP {word} {quote(name)} CASCADE")


def make_tables(applied: list[tuple[str, str]]) -> None:
    """Make the tables as they were when these migrations had been applied, and no later ones."""
    executor = MigrationExecutor(connection)
    if set(executor.loader.disk_migrations) <= set(applied):
        # Whoever loads is alone: a new machine, or an upgrade that goes back and holds the lock already.
        preparing.renew_tables(lambda _text: None)
        return
    known = [one for one in applied if one in executor.loader.disk_migrations]
    executor.migrate([one for one in known if not _is_followed(executor, one, set(known))])
    call_command("createcachetable", verbosity=0)


def _is_followed(executor: MigrationExecutor, one: tuple[str, str], known: set[tuple[str, str]]) -> bool:
    children = executor.loader.graph.node_map[one].children
    return any(child.key in known and child.key[0] == one[0] for child in children)


@transaction.atomic
def _fill(store: Store, table: dict[str, Any]) -> int:
    """Return how many rows the copy has of the table: COPY writes each as one line, and escapes every other line break."""
    rows, quote = 0, connection.ops.quote_name
    listed = ", ".join(map(quote, table["columns"]))
    with connection.cursor() as cursor:
        # Making the tables put kinds of rights in; the copy brings its own.
        cursor.execute(f"DELETE FROM {quote(table['name'])}")  # noqa: S608  # a table of the copy, quoted
        with cursor.copy(f"COPY {quote(table['name'])} ({listed}) FROM STDIN") as copy:
            for piece in rows_in(store, table):
                copy.write(piece)
                rows += piece.count(b"\n")
    return rows
