"""How long customers waited before the first answer, as a distribution: an average would hide those who waited longest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef

from amana.cases.models import COMPANY
from amana.commitments.models import Commitment
from amana.insight.measures.spanning import Counted, Span, of_brand

HOUR, HOURS, DAY, DAYS, LONGER = "first_hour", "first_4_hours", "first_day", "first_3_days", "first_longer"
_WITHIN = (
    (timedelta(hours=1), HOUR),
    (timedelta(hours=4), HOURS),
    (timedelta(days=1), DAY),
    (timedelta(days=3), DAYS),
)


def count(span: Span) -> Iterator[Counted]:
    """Yield the first answers given in a week by how long they took, by whoever owed them; clock time, not working time."""
    earlier = Commitment.objects.filter(
        case=OuterRef("case"), origin=Commitment.ANSWER, promiser=COMPANY, made_at__lt=OuterRef("made_at")
    )
    answered = Commitment.objects.filter(
        of_brand(span), ended_at__gte=span.starts, ended_at__lt=span.ends, promiser=COMPANY,
        origin=Commitment.ANSWER, state=Commitment.KEPT,
    )  # fmt: skip
    found: Counter[tuple[UUID | None, UUID | None, str]] = Counter()
    rows = answered.exclude(Exists(earlier)).values_list("owner_agent", "owner_agent__team", "made_at", "ended_at")
    for owner, team, made_at, ended_at in rows.iterator(chunk_size=2000):
        assert ended_at is not None
        took = ended_at - made_at
        found[owner, team, next((name for most, name in _WITHIN if took <= most), LONGER)] += 1
    for (answers, of_team, name), number in found.items():
        yield Counted(name, Decimal(number), of_team, answers)
