"""Leaks: where good will is lost, summed by kind, week, team, rung, channel, product and cause; never by person."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amana.desk.entering import Seat, seated
from amana.desk.insight.figures import BARS, COLUMNS, DARK, MAIN, PALE, Cell, Column, Figure, Row, counted, week_row
from amana.desk.insight.viewing import figures_page
from amana.desk.insight.words import KINDS, STRENGTHS, channel_said, rung_said
from amana.insight.measures.parts.dividing import CAUSE, CHANNEL, LEAKS, PRODUCT, RUNG, STRENGTH, WHOLE
from amana.insight.models import Cause
from amana.insight.summing import Lens, Sums, by_team, sums
from amana.kit.codes import key_in

# How many of a side are listed: the ones with most.
MOST_LISTED = 12


@seated
@require_safe
def leaks(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What goes wrong between people, as a signal about the place."""
    return figures_page(request, seat, "insight_leaks", draw)


def draw(lens: Lens) -> list[Figure]:
    """Return every figure of this page."""
    return [
        _by_kind(lens), _by_week(lens), _by_team(lens),
        _by_side(lens, RUNG, _("By rung"), _("Where on the ladder it happened.")),
        _by_side(lens, CHANNEL, _("By channel"), _("By which way it was said.")),
        _by_side(lens, PRODUCT, _("By product"),
                 _("By what the cases’ own field “Product” says; a brand sets it up under Settings.")),
        _by_side(lens, CAUSE, _("By cause"), _("By the cause the case was brought to.")),
    ]  # fmt: skip


def _by_kind(lens: Lens) -> Figure:
    found = sums(lens, LEAKS, STRENGTH, "kind", "value")
    whole = {kind: sum(found.get((kind, key), 0) for key in STRENGTHS) for kind in KINDS}
    rows = [
        Row(str(KINDS[kind]), [
            *(counted(found.get((kind, key), 0), lens, of=LEAKS, by=STRENGTH, kind=kind, value=key) for key in STRENGTHS),
            counted(whole[kind], lens, of=LEAKS, kind=kind),
        ])
        for kind in sorted(KINDS, key=lambda kind: (-whole[kind], list(KINDS).index(kind)))
    ]  # fmt: skip
    tones = (PALE, MAIN, DARK)
    columns = [Column(words, tone) for words, tone in zip(STRENGTHS.values(), tones, strict=True)]
    return Figure(
        "kinds",
        _("Where good will leaks"),
        _("Leaks found in the records of cases, by the week in which they began. Each is a judgement of a machine with the "
          "entries that show it; those of which somebody said “not so” are left out. They measure a place, never a person."),
        _("Leak"),
        [*columns, Column(gettext_lazy("together"))],
        rows if any(whole.values()) else [],
        BARS,
    )  # fmt: skip


def _by_week(lens: Lens) -> Figure:
    found = sums(lens, LEAKS, WHOLE, "week_on", "kind")
    rows = []
    for day in lens.weeks:
        of_week = Counter({kind: found.get((str(day), kind), 0) for kind in KINDS})
        rows.append(week_row(day, [Cell(str(of_week.total())), _most_often(of_week, lens, week=day)], lens))
    columns = [Column(gettext_lazy("leaks"), MAIN), Column(gettext_lazy("most often"), is_words=True)]
    rows = rows if found else []
    return Figure("weeks", _("By week"), _("All kinds together."), _("Week from"), columns, rows, COLUMNS)


def _most_often(found: Counter[str], lens: Lens, **asked: object) -> Cell:
    kind, number = max(found.items(), key=lambda item: item[1], default=("", 0))
    cell = counted(number, lens, of=LEAKS, kind=kind, **asked)
    return Cell(f"{KINDS[kind]} ({number})", cell.url) if number else Cell("–")


def _by_team(lens: Lens) -> Figure:
    rows = []
    if not lens.chosen and len(lens.groups) > 1:
        found = by_team(lens, LEAKS, WHOLE, "kind")
        rows = [_line(group.name, found[group.key], lens, team=group.key) for group in lens.groups]
    return Figure(
        "teams", _("By team"), _("The team the case was with when it happened."), _("Team"), _side_columns(), rows
    )


def _by_side(lens: Lens, by: str, heading: str, definition: str) -> Figure:
    found = sums(lens, LEAKS, by, "value", "kind")
    values = Counter[str]()
    for (value, _kind), number in found.items():
        values[value] += number
    names = _named(by, [value for value, _number in values.most_common(MOST_LISTED)])
    rows = [
        _line(name, {(kind,): number for (of, kind), number in found.items() if of == value}, lens, by=by, value=value)
        for value, name in names.items()
    ]
    return Figure(by, heading, definition, _("Where"), _side_columns(), rows)


def _line(name: str, found: Sums, lens: Lens, **asked: object) -> Row:
    of_kinds = Counter({kind: found.get((kind,), 0) for kind in KINDS})
    return Row(name, [counted(of_kinds.total(), lens, of=LEAKS, **asked), _most_often(of_kinds, lens, **asked)])


def _side_columns() -> list[Column]:
    return [Column(gettext_lazy("leaks"), MAIN), Column(gettext_lazy("most often"), is_words=True)]


def _named(by: str, values: list[str]) -> dict[str, str]:
    """Return what each value is called, in the order given; a cause that is gone is left out."""
    if by == CAUSE:
        found = Cause.objects.filter(pk__in=[key for value in values if (key := key_in(value))])
        names = {str(key): what for key, what in found.values_list("pk", "what")}
        return {value: names[value] for value in values if value in names}
    say = {RUNG: rung_said, CHANNEL: channel_said}.get(by, str)
    return {value: say(value) for value in (sorted(values) if by == RUNG else values)}
