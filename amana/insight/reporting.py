"""The report: figures of weeks that were counted, by team or by week, with small teams joined."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from amana.insight.joining import FEWEST, joined
from amana.insight.measures import amends, care, closings
from amana.insight.measures.defining import SECTIONS, Section
from amana.insight.measures.people import PEOPLE
from amana.insight.measures.spanning import A_WEEK
from amana.insight.models import CountedWeek, Tally
from amana.team.models import Brand, Team

MOST_WEEKS = 53
# How many of the latest weeks a report can look back at, less than all: see desk.forms.notices.ReportForm.
SPANS = (4, 13, 26)
Unit = tuple[UUID, UUID | None]


@dataclass(frozen=True)
class Group:
    """Teams whose figures are shown as one: their names, how many there are, and which."""

    key: str
    name: str
    units: frozenset[Unit]


@dataclass(frozen=True)
class Row:
    """A line of a section: of a group or of a week, with a text for each figure; `is_hidden` where there are too few."""

    name: str
    cells: list[str]
    is_hidden: bool = False
    week_on: date | None = None


@dataclass(frozen=True)
class Table:
    """A section with its columns and lines."""

    section: Section
    columns: list[str]
    rows: list[Row]


@dataclass(frozen=True)
class Period:
    """From the first day of the earliest week to the first that is no longer in the latest."""

    since: date
    until: date

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)


def latest_period(brands: Collection[UUID], *, weeks: int) -> Period | None:
    """Return the last so many weeks that were counted for these brands, None before the first count."""
    last = CountedWeek.objects.filter(brand__in=brands).aggregate(last=Max("week_on"))["last"]
    if last is None:
        return None
    return Period(last - (weeks - 1) * A_WEEK, last + A_WEEK)


def groups_of(brands: Collection[UUID], period: Period) -> list[Group]:
    """Return the groups a report shows: teams of each brand, joined until each has five people in every week.

    A brand with fewer than five goes together with others first; people who serve two brands are counted once there.
    """
    people = _people(brands, period)
    by_brand: dict[UUID, dict[Unit, int]] = {}
    for unit, number in people.items():
        by_brand.setdefault(unit[0], {})[unit] = number
    of_brands = {brand: sum(units.values()) for brand, units in by_brand.items()}
    found: list[frozenset[Unit]] = []
    for together in joined(of_brands, together=max):
        units = {unit: number for brand in together for unit, number in by_brand[brand].items()}
        parts = joined(units) if len(together) == 1 else [tuple(units)]
        found += [frozenset(part) for part in parts]
    return _named(found)


def people_in(group: Group, period: Period) -> int:
    """Return how few people a group of teams had in any week of a period; whoever serves two of its brands is counted once."""
    of_brands: dict[UUID, int] = {}
    for unit, number in _people({brand for brand, _team in group.units}, period).items():
        if unit in group.units:
            of_brands[unit[0]] = of_brands.get(unit[0], 0) + number
    return max(of_brands.values(), default=0)


def _people(brands: Collection[UUID], period: Period) -> dict[Unit, int]:
    """Return for each team of each brand the fewest people it had in any week of the period in which it is counted."""
    rows = _tallies(brands, period).values("brand", "team").annotate(
        fewest=Min("value", filter=Q(measure=PEOPLE)), weeks=Count("week_on", distinct=True),
        peopled=Count("week_on", filter=Q(measure=PEOPLE)),
    ).order_by()  # fmt: skip
    # In a week in which a team has figures and nobody belonged to it any more, it had no people.
    return {(row["brand"], row["team"]): int(row["fewest"]) if row["peopled"] == row["weeks"] else 0 for row in rows}


def _tallies(brands: Collection[UUID], period: Period) -> QuerySet[Tally]:
    return Tally.objects.filter(brand__in=brands, week_on__gte=period.since, week_on__lt=period.until)


def _named(found: Iterable[frozenset[Unit]]) -> list[Group]:
    found = list(found)
    brands = dict(Brand.objects.filter(pk__in={unit[0] for units in found for unit in units}).values_list("pk", "name"))
    teams = dict(Team.objects.filter(pk__in={unit[1] for units in found for unit in units}).values_list("pk", "name"))
    groups = []
    for units in found:
        of_brand = ", ".join(sorted({brands.get(brand, "") for brand, _team in units}))
        names = sorted({teams.get(team, "") if team else _("without a team") for _brand, team in units})
        if len(units) == 1:
            name = f"{of_brand} · {names[0]}"
        else:
            words = {"brands": of_brand, "teams": ", ".join(names)}
            name = _("%(brands)s · small teams together: %(teams)s") % words
        groups.append(Group(min(f"{brand}.{team or ''}" for brand, team in units), name, units))
    return sorted(groups, key=lambda group: group.name)


def by_team(groups: Collection[Group], period: Period) -> list[Table]:
    """Return every section with a line for each group, summed over the period; a few rows for each team."""
    brands = {brand for group in groups for brand, _team in group.units}
    rows = _tallies(brands, period).values("brand", "team", "measure").annotate(sum=Sum("value")).order_by()
    found: dict[str, dict[str, Decimal]] = {group.key: {} for group in groups}
    of_unit = {unit: group.key for group in groups for unit in group.units}
    for row in rows:
        key = of_unit.get((row["brand"], row["team"]))
        if key is not None:
            found[key][row["measure"]] = found[key].get(row["measure"], Decimal(0)) + row["sum"]
    return _tables([(group.name, None, found[group.key]) for group in groups])


def by_week(group: Group, period: Period) -> list[Table]:
    """Return every section with a line for each week of one group, the latest first."""
    mine = Q()
    for brand, team in group.units:
        mine |= Q(brand=brand, team=team)
    rows = _tallies({brand for brand, _team in group.units}, period).filter(mine)
    found: dict[date, dict[str, Decimal]] = {}
    for row in rows.values("week_on", "measure").annotate(sum=Sum("value")).order_by():
        found.setdefault(row["week_on"], {})[row["measure"]] = row["sum"]
    covered = _covered({week_on: _answers(values) for week_on, values in found.items()}, period)
    return _tables([("", week_on, found[week_on]) for week_on in sorted(found, reverse=True)], covered)


def _answers(values: dict[str, Decimal]) -> Decimal:
    section = next(one for one in SECTIONS if care.YES in one.figures)
    return sum((values.get(key, Decimal(0)) for key in section.figures), Decimal(0))


def _covered(answers: dict[date, Decimal], period: Period) -> set[date]:
    """Return the weeks whose answers are not shown: those with few, and others with them until these are no longer few.

    The sum of the period is shown elsewhere: one week that is left out would be the rest of it. The same weeks are covered
    however many are looked back at.
    """
    found: set[date] = set()
    for first, end in pairwise((0, *SPANS, MOST_WEEKS + 1)):
        here = {day: n for day, n in answers.items() if n and first <= (period.until - day) // A_WEEK - 1 < end}
        few = {day for day, n in here.items() if n < FEWEST}
        for day in sorted(here.keys() - few, key=lambda day: (here[day], day)):
            if not few or sum(here[one] for one in few) >= FEWEST:
                break
            few.add(day)
        found |= few
    return found


def _tables(
    lines: list[tuple[str, date | None, dict[str, Decimal]]], covered: Collection[date] = frozenset()
) -> list[Table]:
    currencies = sorted({name for _name, _week, values in lines for name in values if name.startswith(amends.PAID)})
    tables = []
    for section in SECTIONS:
        more = currencies if amends.AMENDS in section.figures else []
        keys = [*section.figures, *more]
        columns = [str(one) for one in section.figures.values()]
        columns += [_("paid, %(currency)s") % {"currency": one.partition("_")[2]} for one in more]
        if closings.CONTACTS in section.figures:
            columns.append(_("per case"))
        rows = [_row(section, keys, name, week_on, values, covered) for name, week_on, values in lines]
        tables.append(Table(section, columns, rows))
    return tables


def _row(  # the sides of a line, in the order of the table
    section: Section, keys: list[str], name: str, week_on: date | None, values: dict[str, Decimal],
    covered: Collection[date],
) -> Row:  # fmt: skip
    found = [values.get(key, Decimal(0)) for key in keys]
    is_hidden = care.YES in section.figures and (0 < sum(found) < FEWEST or week_on in covered)
    cells = ["" if is_hidden else _shown(key, value) for key, value in zip(keys, found, strict=True)]
    if closings.CONTACTS in section.figures:
        ended = values.get(closings.ENDED)
        cells.append(f"{values.get(closings.CONTACTS, Decimal(0)) / ended:.1f}" if ended else "–")
    return Row(name, cells, is_hidden, week_on)


def _shown(key: str, value: Decimal) -> str:
    return f"{value:.2f}" if key.startswith(amends.PAID) else f"{value:.0f}"
