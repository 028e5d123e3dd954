"""What a process of the product is told to do in these tests; each step takes what was told and the moment, and says something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Step = Callable[[dict, datetime], object]


def named(name: str) -> Step:
    """Return the step of this name."""
    from tests.faults.steps import files, ordinary, servers, statements

    for module in (ordinary, statements, files, servers):
        if found := getattr(module, name, None):
            return found
    raise LookupError(f"there is no step {name}")


def moment(minutes: str) -> datetime:
    return START + timedelta(minutes=int(minutes or 0))
