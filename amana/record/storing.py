"""Writing many rows of a table with one prepared statement.

`bulk_create` and `bulk_update` build their statement and ask after every value anew for each group; on the
way of a mail into the record that took a quarter of the time. Rows are whole and bring their keys; what only
the ORM does (signals, `auto_now`, numbers given back by the database) is not done here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

# What a driver takes as it is. The others (keys, moments, bytes, JSON) are put into the form of the database first.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)

Value = Callable[[models.Model, BaseDatabaseWrapper], Any]  # Any: whatever the driver takes


def insert_all(rows: Sequence[models.Model], *, unless_there: bool = False) -> None:
    """Insert rows of one model; `unless_there` passes over those whose key is taken."""
    if not rows:
        return
    statement, values = _insert(type(rows[0]))
    own = _execute(statement + (" ON CONFLICT DO NOTHING" if unless_there else ""), values, rows)
    for row in rows:
        row._state.adding, row._state.db = False, own.alias


def update_all(rows: Iterable[models.Model], names: Sequence[str]) -> None:
    """Write these fields of rows of one model, found by their keys; the caller holds the rows."""
    rows = list(rows)
    if rows:
        statement, values = _update(type(rows[0]), tuple(names))
        _execute(statement, values, rows)


def _execute(statement: str, values: Sequence[Value], rows: Sequence[models.Model]) -> BaseDatabaseWrapper:
    # The connection itself: its proxy would look into the storage of the thread for each value.
    own = connections[DEFAULT_DB_ALIAS]
    with own.cursor() as cursor:
        cursor.executemany(statement, [[value(row, own) for value in values] for row in rows])
    return own


@lru_cache(maxsize=64)
def _insert(model: type[models.Model]) -> tuple[str, list[Value]]:
    """Return the statement, and how each of its values is read from a row."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'  # noqa: S608  # names come from the model
    return statement, [_value_of(field) for field in fields]


@lru_cache(maxsize=64)
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[Value]]:
    fields = [field for field in model._meta.concrete_fields if field.name in names]
    if len(fields) != len(names) or model._meta.pk in fields:
        raise ValueError(f"{model.__name__} has not all of {', '.join(names)}, or one is its key")
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    key = model._meta.pk
    statement = f'UPDATE "{model._meta.db_table}" SET {columns} WHERE "{key.column}" = %s'  # noqa: S608  # names come from the model
    return statement, [_value_of(field) for field in (*fields, key)]


def _value_of(field: models.Field[Any, Any]) -> Value:
    read = attrgetter(field.attname)
    if isinstance(field, _PLAIN):
        return lambda row, _connection: read(row)
    return lambda row, connection: field.get_db_prep_save(read(row), connection)
