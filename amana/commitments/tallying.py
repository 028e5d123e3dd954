"""How well the company keeps its word this month: counted day by day, so that no page counts a month of promises."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum

from amana.cases.models import COMPANY, Case
from amana.commitments.models import Commitment, Tally

ENDINGS = (Commitment.KEPT, Commitment.BROKEN)
ON_TIME = Q(state=Commitment.KEPT, ended_at__lte=F("due_at"))
# What ended since the last count is counted as it is read, the newest of it.
NEWEST = 500


@dataclass(frozen=True)
class Kept:
    """How many promises ended, and how many of those were kept on time."""

    on_time: int
    ended: int

    @property
    def per_cent(self) -> int | None:
        return self.on_time * 100 // self.ended if self.ended else None


def tally(at: datetime) -> int:
    """Count this month up to a moment again, from the promises themselves; return how many days were counted.

    What was disputed, opened again or settled otherwise since the last count is right after this one. The month and
    its days are those of the installation's zone. Twice changes nothing.
    """
    rows = [row for day, start, end in _days(at) for row in _count(day, start, end, at=at)]
    with transaction.atomic():
        Tally.objects.filter(day__gte=_first(at)).delete()
        # Another host may have counted in the same moment.
        Tally.objects.bulk_create(rows, update_conflicts=True, unique_fields=["day", "brand"],
                                  update_fields=["ended", "on_time", "counted_at"])  # fmt: skip
    return len({row.day for row in rows})


def kept_this_month(brands: Collection[UUID], *, at: datetime) -> Kept:
    """Return how the promises of these brands ended this month, up to now.

    Reads the days that were counted, and at most NEWEST promises that ended since; before the first count these
    stand for the month.
    """
    ours = Q(brand__in=brands)
    counted = Tally.objects.filter(day__gte=_first(at)).aggregate(
        at=Max("counted_at"), ended=Sum("ended", filter=ours), on_time=Sum("on_time", filter=ours)
    )
    since = counted["at"] or _begins(_first(at))
    case = Case.objects.filter(pk=OuterRef("case_id"), kept_by=COMPANY, brand__in=brands)
    fresh = Commitment.objects.filter(Exists(case), promiser=COMPANY, ended_at__gte=since, state__in=ENDINGS)
    newest = fresh.order_by("-ended_at").values("state", "ended_at", "due_at")[:NEWEST]
    live = newest.aggregate(ended=Count("ended_at"), on_time=Count("ended_at", filter=ON_TIME))
    return Kept((counted["on_time"] or 0) + live["on_time"], (counted["ended"] or 0) + live["ended"])


def _count(day: date, start: datetime, end: datetime, *, at: datetime) -> list[Tally]:
    ended = Commitment.objects.filter(
        ended_at__gte=start, ended_at__lt=end, promiser=COMPANY, state__in=ENDINGS,
        case__kept_by=COMPANY, case__brand__isnull=False,
    )  # fmt: skip
    found = ended.values("case__brand").annotate(ended=Count("pk"), on_time=Count("pk", filter=ON_TIME)).order_by()
    return [
        Tally(brand_id=one["case__brand"], day=day, ended=one["ended"], on_time=one["on_time"], counted_at=at)
        for one in found
    ]


def _days(at: datetime) -> Iterator[tuple[date, datetime, datetime]]:
    """Yield each day of the month so far with its beginning and its end, or this moment."""
    day = _first(at)
    while _begins(day) < at:
        yield day, _begins(day), min(_begins(day + timedelta(days=1)), at)
        day += timedelta(days=1)


def _first(at: datetime) -> date:
    return at.astimezone(_zone()).date().replace(day=1)


def _begins(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
