"""The ladder: which groups of customers have to climb, from where, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amana.desk.entering import Seat, seated
from amana.desk.insight.figures import (
    BROKEN,
    COLUMNS,
    DARK,
    MAIN,
    PALE,
    SOFT,
    Cell,
    Column,
    Figure,
    Row,
    counted,
    week_row,
)
from amana.desk.insight.viewing import figures_page
from amana.desk.insight.words import REASONS, SIDES, rung_said
from amana.insight.joining import FEWEST, joined
from amana.insight.measures.parts.dividing import CLIMBS, RUNG, WAITING, WHOLE
from amana.insight.measures.parts.waited import FIRST
from amana.insight.summing import Lens, Sums, by_team, customers_of, sums

TONES = (MAIN, BROKEN, PALE, DARK, SOFT)
MOST_LISTED = 12
Counts = Mapping[str, int]


@seated
@require_safe
def ladder(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Who has to ask for the next person, and what brought them there."""
    return figures_page(request, seat, "insight_ladder", draw)


def draw(lens: Lens) -> list[Figure]:
    """Return every figure of this page."""
    return [
        _by_week(lens), _from_where(lens), _by_team(lens),
        *(_by_customers(lens, side, str(heading), say) for side, (heading, say) in SIDES.items()),
    ]  # fmt: skip


def _columns() -> list[Column]:
    columns = [Column(words, tone) for words, tone in zip(REASONS.values(), TONES, strict=True)]
    return [*columns, Column(gettext_lazy("together"))]


def _cells(found: Sums, lens: Lens, *key: str, **asked: object) -> list[Cell]:
    numbers = [found.get((*key, why), 0) for why in REASONS]
    cells = [counted(number, lens, of=CLIMBS, kind=why, **asked) for why, number in zip(REASONS, numbers, strict=True)]
    return [*cells, counted(sum(numbers), lens, of=CLIMBS, **asked)]


def _by_week(lens: Lens) -> Figure:
    found = sums(lens, CLIMBS, WHOLE, "week_on", "kind")
    rows = [week_row(day, _cells(found, lens, str(day), week=day), lens) for day in lens.weeks]
    return Figure(
        "why",
        _("Why cases went a rung up"),
        _("Climbs of the week: asked for by the customer, or by the clock because a promise was late, because it had gone on "
          "too long, or because the customer’s patience went."),
        _("Week from"),
        _columns(),
        rows,
        COLUMNS,
    )  # fmt: skip


def _from_where(lens: Lens) -> Figure:
    found = sums(lens, CLIMBS, RUNG, "value", "kind")
    rows = [
        Row(rung_said(place), _cells(found, lens, place, by=RUNG, value=place))
        for place in sorted({key[0] for key in found})
    ]
    return Figure("rungs", _("Where they came to"), _("The rung is how many times the case had gone up by then: whoever came "
                  "to the second rung was not helped on the first."), _("Rung"), _columns(), rows)  # fmt: skip


def _by_team(lens: Lens) -> Figure:
    rows = []
    if not lens.chosen and len(lens.groups) > 1:
        found = by_team(lens, CLIMBS, WHOLE, "kind")
        rows = [Row(group.name, _cells(found[group.key], lens, team=group.key)) for group in lens.groups]
    return Figure("teams", _("From which team"), _("The team that holds the case."), _("Team"), _columns(), rows)


def _by_customers(lens: Lens, by: str, heading: str, say: Callable[[str], str]) -> Figure:
    """Return how many of each hundred customers had to climb, by what they have in common."""
    found, answered = sums(lens, CLIMBS, by, "value"), sums(lens, WAITING, by, "kind", "value")
    cases = {value: number for (kind, value), number in answered.items() if kind == FIRST}
    climbed = {value: number for (value,), number in found.items()}
    people = customers_of(lens, by)
    # Of one team there may be fewer: as many as it had cases, at most.
    sizes = {value: min(people.get(value, 0), cases.get(value, 0)) for value in cases.keys() | climbed.keys()}
    groups = sorted(joined(sizes), key=lambda some: (-sum(cases.get(one, 0) for one in some), some))
    rows = [_customers(lens, by, some, sizes, climbed, cases, say) for some in groups[:MOST_LISTED]]
    columns = [
        Column(gettext_lazy("cases answered first")),
        Column(gettext_lazy("climbs"), MAIN),
        Column(gettext_lazy("climbs per 100 cases")),
    ]
    definition = _(
        "Climbs beside the cases that had their first answer in the same weeks. Groups of fewer than five customers are "
        "shown together with others, or not at all: they would be somebody."
    )
    return Figure(by, heading, definition, _("Customers"), columns, rows)


def _customers(  # what is known of one group of customers, each named at the call
    lens: Lens, by: str, some: tuple[str, ...], sizes: Counts, climbed: Counts, cases: Counts, say: Callable[[str], str]
) -> Row:
    name = ", ".join(say(value) for value in sorted(some))
    if sum(sizes[value] for value in some) < FEWEST:
        return Row(name, why_not=_("fewer than five customers"))
    climbs, whole = (sum(of.get(value, 0) for value in some) for of in (climbed, cases))
    cell = counted(climbs, lens, of=CLIMBS, by=by, value=some[0]) if len(some) == 1 else Cell(str(climbs))
    return Row(name, [Cell(str(whole)), cell, Cell(f"{100 * climbs / whole:.1f}" if whole else "–")])
