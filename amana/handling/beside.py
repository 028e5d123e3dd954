"""What stands beside a case's record: the rows of every table that name it, as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from amana.cases.models import Case

MOST_ROWS = 10_000
# What is the product's own way of finding things again, and says nothing of its own.
_LEFT_OUT = {"post", "search", "readings"}


def beside(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Return every row that stands beside a case's record, by the name of its table; of each as `some`."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model, name in rows_beside():
        if rows := some(model._default_manager.filter(**{name: case.pk})):
            # A table may name cases in two columns.
            found.setdefault(model._meta.label, []).extend(rows)
    found[Case._meta.label] = [plain_row(case)]
    return found


def rows_beside() -> Iterator[tuple[type[models.Model], str]]:
    """Yield each table with a column that names a case, and that column."""
    yield from naming(Case)


def naming(wanted: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Yield each table of the product with a column that names a row of this one, and that column."""
    for model in apps.get_models():
        if not model.__module__.startswith("amana.") or model._meta.app_label in _LEFT_OUT:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is wanted:
                yield model, field.name


def goes_with(model: type[models.Model], name: str) -> bool:
    """Whether the rows of a table belong to what this column names alone, and go with it."""
    return getattr(model._meta.get_field(name).remote_field, "on_delete", None) is models.CASCADE


def some(rows: models.QuerySet[Any]) -> list[dict[str, Any]]:  # Any: rows of any table
    """Return rows as plain data, the first MOST_ROWS by their keys; where there are more, one row at the end says so."""
    found = list(rows.order_by("pk")[: MOST_ROWS + 1])
    says = [{"left_out": f"There are more than {MOST_ROWS}; the first {MOST_ROWS} are here."}]
    return [plain_row(row) for row in found[:MOST_ROWS]] + (says if len(found) > MOST_ROWS else [])


def plain_row(row: models.Model) -> dict[str, Any]:
    """Return a row by the names of its columns."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def written(said: Any) -> bytes:  # Any: what is written as JSON
    """Return plain data as JSON: moments in ISO 8601, bytes only by how many there are."""
    return json.dumps(said, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> Any:  # Any: what JSON has
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} bytes"
    return str(value)
