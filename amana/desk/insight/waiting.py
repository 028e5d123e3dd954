"""Waiting: how long customers waited for our answers, as a distribution; an average would hide those who waited longest."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amana.desk.entering import Seat, seated
from amana.desk.insight.figures import COLUMNS, MAIN, PALE, Cell, Column, Figure, Row, counted, week_row
from amana.desk.insight.viewing import figures_page
from amana.desk.insight.words import SIDES
from amana.insight.measures.parts.dividing import WAITING, WHOLE
from amana.insight.measures.parts.waited import FIRST, LATER
from amana.insight.summing import Lens, by_team, on_scale, quantile, sums, up_to

SHARES = (0.5, 0.9, 0.99)
MOST_LISTED = 12


@seated
@require_safe
def waiting(request: HttpRequest, seat: Seat) -> HttpResponse:
    """How long it took until somebody answered, for everybody who waited."""
    return figures_page(request, seat, "insight_waiting", draw)


def draw(lens: Lens) -> list[Figure]:
    """Return every figure of this page."""
    return [
        _histogram(lens), _by_week(lens), _by_team(lens),
        *(_by_side(lens, side, str(heading), say) for side, (heading, say) in SIDES.items()),
    ]  # fmt: skip


def _histogram(lens: Lens) -> Figure:
    found = sums(lens, WAITING, WHOLE, "kind", "bucket")
    first, later = on_scale(found, FIRST), on_scale(found, LATER)
    rows = [
        Row(up_to(place), [counted(number, lens, of=WAITING, kind=kind, bucket=place)
                           for kind, number in ((FIRST, first[place]), (LATER, later[place]))])
        for place in range(len(first))
    ]  # fmt: skip
    return Figure(
        "waits",
        _("How long they waited"),
        _("Answers we gave, by how long the customer had waited for them: hours of the clock, nights and days of rest "
          "included, as the customer lives through them. A receipt is no answer. Who still waits is not in it: they are "
          "under Today."),
        _("Waited"),
        [Column(gettext_lazy("first answers"), MAIN), Column(gettext_lazy("later answers"), PALE)],
        rows,
        COLUMNS,
    )  # fmt: skip


def _quantiles(scale: list[int]) -> list[Cell]:
    return [*(Cell(up_to(quantile(scale, share))) for share in SHARES), Cell(str(sum(scale)))]


def _quantile_columns() -> list[Column]:
    return [Column(gettext_lazy("half of them"), is_words=True), Column(gettext_lazy("nine of ten"), is_words=True),
            Column(gettext_lazy("99 of 100"), is_words=True), Column(gettext_lazy("first answers"))]  # fmt: skip


def _by_week(lens: Lens) -> Figure:
    found = sums(lens, WAITING, WHOLE, "week_on", "kind", "bucket")
    rows = [week_row(day, _quantiles(on_scale(found, str(day), FIRST)), lens) for day in lens.weeks]
    return Figure("weeks", _("By week"), _("Within which time the first answer came, for so many of the customers."),
                  _("Week from"), _quantile_columns(), rows)  # fmt: skip


def _by_team(lens: Lens) -> Figure:
    rows = []
    if not lens.chosen and len(lens.groups) > 1:
        found = by_team(lens, WAITING, WHOLE, "kind", "bucket")
        rows = [Row(group.name, _quantiles(on_scale(found[group.key], FIRST))) for group in lens.groups]
    return Figure(
        "teams", _("By team"), _("The team of whoever owed the answer."), _("Team"), _quantile_columns(), rows
    )


def _by_side(lens: Lens, by: str, heading: str, say: Callable[[str], str]) -> Figure:
    found = sums(lens, WAITING, by, "value", "kind", "bucket")
    scales = {value: on_scale(found, value, FIRST) for value in {key[0] for key in found}}
    most = sorted(scales, key=lambda value: (-sum(scales[value]), value))[:MOST_LISTED]
    rows = [Row(say(value), _quantiles(scales[value])) for value in most if sum(scales[value])]
    return Figure(by, heading, _("First answers, by what the customers have in common."), _("Customers"),
                  _quantile_columns(), rows)  # fmt: skip
