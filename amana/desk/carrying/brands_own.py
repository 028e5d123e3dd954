"""What other rooms keep for a brand, read for the list of changes without knowing them: each of its columns as it stands."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, Field, ForeignKey, Model

from amana.team.models import Agent

# Which row it is, and whose, says nothing about how it is set.
NOT_SET = {"id", "brand", "question"}
SECRETS = {"secret"}


class Secret(str):
    """A secret as it is kept: compared, and never written anywhere."""

    __slots__ = ()


def rows_of(label: str, *, only: dict[str, Any], most: int) -> list[Model]:
    """Return the rows of a model by its label; none where that room is not installed."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return []
    return list(model._default_manager.filter(**only).select_related("brand").order_by("pk")[:most])


def said_of(row: Model, *, children: str = "") -> dict[str, Any]:
    """Return what a row says, in plain values; of `children` each row of theirs, in order."""
    value = {field.name: _plain(row, field) for field in row._meta.concrete_fields if _is_set(field)}
    for many in row._meta.many_to_many:
        value[many.name] = sorted(str(one) for one in getattr(row, many.name).all())
    if children:
        value[children] = [said_of(one) for one in getattr(row, children).order_by("pk")]
    return value


def _is_set(field: Field[Any, Any]) -> bool:
    """Say whether a column says how something is set; not whose row it is, when it was written, and by whom."""
    return field.name not in NOT_SET and not isinstance(field, DateTimeField) and field.related_model is not Agent


def _plain(row: Model, field: Field[Any, Any]) -> Any:
    value = getattr(row, field.name)
    if field.name in SECRETS:
        return Secret(value)
    return str(value or "") if isinstance(field, ForeignKey) else value
