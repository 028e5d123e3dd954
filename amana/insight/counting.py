"""Counting each closed week of a brand once, so that no report reads more than a few rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from amana.insight.measures import amends, care, climbs, closings, first_answers, people, promises
from amana.insight.measures.spanning import A_WEEK, Counted, Span, first_week
from amana.insight.models import CountedWeek, OwnTally, Tally
from amana.insight.parting import recounted_parts
from amana.team.models import Brand

MEASURES = (promises, climbs, first_answers, amends, closings, care, people)
# One look counts so many weeks at most, so that the clock's other work goes on.
BATCH = 10
OWN_KEPT = timedelta(days=366)

Key = tuple[UUID | None, str]


def count_closed(at: datetime) -> int:
    """Recurring: count the weeks that have closed and were not counted yet, some at a time; return how many.

    A week is seven days from the day on which the brand's working week begins, in the brand's zone.
    """
    OwnTally.objects.filter(week_on__lt=(at - OWN_KEPT).date()).delete()
    counted = 0
    for brand in Brand.objects.select_related("week").order_by("created_at", "pk"):
        for span in _to_count(brand, at=at):
            if counted == BATCH:
                return counted
            counted += count_week(span, at=at)
    return counted


def _to_count(brand: Brand, *, at: datetime) -> Iterator[Span]:
    last = CountedWeek.objects.filter(brand=brand).order_by("-week_on").values_list("week_on", flat=True).first()
    week_on = last + A_WEEK if last else first_week(brand, at=at)
    while (span := Span(brand, week_on)).ends <= at:
        yield span
        week_on += A_WEEK


@transaction.atomic
def count_week(span: Span, *, at: datetime) -> bool:
    """Count one week, once: whoever writes the row that it was counted does it; return whether this call did."""
    _row, is_new = CountedWeek.objects.get_or_create(
        brand=span.brand, week_on=span.week_on, defaults={"counted_at": at}
    )
    if not is_new:
        return False
    found = _counted(span)
    by_team = summed(found)
    Tally.objects.bulk_create(
        Tally(brand=span.brand, team_id=team, week_on=span.week_on, measure=name, value=value)
        for (team, name), value in by_team.items()
    )
    OwnTally.objects.bulk_create(
        OwnTally(agent_id=one.agent, brand=span.brand, week_on=span.week_on, measure=one.measure, value=int(one.value))
        for one in found
        if one.agent is not None
    )
    return True


def _counted(span: Span) -> list[Counted]:
    return [one for measure in MEASURES for one in measure.count(span)]


def summed(found: list[Counted]) -> dict[Key, Decimal]:
    """Return the figures of each team, whoever's they were."""
    by_team: defaultdict[Key, Decimal] = defaultdict(Decimal)
    for one in found:
        by_team[one.team, one.measure] += one.value
    return dict(by_team)


def differences(span: Span) -> dict[Key, tuple[Decimal, Decimal]]:
    """Return where the tally of a counted week differs from counting it again: what stands, and what is found now.

    What was opened again or settled otherwise since the week closed differs rightly, and so do people who moved.
    """
    stands = {
        (row.team_id, row.measure): row.value for row in Tally.objects.filter(brand=span.brand, week_on=span.week_on)
    }
    again = summed(_counted(span))
    nothing = Decimal(0)
    return {
        key: (stands.get(key, nothing), again.get(key, nothing))
        for key in stands.keys() | again.keys()
        if stands.get(key, nothing) != again.get(key, nothing)
    }


def recounted(weeks: int, *, only: Collection[UUID] | None = None) -> Iterator[str]:
    """Yield a line for each figure of the last counted weeks of each brand, or of some, that counting again does not find."""
    rows = Brand.objects.select_related("week").order_by("created_at", "pk")
    for brand in rows if only is None else rows.filter(pk__in=only):
        counted = CountedWeek.objects.filter(brand=brand).order_by("-week_on").values_list("week_on", flat=True)
        for week_on in counted[: max(weeks, 0)]:
            for (team, measure), (stands, now) in sorted(differences(Span(brand, week_on)).items(), key=str):
                yield f"{brand.name} {week_on} {measure} {team or '-'}: {stands} counted, {now} now"
    yield from recounted_parts(weeks, only=only)
