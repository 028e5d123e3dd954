"""Counting the parts of each week: the one that runs every few minutes, those that have closed anew from time to time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from amana.insight.climbing import doubtful, know_climbs
from amana.insight.measures.parts import climbed, leaked, promised, waited
from amana.insight.measures.parts.dividing import Cell
from amana.insight.measures.spanning import A_WEEK, Span, first_week, week_with
from amana.insight.models import Part, PartedWeek
from amana.record.storing import insert_all
from amana.team.models import Brand

MEASURES = (promised, waited, climbed, leaked)
# One look counts so many weeks at most, so that the clock's other work goes on.
BATCH = 6
# The week that runs is counted so often; what is disputed, called not so or found later changes weeks that have closed:
# those of the last two months are counted anew each day, those before each week, and after a year no more.
RUNNING, LATELY, EARLIER = timedelta(minutes=9), timedelta(days=1), timedelta(days=7)
LATE_WEEKS, MOST_WEEKS = 9, 53
Key = tuple[str, str, str, str, int, UUID | None]


def count_parts(at: datetime) -> int:
    """Recurring: count the week that runs, those never counted, and those counted too long ago; return how many weeks."""
    counted = 0
    for brand in Brand.objects.select_related("week").order_by("created_at", "pk"):
        for week_on in _due(brand, at=at)[: BATCH - counted]:
            counted += count_parts_of(Span(brand, week_on, until=at), at=at)
    return counted


def _due(brand: Brand, *, at: datetime) -> list[date]:
    """Return the weeks of a brand that are to be counted now, the latest first."""
    this, earliest = week_with(brand, at), first_week(brand, at=at)
    rows = PartedWeek.objects.filter(brand=brand, week_on__gt=this - MOST_WEEKS * A_WEEK)
    known = dict(rows.values_list("week_on", "counted_at"))
    weeks = {this - back * A_WEEK for back in range((this - earliest) // A_WEEK + 1)} | known.keys()
    return sorted((week for week in weeks if _is_due(week, this, known.get(week), at=at)), reverse=True)


def _is_due(week_on: date, this: date, counted_at: datetime | None, *, at: datetime) -> bool:
    back = (this - week_on) // A_WEEK
    age = RUNNING if back == 0 else LATELY if back <= LATE_WEEKS else EARLIER
    return back >= 0 and (counted_at is None or at - counted_at >= age)


def count_parts_of(span: Span, *, at: datetime) -> bool:
    """Count one week anew and put it in the place of what was counted before; return whether this call did.

    Counted outside the transaction, so that nobody waits; whoever moves `counted_at` on writes.
    """
    before = PartedWeek.objects.filter(brand=span.brand, week_on=span.week_on).values_list("counted_at", flat=True)
    counted_at = before.first()
    know_climbs(span)
    found = parts_in(span)
    with transaction.atomic():
        if not _claim(span, counted_at, at=at):
            return False
        Part.objects.filter(brand=span.brand, week_on=span.week_on).delete()
        insert_all([
            Part(brand=span.brand, team_id=team, week_on=span.week_on, measure=measure, by=by, kind=kind, value=value,
                 bucket=bucket, number=number)
            for (measure, by, kind, value, bucket, team), number in found.items()
        ])  # fmt: skip
    return True


def _claim(span: Span, counted_at: datetime | None, *, at: datetime) -> bool:
    if counted_at is not None:
        mine = PartedWeek.objects.filter(brand=span.brand, week_on=span.week_on, counted_at=counted_at)
        return bool(mine.update(counted_at=at))
    _row, is_new = PartedWeek.objects.get_or_create(brand=span.brand, week_on=span.week_on, defaults={"counted_at": at})
    return is_new


def parts_in(span: Span) -> Counter[Key]:
    """Return what counting a week finds, each part once."""
    found: Counter[Key] = Counter()
    for cell in _cells(span):
        found[cell.measure, cell.by, cell.kind, cell.value, cell.bucket, cell.team] += cell.number
    return found


def _cells(span: Span) -> Iterator[Cell]:
    for measure in MEASURES:
        yield from measure.count(span)


def part_differences(span: Span) -> dict[Key, tuple[int, int]]:
    """Return where the parts of a week differ from counting it again up to the moment it was counted: stands, found now."""
    rows = Part.objects.filter(brand=span.brand, week_on=span.week_on)
    stands = Counter({
        (row.measure, row.by, row.kind, row.value, row.bucket, row.team_id): row.number for row in rows.iterator(2000)
    })  # fmt: skip
    again = parts_in(span)
    return {key: (stands[key], again[key]) for key in stands.keys() | again.keys() if stands[key] != again[key]}


def recounted_parts(weeks: int, *, only: Collection[UUID] | None = None) -> Iterator[str]:
    """Yield a line for each part of the latest weeks of each brand, or of some, that counting again does not find."""
    rows = Brand.objects.select_related("week").order_by("created_at", "pk")
    for brand in rows if only is None else rows.filter(pk__in=only):
        counted = PartedWeek.objects.filter(brand=brand).order_by("-week_on").values_list("week_on", "counted_at")
        for week_on, counted_at in counted[: max(weeks, 0)]:
            span = Span(brand, week_on, until=counted_at)
            for key, (stands, now) in sorted(part_differences(span).items(), key=str):
                said = " ".join(str(part) for part in key if part not in {"", None})
                yield f"{brand.name} {week_on} {said}: {stands} counted, {now} now"
            for climb in doubtful(span):
                yield f"{brand.name} {week_on} climb {climb}: its record says something else"
