"""What each page of insight has around its figures: how far back, whose, as a file, and the way to the other pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from amana.desk.entering import Seat, leads_only
from amana.desk.framing import page
from amana.desk.insight.figures import Figure
from amana.desk.insight.words import Text
from amana.insight.joining import FEWEST
from amana.insight.summing import SPANS, USUAL, Lens, are_few, lens_on
from amana.insight.telling import week_told
from amana.kit.codes import key_in
from amana.team.models import Brand

# The pages in the order of the start page: the name of the address, what it is called, and what it tells.
PAGES: list[tuple[str, Text, Text]] = [
    ("insight_today", gettext_lazy("Today"), gettext_lazy("What is about to break, while there is time.")),
    ("insight_patience", gettext_lazy("At the end of their patience"),
     gettext_lazy("Customers who have borne too much, and why.")),
    ("insight_promises", gettext_lazy("Promises"),
     gettext_lazy("Kept on time, late, broken, moved; and how long the promised times were.")),
    ("insight_leaks", gettext_lazy("Leaks"), gettext_lazy("Where good will is lost, by team, rung, channel and cause.")),
    ("insight_ladder", gettext_lazy("Ladder"), gettext_lazy("Who has to climb, from where, and why.")),
    ("insight_waiting", gettext_lazy("Waiting"), gettext_lazy("How long customers wait for an answer, all of them.")),
]  # fmt: skip
FOR_ALL = {"insight_today", "insight_patience"}


class LensForm(forms.Form):
    """How far back is looked, and at whom."""

    # All teams are a choice as well, though it is sent as nothing.
    use_required_attribute = False
    weeks = forms.ChoiceField(label=gettext_lazy("The last"))
    team = forms.ChoiceField(label=gettext_lazy("Teams"))

    def __init__(self, *args: Any, lens: Lens, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weeks, team = self.fields["weeks"], self.fields["team"]
        assert isinstance(weeks, forms.ChoiceField) and isinstance(team, forms.ChoiceField)
        weeks.choices = [(str(number), _weeks_said(number)) for number in SPANS]
        team.choices = [("", gettext_lazy("all teams")), *((group.key, group.name) for group in lens.groups)]


def _weeks_said(number: int) -> Text:
    said = {4: gettext_lazy("4 weeks"), 13: gettext_lazy("13 weeks"), 26: gettext_lazy("26 weeks")}
    return said.get(number, gettext_lazy("52 weeks"))


def lens_of(request: HttpRequest, seat: Seat) -> Lens | None:
    """Return what the page looks at, as it is asked for in its address; what is none of the choices is as usual."""
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked in {str(number) for number in SPANS} else USUAL
    return lens_on(seat.brands, weeks=weeks, chosen=request.GET.get("team", ""))


def figures_page(
    request: HttpRequest, seat: Seat, name: str, draw: Callable[[Lens], list[Figure]], **more: Any
) -> HttpResponse:
    """Show the figures of one page, or give them as a file where `?as=csv` asks for it; for those who lead, and who read."""
    leads_only(seat)
    lens = lens_of(request, seat)
    figures = with_rows(draw(lens)) if lens else []
    title = next(label for key, label, _tells in PAGES if key == name)
    context: dict[str, Any] = {
        "title": title,
        "heading": week_told(lens).sentences().get(name, title) if lens else title,
        "name": name,
        "others": others(seat, name),
        "figures": figures,
        "is_empty": all(figure.is_empty for figure in figures),
        "lens": lens,
        "fewest": FEWEST,
        "are_joined": bool(lens) and any(len(group.units) > 1 for group in lens.groups) if lens else False,
        "form": LensForm(lens=lens, initial={"weeks": str(len(lens.weeks)), "team": lens.chosen.key if lens.chosen else ""})
        if lens
        else None,
        "file_url": reverse("desk:insight_file", args=[slugify(name.removeprefix("insight_"))]),
        "may_take": lens is not None and not are_few(seat.brands),
    }  # fmt: skip
    return page(request, seat, "desk/insight/figures.html", context | more, name="insight")


def with_rows(figures: list[Figure]) -> list[Figure]:
    """Return the figures that have anything to say."""
    return [one for one in figures if one.rows]


def others(seat: Seat, name: str = "") -> list[dict[str, Any]]:
    """Return the pages this person may open, with the one they are on."""
    may_all = seat.agent.is_lead or seat.agent.only_reads
    return [
        {"key": key, "label": label, "tells": tells, "url": reverse(f"desk:{key}"), "is_current": key == name}
        for key, label, tells in PAGES
        if may_all or key in FOR_ALL
    ]


def as_lines(figures: list[Figure]) -> list[list[str]]:
    """Return the figures of a page as the lines of a file: what, of what, figure, value."""
    lines = []
    for figure in figures:
        for row in figure.rows:
            if row.why_not:
                continue
            of = row.week_on.isoformat() if row.week_on else row.name
            for column, cell in zip(figure.columns, row.cells, strict=True):
                lines.append([str(figure.heading), of, str(column.name), cell.text])
    return lines


def or_404(lens: Lens | None) -> Lens:
    """Return a lens. Raises Http404 where nothing has been counted yet."""
    if lens is None:
        raise Http404
    return lens


def brand_asked(request: HttpRequest, seat: Seat) -> Brand | None:
    """Return the only brand somebody serves, or the one that `?brand=` names; None where they are still to choose."""
    if len(seat.brands) == 1:
        return Brand.objects.get(pk=next(iter(seat.brands)))
    key = key_in(request.GET.get("brand", ""))
    return Brand.objects.filter(pk=key).first() if key in seat.brands else None
