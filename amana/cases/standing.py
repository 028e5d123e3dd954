"""The standing of a case, which the queue is read from: written here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from amana.cases.models import Case
from amana.record.storing import update_rows


@dataclass(frozen=True)
class Standing:
    """What is next on a case: whose turn, by when (aware), for which promise, and where it stands in the queue."""

    case: UUID
    waiting_for: str
    next_due_at: datetime
    next_reason: str
    next_commitment: UUID
    queue_at: datetime
    contacts: int = 0
    passes: int = 0
    is_standstill: bool = False


STANDING = tuple(field.name for field in fields(Standing) if field.name != "case")
_row = attrgetter(*STANDING, "case")


def write(standings: Sequence[Standing]) -> None:
    """Write the standings of open cases; the caller holds the rows."""
    update_rows(Case, STANDING, [_row(standing) for standing in standings], where=("book_id",))


def write_deeds(deeds: Mapping[UUID, tuple[int, int, bool]]) -> None:
    """Write what is counted on open cases (contacts, passes, whether all stands still) before they have a next step again."""
    update_rows(
        Case, ("contacts", "passes", "is_standstill"), [(*row, key) for key, row in deeds.items()], where=("book_id",)
    )
