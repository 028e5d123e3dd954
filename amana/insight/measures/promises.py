"""Promises that ended: kept on time or late, broken, moved to another time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, F, Q

from amana.cases.models import COMPANY
from amana.commitments.models import Commitment
from amana.insight.measures.spanning import Counted, Span, of_brand

ON_TIME, LATE, BROKEN, RENEGOTIATED = "kept_on_time", "kept_late", "broken", "renegotiated"
ENDINGS = {
    ON_TIME: Q(state=Commitment.KEPT, ended_at__lte=F("due_at")),
    LATE: Q(state=Commitment.KEPT, ended_at__gt=F("due_at")),
    BROKEN: Q(state=Commitment.BROKEN),
    RENEGOTIATED: Q(state=Commitment.RENEGOTIATED),
}
ENDED = Q(state__in=[Commitment.KEPT, Commitment.BROKEN, Commitment.RENEGOTIATED])
# What the product keeps by itself says nothing of anybody's word.
BY_ITSELF = (Commitment.CLOSING, Commitment.FOLLOW_UP)


def count(span: Span) -> Iterator[Counted]:
    """Yield how the promises of the company ended in a week, by whoever owned them."""
    ended = Commitment.objects.filter(
        of_brand(span), ENDED, ended_at__gte=span.starts, ended_at__lt=span.ends, promiser=COMPANY,
    ).exclude(origin__in=BY_ITSELF)  # fmt: skip
    by_owner = ended.values("owner_agent", "owner_agent__team").order_by()
    for row in by_owner.annotate(**{name: Count("pk", filter=condition) for name, condition in ENDINGS.items()}):
        for name in ENDINGS:
            if row[name]:
                yield Counted(name, Decimal(row[name]), row["owner_agent__team"], row["owner_agent"])
