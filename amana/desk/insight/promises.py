"""Promises: how they ended, by week, team and kind, and how long the promised times were, so that padding shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amana.desk.entering import Seat, seated
from amana.desk.insight.figures import (
    BARS,
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
    share,
    week_row,
)
from amana.desk.insight.viewing import figures_page
from amana.desk.insight.words import ENDINGS, ORIGINS
from amana.insight.measures.parts.dividing import ENDING, LENGTH, PROMISES, USED
from amana.insight.measures.parts.promised import AFTER
from amana.insight.measures.promises import ON_TIME
from amana.insight.summing import Lens, Sums, by_team, on_scale, quantile, sums, up_to

TONES = (MAIN, PALE, BROKEN, SOFT, DARK)
HALF, NINE_OF_TEN = 0.5, 0.9
_ENDED = [key for key in ENDINGS if key != "disputed"]


@seated
@require_safe
def promises(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Whether we keep our word, and how long we give ourselves for it."""
    return figures_page(request, seat, "insight_promises", draw)


def draw(lens: Lens) -> list[Figure]:
    """Return every figure of this page."""
    return [_by_week(lens), _by_team(lens), _by_kind(lens), _padding(lens), _lengths(lens), _used(lens)]


def _columns() -> list[Column]:
    columns = [Column(words, tone) for words, tone in zip(ENDINGS.values(), TONES, strict=True)]
    return [*columns, Column(gettext_lazy("on time, of 100"))]


def _cells(found: Sums, lens: Lens, *key: str, **asked: object) -> list[Cell]:
    numbers = {ending: found.get((*key, ending), 0) for ending in ENDINGS}
    cells = [counted(number, lens, of=PROMISES, value=ending, **asked) for ending, number in numbers.items()]
    return [*cells, share(numbers[ON_TIME], sum(numbers[ending] for ending in _ENDED))]


def _by_week(lens: Lens) -> Figure:
    found = sums(lens, PROMISES, ENDING, "week_on", "value")
    return Figure(
        "ended",
        _("How promises ended"),
        _("Promises of ours that ended in the week. Kept late is kept after the time that was promised. Disputed are those "
          "that fell due in the week and of which the customer says that they were not kept. What the product keeps by "
          "itself, such as asking whether a case may close, is left out."),
        _("Week from"),
        _columns(),
        [week_row(day, _cells(found, lens, str(day), week=day), lens) for day in lens.weeks],
        COLUMNS,
    )  # fmt: skip


def _by_team(lens: Lens) -> Figure:
    rows = []
    if not lens.chosen and len(lens.groups) > 1:
        found = by_team(lens, PROMISES, ENDING, "value")
        rows = [Row(group.name, _cells(found[group.key], lens, team=group.key)) for group in lens.groups]
    return Figure(
        "teams", _("By team"), _("The same, by the team of whoever owned the promise."), _("Team"), _columns(), rows
    )


def _by_kind(lens: Lens) -> Figure:
    found = sums(lens, PROMISES, ENDING, "kind", "value")
    there = [kind for kind in ORIGINS if any(key[0] == kind for key in found)]
    rows = [Row(str(ORIGINS[kind]), _cells(found, lens, kind, kind=kind)) for kind in there]
    return Figure(
        "kinds", _("By kind of promise"), _("The same, by how the promise came about."), _("Kind"), _columns(), rows
    )


def _padding(lens: Lens) -> Figure:
    lengths, used = sums(lens, PROMISES, LENGTH, "week_on", "bucket"), sums(lens, PROMISES, USED, "week_on", "bucket")
    rows = []
    for day in lens.weeks:
        scale = on_scale(lengths, str(day))
        kept = [used.get((str(day), str(place)), 0) for place in range(AFTER + 1)]
        cells = [
            Cell(up_to(quantile(scale, HALF))),
            Cell(up_to(quantile(scale, NINE_OF_TEN))),
            share(kept[0], sum(kept)),
        ]
        rows.append(week_row(day, cells, lens))
    return Figure(
        "padding",
        _("How long a time was promised"),
        _("From the moment a promise was made to its due time. Where the promised times grow from week to week and most are "
          "kept in a quarter of them, being on time has become easier, not better."),
        _("Week from"),
        [Column(gettext_lazy("half of them"), is_words=True), Column(gettext_lazy("nine of ten"), is_words=True),
         Column(gettext_lazy("kept in a quarter of the time, of 100"))],
        rows,
    )  # fmt: skip


def _lengths(lens: Lens) -> Figure:
    found = sums(lens, PROMISES, LENGTH, "bucket")
    rows = [
        Row(up_to(place), [counted(number, lens, of=PROMISES, by=LENGTH, bucket=place)])
        for place, number in enumerate(on_scale(found))
    ]
    return Figure("lengths", _("Promised times"), _("The promises that ended, by how long a time had been promised."),
                  _("Promised"), [Column(gettext_lazy("promises"), MAIN)], rows, BARS)  # fmt: skip


def _used(lens: Lens) -> Figure:
    found = sums(lens, PROMISES, USED, "bucket")
    names = [_("in the first quarter"), _("in the second"), _("in the third"), _("in the last"), _("after it")]
    rows = [Row(name, [Cell(str(found.get((str(place),), 0)))]) for place, name in enumerate(names)]
    return Figure("used", _("How much of the promised time was used"),
                  _("Promises that were kept, by when in the promised time that was."),
                  _("Kept"), [Column(gettext_lazy("promises"), MAIN)], rows, BARS)  # fmt: skip
