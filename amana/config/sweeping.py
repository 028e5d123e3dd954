"""Removing files that no row names: what a process left behind that died between writing a file and committing its row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.expressions import RawSQL

from amana.post.models import File

# Longer than any transaction, and than anybody takes to bring a folder and its database back from a backup.
GRACE = timedelta(days=2)
FOLDERS = 256
AnyField: TypeAlias = "models.Field[Any, Any]"
EVERY = timedelta(minutes=10)
_NONE = RawSQL("''", [])  # a word of ours


def naming() -> list[AnyField]:
    """Return each column in which the key of a kept file stands; all but the first are named alike."""
    found: list[AnyField] = [File._meta.get_field("key")]
    for model in apps.get_models():
        found += [field for field in model._meta.concrete_fields if field.name == "file_key"]
    return found


def sweep(at: datetime) -> int:
    """Remove what no row names from one folder in 256, another at each call ten minutes later; return how many."""
    number = int(at.timestamp() // EVERY.total_seconds()) % FOLDERS
    return _sweep(settings.FILES / f"{number:02x}", before=at - GRACE)


def sweep_all(at: datetime) -> int:
    """Remove what no row names from every folder; return how many."""
    return sum(_sweep(folder, before=at - GRACE) for folder in settings.FILES.glob("??"))


def unnamed(folder: Path, *, before: datetime) -> Iterator[Path]:
    """Yield the files of one folder that were written before a moment and that no row names."""
    old = {path for path in folder.glob("*") if path.is_file() and path.stat().st_mtime < before.timestamp()}
    named = _named({folder.name + path.name for path in old})
    yield from sorted(path for path in old if folder.name + path.name not in named)


def _named(keys: set[str]) -> set[str]:
    found: set[str] = set()
    asked = sorted(keys)
    for begin in range(0, len(asked), 500):
        for field in naming():
            rows = field.model._default_manager.filter(**{f"{field.name}__in": asked[begin : begin + 500]})
            # Written as in the condition of the partial indexes: without it they are not used.
            rows = rows.exclude(**{field.name: _NONE})
            found |= set(rows.values_list(field.name, flat=True))
    return found


def _sweep(folder: Path, *, before: datetime) -> int:
    removed = 0
    for path in unnamed(folder, before=before):
        path.unlink(missing_ok=True)
        removed += 1
    return removed
