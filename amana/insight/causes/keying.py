"""The keys of all cases of a cause, in handfuls: for what is counted behind the pages, and for a message to all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from amana.insight.models import Cause, CauseCase, Member

# Beyond so many a cause is counted by its latest.
MOST = 50_000
# As many as every database takes in one list.
A_HANDFUL = 500


def keys_of(cause: Cause, groups: Collection[UUID]) -> list[UUID]:
    """Return the keys of the cases of a cause in these groups, each once, the latest first; fifty thousand at most."""
    found: dict[UUID, None] = dict.fromkeys(
        CauseCase.objects.filter(cause=cause).order_by("-at").values_list("case", flat=True)[:MOST]
    )
    for group in groups:
        rows = Member.objects.filter(group=group).order_by("-at").values_list("case", flat=True)
        found |= dict.fromkeys(rows[: MOST - len(found)]) if len(found) < MOST else {}
    return list(found)


def some(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Yield keys a handful at a time."""
    for start in range(0, len(keys), A_HANDFUL):
        yield keys[start : start + A_HANDFUL]
