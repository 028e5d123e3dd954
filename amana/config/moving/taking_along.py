"""The steps of moving: an empty target with the tables of this version, all rows, what holds them together, the proof."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from amana.config import preparing
from amana.config.moving import lifting, noting
from amana.config.moving.carrying import SOURCE, TARGET, carry
from amana.config.moving.listing import carried, unknown_tables
from amana.config.moving.noting import NotMoved
from amana.config.moving.proving import prove
from amana.record.guarding import guard, unguard
from amana.search.walking import begin_again

Told = Callable[[str, int], None]


@dataclass(frozen=True)
class Moved:
    """How many rows are in how many tables of the target, and which tables of somebody else's stayed behind."""

    rows: int
    tables: int
    left_behind: list[str]


def connect_source(described: dict[str, Any]) -> None:
    """Make the database that was in force until now reachable as the source."""
    connections.settings[SOURCE] = connections.configure_settings({"default": {}, SOURCE: described})[SOURCE]
    if connections[SOURCE].vendor == "sqlite" and not Path(described["NAME"]).exists():
        raise NotMoved(f"There is no database at {described['NAME']}.")


def take_along(folder: Path, *, source: str, target: str, told: Told = lambda _what, _done: None) -> Moved:
    """Carry everything over, or go on where an earlier attempt ended. Raises NotMoved, NotProven, Unfit or Unguarded."""
    _require_same_version()
    way = _begin(folder, source=source, target=target)
    if not way.is_cleared:
        _clear(way)
        way.is_cleared = True
        way.write(folder)
    lifting.take_off(connections[TARGET], way.foreign_keys)
    for model in carried():
        carry(model, way, folder, told=told)
    lifting.put_back(connections[TARGET], way.foreign_keys, told=lambda done, _of: told("foreign keys", done))
    lifting.set_sequences(connections[TARGET], carried())
    with connections[TARGET].cursor() as cursor:
        cursor.execute("ANALYZE")
    begin_again(timezone.now(), afresh=True)
    if _mark(SOURCE) != way.mark:
        raise NotMoved("The old database was written to meanwhile. Begin anew into an empty one, with --afresh.")
    rows = prove(way.foreign_keys, told=told)
    noting.forget(folder)
    return Moved(rows, len(carried()), unknown_tables(connections[SOURCE]))


def _begin(folder: Path, *, source: str, target: str) -> noting.Way:
    way = noting.begun(folder)
    if way is None:
        if preparing.state() != "missing":
            raise NotMoved("There are tables of Amana in that database already. Moving needs an empty one.")
        way = noting.Way(source=source, target=target, mark=_mark(SOURCE))
        way.write(folder)
    if (way.source, way.target) != (source, target):
        raise NotMoved(
            f"Moving from {way.source} to {way.target} was begun and not ended. Say --afresh to forget that."
        )
    if way.mark != _mark(SOURCE):
        raise NotMoved("The old database was written to since. Begin anew into an empty one, with --afresh.")
    preparing.prepare()
    if not way.is_cleared:
        way.foreign_keys = lifting.foreign_keys(connections[TARGET]) or way.foreign_keys
        way.write(folder)
    return way


def _require_same_version() -> None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[SOURCE])
    leaves = executor.loader.graph.leaf_nodes()
    if set(executor.loader.applied_migrations) != set(executor.loader.disk_migrations) and (
        executor.migration_plan(leaves)
        or set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    ):
        raise NotMoved("The old database is not of this version. Run first: amana migrate")


def _clear(way: noting.Way) -> None:
    """Take out what making the tables put in, as the kinds of rights; the source brings its own."""
    target = connections[TARGET]
    lifting.take_off(target, way.foreign_keys)
    unguard()
    try:
        with transaction.atomic(using=TARGET), target.cursor() as cursor:
            for model in carried():
                cursor.execute(f"DELETE FROM {target.ops.quote_name(model._meta.db_table)}")  # noqa: S608  # our own names
    finally:
        guard()


def _mark(alias: str) -> str:
    """Return what changes when somebody writes to a database: its file, or which transactions wrote the rows of PostgreSQL."""
    own = connections[alias]
    with own.cursor() as cursor:
        if own.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            found = Path(own.settings_dict["NAME"]).stat()
            return f"{found.st_size}:{found.st_mtime_ns}"
        seen = hashlib.sha256()
        for model in carried():
            # Any row that was added, changed or taken away changes this, whatever it is about.
            quoted = own.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT count(*), coalesce(sum(xmin::text::bigint), 0) FROM {quoted}")  # noqa: S608  # our own names
            seen.update(repr(cursor.fetchone()).encode())
        return seen.hexdigest()
