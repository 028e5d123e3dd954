"""Writing many rows of a table with one prepared statement.

`bulk_create` and `bulk_update` build their statement and ask after every value anew for each group; on the
way of a mail into the record that took a quarter of the time. Rows are whole and bring their keys; what only
the ORM does (signals, `auto_now`, numbers given back by the database) is not done here.

SQLite is given the rows one after the other, PostgreSQL each column as one array: a round trip for a table, not for a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

# What a driver takes as it is. JSON, for one, is put into the form of the database first.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.BinaryField)

Row = Sequence[Any]  # Any: whatever the fields hold
Converted = Callable[[Any], Any]


@dataclass(frozen=True)
class _Statement:
    """What is sent, and how each column is brought into the form of the database; None leaves it as it is."""

    text: str
    columns: Sequence[Converted | None]
    in_arrays: bool

    @cached_property
    def conversions(self) -> list[tuple[int, Converted]]:
        """The columns that are not as they are, by their place."""
        return [(place, converted) for place, converted in enumerate(self.columns) if converted]


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model."""
    if not rows:
        return
    names, read = _whole(type(rows[0]))
    insert_rows(type(rows[0]), names, [read(row) for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_rows(
    model: type[models.Model],
    names: tuple[str, ...],
    rows: Sequence[Row],
    *,
    unless_there: bool = False,
    filling: tuple[str, ...] = (),
) -> int:
    """Insert rows that are no more than their values; `names` are the attributes of all columns, in their order.

    `unless_there` passes over those whose key is taken; with `filling`, such a row is given these attributes
    if the first of them was empty until now. Returns how many rows of the table were written.
    """
    if not rows:
        return 0
    own = connections[DEFAULT_DB_ALIAS]
    return _execute(_insert(model, names, unless_there, filling, own.vendor), rows, own)


def update_all(rows: Iterable[models.Model], names: Sequence[str]) -> None:
    """Write these attributes of rows of one model, found by their keys; the caller holds the rows."""
    rows = list(rows)
    if rows:
        model = type(rows[0])
        key = model._meta.pk.attname
        read = attrgetter(*names, key)
        update_rows(model, tuple(names), [read(row) for row in rows], where=(key,))


def update_rows(
    model: type[models.Model], names: tuple[str, ...], rows: Sequence[Row], *, where: tuple[str, ...]
) -> int:
    """Write these attributes where others are as given; each row has the new values, then those it is found by.

    Returns how many rows of the table were written.
    """
    if not rows:
        return 0
    own = connections[DEFAULT_DB_ALIAS]
    return _execute(_update(model, names, where, own.vendor), rows, own)


def _execute(statement: _Statement, rows: Sequence[Row], own: BaseDatabaseWrapper) -> int:
    columns = list(zip(*rows, strict=True))
    if len(columns) != len(statement.columns):
        raise ValueError(f"rows of {len(columns)} values for {len(statement.columns)} columns")
    for place, converted in statement.conversions:
        columns[place] = _column(columns[place], converted)
    with _cursor(own) as cursor:
        if statement.in_arrays:
            cursor.execute(statement.text, list(map(list, columns)))
        else:
            cursor.executemany(statement.text, list(zip(*columns, strict=True)))
        return int(cursor.rowcount)


def _cursor(own: BaseDatabaseWrapper) -> CursorWrapper:
    """Return a cursor; for PostgreSQL one that sends arrays in their binary form.

    Django's own writes them into the statement, where each quote and line break is escaped twice: a hundred
    texts of mails then took twenty milliseconds instead of one.
    """
    if own.vendor != "postgresql":
        return own.cursor()
    from psycopg import Cursor

    own.ensure_connection()
    cursor: Any = Cursor(own.connection)  # Any: Django's stubs know the cursors of its own making alone
    return own.make_debug_cursor(cursor) if own.queries_logged else own.make_cursor(cursor)


def _column(values: tuple[Any, ...], converted: Converted) -> tuple[Any, ...]:
    """Return a column in the form of the database; one value for all, as the moment of a batch, is brought into it once."""
    if len(values) > 1 and len(set(map(id, values))) == 1:
        return (converted(values[0]),) * len(values)
    return tuple(map(converted, values))


@lru_cache(maxsize=64)
def _whole(model: type[models.Model]) -> tuple[tuple[str, ...], Callable[[models.Model], Row]]:
    """Return the attributes of a whole row, and how they are read from one."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    names = tuple(field.attname for field in fields)
    return names, attrgetter(*names)


@lru_cache(maxsize=64)
def _insert(
    model: type[models.Model],
    names: tuple[str, ...],
    unless_there: bool,
    filling: tuple[str, ...],
    vendor: str,
) -> _Statement:
    fields, in_arrays = _fields(model, names), vendor == "postgresql"
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = f"SELECT * FROM {_arrays(fields)}" if in_arrays else f"VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608  # names come from the model
    text = f'INSERT INTO "{model._meta.db_table}" ({columns}) {values}'
    if filling:
        filled = [field.column for field in _fields(model, filling)]
        assignments = ", ".join(f'"{column}" = excluded."{column}"' for column in filled)
        text += f' ON CONFLICT ("{model._meta.pk.column}") DO UPDATE SET {assignments}'
        text += f' WHERE "{model._meta.db_table}"."{filled[0]}" IS NULL'
    elif unless_there:
        text += " ON CONFLICT DO NOTHING"
    return _Statement(text, [_converted(field, vendor) for field in fields], in_arrays)


@lru_cache(maxsize=64)
def _update(model: type[models.Model], names: tuple[str, ...], where: tuple[str, ...], vendor: str) -> _Statement:
    fields, found_by, in_arrays = _fields(model, names), _fields(model, where), vendor == "postgresql"
    if model._meta.pk in fields:
        raise ValueError(f"the key of {model.__name__} is never written anew")
    table = model._meta.db_table
    if in_arrays:
        new = [(field.column, f"v.new_{n}") for n, field in enumerate(fields)]
        old = [(f'"{table}"."{field.column}"', f"v.old_{n}") for n, field in enumerate(found_by)]
        marks = ", ".join([*(f"new_{n}" for n in range(len(fields))), *(f"old_{n}" for n in range(len(found_by)))])
        source = f" FROM {_arrays([*fields, *found_by])} AS v({marks})"
    else:
        new, old = [(field.column, "%s") for field in fields], [(f'"{field.column}"', "%s") for field in found_by]
        source = ""
    assignments = ", ".join(f'"{column}" = {value}' for column, value in new)
    conditions = " AND ".join(f"{column} = {value}" for column, value in old)
    text = f'UPDATE "{table}" SET {assignments}{source} WHERE {conditions}'  # noqa: S608  # names come from the model
    return _Statement(text, [_converted(field, vendor) for field in (*fields, *found_by)], in_arrays)


def _fields(model: type[models.Model], names: Sequence[str]) -> list[models.Field[Any, Any]]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    missing = [name for name in names if name not in by_name]
    if missing:
        raise ValueError(f"{model.__name__} has no {', '.join(missing)}")
    return [by_name[name] for name in names]


def _arrays(fields: Sequence[models.Field[Any, Any]]) -> str:
    """Return a table of one array for each column. Without their lengths: an array would cut a long text, a column refuses it."""
    types = [str(field.db_type(connections[DEFAULT_DB_ALIAS])).partition("(")[0] for field in fields]
    return f"UNNEST({', '.join(f'(%b)::{its_type}[]' for its_type in types)})"


def _converted(field: models.Field[Any, Any], vendor: str) -> Converted | None:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, _PLAIN):
        return None
    if isinstance(field, models.DateTimeField):
        return _moment if vendor == "sqlite" else _aware
    if isinstance(field, models.UUIDField):
        return _hex if vendor == "sqlite" else None
    return lambda value: field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])


def _hex(key: UUID | None) -> str | None:
    return None if key is None else key.hex


def _moment(at: datetime | None) -> str | None:
    """As Django writes it: in UTC, which the text does not name."""
    aware = _aware(at)
    return None if aware is None else aware.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _aware(at: datetime | None) -> datetime | None:
    if at is not None and at.tzinfo is None:
        raise ValueError("a moment to be stored has no time zone")
    return at
