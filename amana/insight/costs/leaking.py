"""What the cases with each leak took in the last ninety days, counted once a day; never of a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from amana.insight.costs.costing import taken_by
from amana.insight.joining import FEWEST
from amana.insight.models import LeakCost
from amana.review.models import Leak
from amana.team.models import Brand

WINDOW = timedelta(days=90)
A_DAY = timedelta(days=1)
# The latest of each leak: beyond so many the sums are of a part, which is said beside them.
MOST = 5_000
A_HANDFUL = 500


def count_leaks(at: datetime) -> int:
    """Recurring: count one brand whose figures are a day old; return how many leaks were counted."""
    for brand in Brand.objects.order_by("created_at", "pk"):
        last = LeakCost.objects.filter(brand=brand).aggregate(last=Max("counted_at"))["last"]
        if last is None or last <= at - A_DAY:
            for kind, _name in Leak.KINDS:
                _count(brand, kind, at=at)
            return len(Leak.KINDS)
    return 0


def _count(brand: Brand, kind: str, *, at: datetime) -> None:
    rows = Leak.objects.standing().filter(brand=brand, kind=kind, at__gte=at - WINDOW).order_by("-at")
    keys: list[UUID] = list(rows.values_list("case", flat=True)[:MOST])
    taken = taken_by((keys[start : start + A_HANDFUL] for start in range(0, len(keys), A_HANDFUL)), at=at)
    LeakCost.objects.update_or_create(
        brand=brand, kind=kind,
        defaults={"counted_at": at, "cases": taken.cases, "people": len(taken.people), **taken.figures},
    )  # fmt: skip


def leak_costs(brand: Brand) -> list[LeakCost]:
    """Return what each leak took, what took most first; of fewer than five customers nothing is said."""
    return list(LeakCost.objects.filter(brand=brand, people__gte=FEWEST).order_by("-contacts", "kind"))
