"""How promises ended, how long a time had been promised, and how much of it was used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from amana.cases.models import COMPANY
from amana.commitments.models import Commitment
from amana.insight.measures.parts.dividing import ENDING, LENGTH, PROMISES, USED, Cell, bucket_of
from amana.insight.measures.promises import BROKEN, BY_ITSELF, ENDED, LATE, ON_TIME, RENEGOTIATED
from amana.insight.measures.spanning import Span, of_brand
from amana.record.literals import literals

DISPUTED = "disputed"
ENDINGS = (ON_TIME, LATE, BROKEN, RENEGOTIATED, DISPUTED)
# Of a promise that was kept: within a quarter of the promised time, half, three quarters, all of it, or later.
QUARTERS = 4
AFTER = QUARTERS


def count(span: Span) -> Iterator[Cell]:
    """Yield the promises of the company that ended in a week, by team and kind; and those that are disputed and fell due."""
    found: Counter[tuple[str, str, str, int, UUID | None]] = Counter()
    ended = Commitment.objects.filter(
        of_brand(span), ENDED, ended_at__gte=span.starts, ended_at__lt=span.ends, promiser=COMPANY
    ).exclude(origin__in=BY_ITSELF)
    rows = ended.values_list("origin", "state", "made_at", "due_at", "ended_at", "owner_agent__team")
    for origin, state, made_at, due_at, ended_at, team in rows.iterator(chunk_size=2000):
        assert due_at is not None and ended_at is not None
        found[ENDING, origin, _ending(state, due_at, ended_at), 0, team] += 1
        found[LENGTH, origin, "", bucket_of(due_at - made_at), team] += 1
        if state == Commitment.KEPT:
            found[USED, origin, "", _used(made_at, due_at, ended_at), team] += 1
    for origin, of_team in _disputed(span):
        found[ENDING, origin, DISPUTED, 0, of_team] += 1
    for (by, kind, value, bucket, whose), number in found.items():
        yield Cell(PROMISES, by, kind, value, bucket, whose, number)


def _ending(state: str, due_at: datetime, ended_at: datetime) -> str:
    if state == Commitment.KEPT:
        return ON_TIME if ended_at <= due_at else LATE
    return BROKEN if state == Commitment.BROKEN else RENEGOTIATED


def _used(made_at: datetime, due_at: datetime, ended_at: datetime) -> int:
    """Return in which quarter of the promised time it was kept; AFTER for late, the first for a time of no length."""
    if ended_at > due_at:
        return AFTER
    whole = due_at - made_at
    return min(QUARTERS - 1, int(QUARTERS * ((ended_at - made_at) / whole))) if whole else 0


def _disputed(span: Span) -> Iterator[tuple[str, UUID | None]]:
    rows = Commitment.objects.filter(
        of_brand(span), due_at__gte=span.starts, due_at__lt=span.ends, state__in=literals(Commitment.DISPUTED),
        promiser=COMPANY,
    )  # fmt: skip
    yield from rows.exclude(origin__in=BY_ITSELF).values_list("origin", "owner_agent__team").iterator(chunk_size=2000)
