"""How many new questions a brand got each day, counted once the day is over: what the share of a cause is a share of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from amana.insight.models import ArrivalDay, Asked
from amana.team.models import Brand

A_DAY = timedelta(days=1)
HORIZON = timedelta(days=400)
# One look counts so many days at most, so that the clock's other work goes on.
BATCH = 40
# What comes in late belongs to the day on which it was written: recent days are counted again soon, others in time.
LATELY, SOON, IN_TIME = timedelta(days=4), timedelta(hours=12), timedelta(days=7)


def count_arrivals(at: datetime) -> int:
    """Recurring: count the days that are over and were not counted yet, then the ones counted longest ago; return how many."""
    counted = 0
    for brand in Brand.objects.order_by("created_at", "pk"):
        days = _to_count(brand, at=at)[: max(BATCH - counted, 0)]
        arrived = _arrived(brand, days)
        rows = [ArrivalDay(brand=brand, day=day, cases=arrived.get(day, 0), counted_at=at) for day in days]
        ArrivalDay.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["brand", "day"], update_fields=["cases", "counted_at"]
        )
        counted += len(rows)
    return counted


def _to_count(brand: Brand, *, at: datetime) -> list[date]:
    yesterday = at.astimezone(UTC).date() - A_DAY
    known = ArrivalDay.objects.filter(brand=brand)
    last = known.order_by("-day").values_list("day", flat=True).first()
    first = last + A_DAY if last else yesterday - HORIZON
    new = [first + n * A_DAY for n in range(max((yesterday - first).days + 1, 0))][:BATCH]
    if new:
        return new
    lately = known.filter(day__gt=yesterday - LATELY, counted_at__lt=at - SOON)
    # Those of one look were counted together and lie together; the two are not mixed, or all between them would be read.
    stale = known.filter(counted_at__lt=at - IN_TIME).order_by("counted_at", "day")
    return sorted(lately.values_list("day", flat=True) or stale.values_list("day", flat=True)[:BATCH])


def _arrived(brand: Brand, days: Sequence[date]) -> dict[date, int]:
    """Return how many came on each of these days, which lie next to each other or nearly so; one statement for all."""
    if not days:
        return {}
    begins = datetime.combine(days[0], time(), tzinfo=UTC)
    ends = datetime.combine(days[-1], time(), tzinfo=UTC) + A_DAY
    rows = Asked.objects.filter(brand=brand, at__gte=begins, at__lt=ends).order_by()
    by_day = rows.annotate(day=TruncDate("at", tzinfo=UTC)).values_list("day").annotate(number=Count("pk"))
    return dict(by_day)


def arrived_between(brand: Brand, since: date, until: date) -> int:
    """Return how many new questions a brand got from one day to another, both counted (UTC)."""
    rows = ArrivalDay.objects.filter(brand=brand, day__gte=since, day__lte=until)
    return rows.aggregate(sum=Sum("cases"))["sum"] or 0


def differences(brand: Brand, *, days: int) -> Iterator[str]:
    """Yield a line for each of the latest counted days of a brand on which another number of new questions is found now."""
    rows = ArrivalDay.objects.filter(brand=brand).order_by("-day").values_list("day", "cases")
    stands = dict(rows[: max(days, 0)])
    now = _arrived(brand, sorted(stands))
    for day, cases in sorted(stands.items()):
        if cases != now.get(day, 0):
            yield f"{brand.name} {day} new questions: {cases} counted, {now.get(day, 0)} now"
