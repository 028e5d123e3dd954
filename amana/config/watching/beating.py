"""Signs of life: each part touches files every few seconds, beside the files that all hosts share; and ends when it is overtaken."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from amana.config.preparing import NotReady
from amana.post.leasing import me

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
    _own(part).touch()
    if now - _last.get("look", -LOOK_EVERY) >= LOOK_EVERY:
        _last["look"] = now
        _forget_the_dead()
        must_know_the_tables()


def must_know_the_tables() -> None:
    """Raise NotReady when the tables have become those of a newer version."""
    if unknown():
        raise NotReady("A newer Amana has renewed the tables. Stop this one and start that version.")


def rest(part: str) -> None:
    """Say that this process of a part has ended as it was told to. Twice changes nothing."""
    _own(part).unlink(missing_ok=True)


def require_rest(*, at: datetime) -> None:
    """Raise NotReady while a part is at work, here or on another host; one that was killed counts for three minutes more."""
    found = sorted({path.name.partition("@")[0] for path in _signs() if _age(path, at) < FRESH})
    if found:
        raise NotReady(
            f"At work a moment ago: {', '.join(found)}. Stop every part on every host; one that was killed, or whose machine"
            " was, is taken for stopped after three minutes."
        )


def _forget_the_dead() -> None:
    for path in _signs():
        if _age(path, timezone.now()) >= FRESH:
            path.unlink(missing_ok=True)


def _signs() -> list[Path]:
    return list(_path("").glob("*@*"))


def _age(path: Path, at: datetime) -> timedelta:
    try:
        return timedelta(seconds=at.timestamp() - path.stat().st_mtime)
    except FileNotFoundError:  # it ended meanwhile
        return FRESH


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


def _own(part: str) -> Path:
    """The sign of this process alone, by which one that ended is told from another that goes on."""
    return _path(f"{part}@{me().replace(':', '-')}")


def _path(part: str) -> Path:
    return Path(settings.FILES) / "beats" / part
