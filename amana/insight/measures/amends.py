"""What was made up for: how often, and how much money in each currency."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, Q, Sum

from amana.insight.measures.spanning import Counted, Span
from amana.review.models import Amends

AMENDS, GESTURES, PAID = "amends", "gestures", "paid"


def count(span: Span) -> Iterator[Counted]:
    """Yield what was given in a week by the team of the case; the amount for each currency is its own figure, `paid_ILS`."""
    given = Amends.objects.filter(
        brand=span.brand, state=Amends.GIVEN, given_at__gte=span.starts, given_at__lt=span.ends
    )
    by_team = given.values("case__team", "currency").order_by()
    rows = by_team.annotate(
        amends=Count("pk", filter=Q(is_gesture=False)), gestures=Count("pk", filter=Q(is_gesture=True)),
        paid=Sum("amount"),
    )  # fmt: skip
    for row in rows:
        for name in (AMENDS, GESTURES):
            if row[name]:
                yield Counted(name, Decimal(row[name]), row["case__team"])
        if row["paid"]:
            yield Counted(f"{PAID}_{row['currency']}", row["paid"], row["case__team"])
