"""A row of the directory as plain data, and put back from it: what the history keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from amana.directory import indexing
from amana.directory.models import Executive, Joined, Name, Point, Profile, Tip
from amana.people.models import Company

Kept = dict[str, Any]  # Any: the values of a row as JSON

# What history calls the kinds of rows that people make and change.
THINGS: dict[str, type[models.Model]] = {
    "profile": Profile, "name": Name, "point": Point, "executive": Executive, "tip": Tip, "joined": Joined,
}  # fmt: skip


def thing_of(row: models.Model) -> str:
    """Return what history calls a row's kind."""
    return next(name for name, model in THINGS.items() if isinstance(row, model))


def snapshot(row: models.Model) -> Kept:
    """Return a row as JSON takes it, by the names of its columns."""
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def current(thing: str, key: str) -> Kept | None:
    """Return a row as it is now, None when it is gone."""
    row = THINGS[thing]._default_manager.filter(pk=key).first()
    return snapshot(row) if row is not None else None


def put_back(thing: str, key: str, kept: Kept | None) -> None:
    """Make a row what it was: write it, or take it away when it was not there."""
    model = THINGS[thing]
    row = model._default_manager.filter(pk=key).first()
    if isinstance(row, Name):
        indexing.unindex([row])
    if kept is None:
        model._default_manager.filter(pk=key).delete()
        return
    values = {
        field.attname: _still_there(field, field.to_python(kept[field.attname]))
        for field in model._meta.concrete_fields
        if field.attname in kept
    }
    made = model(**values)
    made.save(force_insert=row is None, force_update=row is not None)
    if isinstance(made, Name):
        indexing.index([made])
        if made.kind == Name.NAME:
            Company.objects.filter(pk=made.company_id).update(name=made.text)


def _still_there(field: models.Field[Any, Any], value: Any) -> Any:  # Any: what columns hold
    """Return a value, or None when it names a row that is gone by now, such as an account that was erased."""
    if not isinstance(field, models.ForeignKey) or value is None or not field.null:
        return value
    named = field.related_model
    return value if isinstance(named, str) or named._default_manager.filter(pk=value).exists() else None


def _plain(value: Any) -> Any:  # Any: what columns hold
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
