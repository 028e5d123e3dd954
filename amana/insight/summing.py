"""Adding up the parts of some weeks for the pages of insight, for whichever group of teams is looked at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.insight.joining import FEWEST
from amana.insight.measures.parts.dividing import CUSTOMERS, LAST, SCALE
from amana.insight.measures.spanning import A_WEEK
from amana.insight.models import Part, PartedWeek
from amana.insight.reporting import Group, Period, groups_of, latest_period
from amana.team.models import Agent

# How far back the pages can look, in weeks; and how far back small teams are sought, so that a shorter look shows no more.
SPANS = (4, 13, 26, 52)
USUAL = 13
Sums = dict[tuple[str, ...], int]


@dataclass(frozen=True)
class Lens:
    """What a page looks at: whose figures, of which weeks, and one group of teams of those there are, or all (None)."""

    brands: frozenset[UUID]
    period: Period
    groups: list[Group]
    chosen: Group | None
    counted_at: datetime

    @property
    def weeks(self) -> list[date]:
        """The first days of the weeks, the latest first."""
        number = (self.period.until - self.period.since) // A_WEEK
        return [self.period.until - (back + 1) * A_WEEK for back in range(number)]

    def week_of(self, day: date) -> str:
        """Return the first day of the week a brand's own week is shown in: brands may begin theirs on different days."""
        return (self.period.until - -((day - self.period.until) // A_WEEK) * A_WEEK).isoformat()

    def narrowed(self, group: Group | None) -> Q:
        """Say of a part whether it belongs to what is looked at; a team that is in no group yet belongs to none."""
        units = {unit for one in ([group] if group else self.groups) for unit in one.units}
        if not units:
            return Q(brand__in=self.brands)
        found = Q(pk__in=[])
        for brand in {of_brand for of_brand, _team in units}:
            teams = [team for of_brand, team in units if of_brand == brand and team]
            found |= Q(brand=brand, team__in=teams)
            if (brand, None) in units:
                found |= Q(brand=brand, team=None)
        return found


def lens_on(brands: Collection[UUID], *, weeks: int, chosen: str = "") -> Lens | None:
    """Return what there is to look at over the last so many weeks with the one that runs; None before the first count."""
    last = PartedWeek.objects.filter(brand__in=brands).aggregate(week=Max("week_on"), at=Max("counted_at"))
    if last["week"] is None:
        return None
    period = Period(last["week"] - (weeks - 1) * A_WEEK, last["week"] + A_WEEK)
    groups = shown_groups(brands)
    group = next((one for one in groups if one.key == chosen), None)
    return Lens(frozenset(brands), period, groups, group, last["at"])


def shown_groups(brands: Collection[UUID]) -> list[Group]:
    """Return the groups of teams that are shown, the same however far back somebody looks; empty before a week has closed."""
    longest = latest_period(brands, weeks=max(SPANS))
    return groups_of(brands, longest) if longest else []


def sums(lens: Lens, measure: str, by: str, *columns: str) -> Sums:
    """Return how many there are for each combination of these columns of `Part`; reads the parts of these weeks alone."""
    return _summed(lens, measure, by, lens.narrowed(lens.chosen), columns)


def sums_of_group(lens: Lens, group: Group, measure: str, by: str, *columns: str) -> Sums:
    """Return the same for one group of teams, whichever is chosen."""
    return _summed(lens, measure, by, lens.narrowed(group), columns)


def _summed(lens: Lens, measure: str, by: str, narrowed: Q, columns: tuple[str, ...]) -> Sums:
    rows = Part.objects.filter(
        narrowed, brand__in=lens.brands, measure=measure, by=by,
        week_on__gte=lens.period.since, week_on__lt=lens.period.until,
    )  # fmt: skip
    found: Sums = {}
    for row in rows.values_list(*columns).annotate(sum=Sum("number")).order_by():
        key = tuple(lens.week_of(one) if isinstance(one, date) else str(one) for one in row[:-1])
        found[key] = found.get(key, 0) + int(row[-1])
    return found


def by_team(lens: Lens, measure: str, by: str, *columns: str) -> dict[str, Sums]:
    """Return for each group, by its key, how many there are of each; one query however many teams there are."""
    of_unit = {unit: group.key for group in lens.groups for unit in group.units}
    rows = Part.objects.filter(
        brand__in=lens.brands, measure=measure, by=by, week_on__gte=lens.period.since, week_on__lt=lens.period.until
    )
    found: dict[str, Sums] = {group.key: {} for group in lens.groups}
    for row in rows.values_list("brand", "team", *columns).annotate(sum=Sum("number")).order_by():
        key = of_unit.get((row[0], row[1]))
        if key is not None:
            cells, kind = found[key], tuple(str(one) for one in row[2:-1])
            cells[kind] = cells.get(kind, 0) + int(row[-1])
    return found


def customers_of(lens: Lens, by: str) -> dict[str, int]:
    """Return how many different customers each group of customers has at least: the most of any one week.

    Who was there in two weeks would be counted twice in a sum; as many as in the fullest week there are for certain.
    """
    rows = Part.objects.filter(
        brand__in=lens.brands, measure=CUSTOMERS, by=by, week_on__gte=lens.period.since, week_on__lt=lens.period.until
    )
    return {row[0]: int(row[1]) for row in rows.values_list("value").annotate(most=Max("number")).order_by()}


def are_few(brands: Collection[UUID]) -> bool:
    """Say whether fewer than five people serve these brands together: then no figure leaves the screen."""
    return Agent.objects.serving().filter(brands__in=brands).distinct()[:FEWEST].count() < FEWEST


def quantile(counts: list[int], share: float) -> int | None:
    """Return in which bucket of the scale so great a share has been reached; None for nothing at all."""
    whole, reached = sum(counts), 0
    for place, number in enumerate(counts):
        reached += number
        if number and reached >= share * whole:
            return place
    return None


def on_scale(found: Sums, *key: str) -> list[int]:
    """Return the numbers of one key, whose last column is the bucket, bucket by bucket."""
    return [found.get((*key, str(place)), 0) for place in range(LAST + 1)]


def up_to(bucket: int | None) -> str:
    """Say a bucket of the scale: "up to 4 hours"."""
    if bucket is None:
        return "–"
    if bucket >= LAST:
        return _("longer than %(length)s") % {"length": length_said(SCALE[-1])}
    return _("up to %(length)s") % {"length": length_said(SCALE[bucket])}


def length_said(length: timedelta) -> str:
    """Say a length of time in its largest whole unit."""
    minutes = length // timedelta(minutes=1)
    if minutes < 60:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    if minutes < 60 * 24:
        return ngettext("%(number)s hour", "%(number)s hours", minutes // 60) % {"number": minutes // 60}
    days = minutes // (60 * 24)
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
