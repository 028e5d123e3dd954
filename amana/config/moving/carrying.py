"""Carrying the rows of a table from one database to the other, in the order of their keys, group by group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from amana.config.moving.noting import Way
from amana.kit.crashing import point

SOURCE, TARGET = "source", "default"
# Rows of one commit; a mail's row may hold 64 KiB.
GROUP = 1_000

Row = tuple[Any, ...]
Told = Callable[[str, int], None]


def carry(model: type[models.Model], way: Way, folder: Path, *, told: Told = lambda _table, _rows: None) -> int:
    """Carry what is not yet there; return how many rows this call wrote. It may be ended and called again at any moment."""
    table = model._meta.db_table
    if table in way.done:
        return 0
    columns = list(model._meta.local_concrete_fields)
    # What ended may have written one group more than it could note.
    may_be_there, written = table in way.last or way.is_cleared, 0
    for rows in _groups(model, columns, way.last.get(table)):
        keys = [_key(model, columns, row) for row in rows]
        fresh = _not_there(model, keys, rows) if may_be_there else rows
        may_be_there = False
        with transaction.atomic(using=TARGET):
            _insert(connections[TARGET], model, columns, fresh)
        point("M1")
        written += len(fresh)
        way.last[table] = [_noted(part) for part in keys[-1]] if isinstance(keys[-1], tuple) else _noted(keys[-1])
        way.write(folder)
        told(table, written)
    way.done.append(table)
    way.write(folder)
    return written


def _groups(model: type[models.Model], columns: list[models.Field[Any, Any]], last: Any) -> Iterator[list[Row]]:
    rows = model._base_manager.using(SOURCE).order_by("pk")
    if last is not None:
        rows = rows.filter(pk__gt=_read_key(model, last))
    stream = rows.values_list(*(column.attname for column in columns)).iterator(chunk_size=GROUP)
    while group := list(islice(stream, GROUP)):
        yield group


def _noted(part: object) -> str:
    return f"hex {bytes(part).hex()}" if isinstance(part, bytes | memoryview) else str(part)


def _read(column: models.Field[Any, Any], noted: str) -> Any:
    return bytes.fromhex(noted[4:]) if isinstance(column, models.BinaryField) else column.to_python(noted)


def _read_key(model: type[models.Model], noted: Any) -> Any:
    """Return a key as a query takes it; one of several columns was noted as a list."""
    columns = model._meta.pk_fields
    if isinstance(noted, list):
        return tuple(_read(one, value) for one, value in zip(columns, noted, strict=True))
    return _read(columns[0], noted)


def _key(model: type[models.Model], columns: list[models.Field[Any, Any]], row: Row) -> Any:
    names = [one.attname for one in columns]
    parts = tuple(row[names.index(one.attname)] for one in model._meta.pk_fields)
    return parts if len(parts) > 1 else parts[0]


def _not_there(model: type[models.Model], keys: list[Any], rows: list[Row]) -> list[Row]:
    found = model._base_manager.using(TARGET).filter(pk__in=keys).values_list("pk", flat=True)
    there = {_comparable(key) for key in found}
    return [row for key, row in zip(keys, rows, strict=True) if _comparable(key) not in there]


def _comparable(key: Any) -> Any:
    return tuple(map(_noted, key)) if isinstance(key, tuple) else _noted(key)


def _insert(
    target: BaseDatabaseWrapper, model: type[models.Model], columns: list[models.Field[Any, Any]], rows: list[Row]
) -> None:
    quote = target.ops.quote_name
    table, listed = quote(model._meta.db_table), ", ".join(quote(str(column.column)) for column in columns)
    ready = [
        [column.get_db_prep_save(value, target) for column, value in zip(columns, row, strict=True)] for row in rows
    ]
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                for values in ready:
                    copy.write_row(values)
        elif rows:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({places})", ready)  # noqa: S608  # our own names
