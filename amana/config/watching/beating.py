"""Signs of life: each part touches a file every few seconds, beside the files that all hosts share; and ends when it is overtaken."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from amana.config.preparing import NotReady

# Seconds between two signs, and between two looks whether a newer version has renewed the tables under this one.
EVERY, LOOK_EVERY = 5.0, 60.0
# A batch of fifty large mails may take two minutes.
FRESH = timedelta(minutes=3)
PARTS = ("worker", "clock", "mail-in")

_last: dict[str, float] = {}


def beat(part: str) -> None:
    """Say that a part is at work. Raises NotReady when the tables have become those of a newer version."""
    now = time.monotonic()
    if now - _last.get(part, -EVERY) < EVERY:
        return
    _last[part] = now
    path = _path(part)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    if now - _last.get("look", -LOOK_EVERY) >= LOOK_EVERY:
        _last["look"] = now
        if unknown():
            raise NotReady("A newer Amana has renewed the tables. Stop this one and start that version.")


def age(part: str, *, at: datetime) -> timedelta | None:
    """Return how long ago any process of a part gave a sign of life; None when none ever did."""
    try:
        seen = _path(part).stat().st_mtime
    except OSError:
        return None
    return max(timedelta(seconds=at.timestamp() - seen), timedelta(0))


def is_alive(part: str, *, at: datetime) -> bool:
    """Whether a part gave a sign of life in the last three minutes."""
    found = age(part, at=at)
    return found is not None and found < FRESH


def unknown() -> set[tuple[str, str]]:
    """Return the migrations in the database that this version does not know."""
    return set(MigrationRecorder(connection).applied_migrations()) - _known()


def missing() -> set[tuple[str, str]]:
    """Return the migrations of this version that the database has not seen."""
    return set(_known()) - set(MigrationRecorder(connection).applied_migrations())


@lru_cache(maxsize=1)
def _known() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _path(part: str) -> Path:
    return Path(settings.FILES) / "beats" / part
