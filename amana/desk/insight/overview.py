"""The start page of insight: every page with its one sentence, the few figures that say how it goes, and the weekly letter."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from amana.desk.entering import Seat, leads_only, seated
from amana.desk.framing import counted, page
from amana.desk.insight import ladder, leaks, promises, waiting
from amana.desk.insight.figures import Figure
from amana.desk.insight.viewing import as_lines, lens_of, or_404, others
from amana.desk.insight.words import Text
from amana.desk.promising.promises import of_our_brands
from amana.insight.exporting import written
from amana.insight.lettering import letter_of, set_letter
from amana.insight.looking import note_export
from amana.insight.models import Strained
from amana.insight.summing import Lens, are_few, lens_on
from amana.insight.telling import Week, week_told

DRAWN: dict[str, Callable[[Lens], list[Figure]]] = {
    "promises": promises.draw,
    "leaks": leaks.draw,
    "ladder": ladder.draw,
    "waiting": waiting.draw,
}
WEEKS = 4
# What is learned beyond figures: pages of their own.
FURTHER: list[tuple[str, Text, Text]] = [
    (
        "groups",
        gettext_lazy("Questions that come again"),
        gettext_lazy("What is asked again and again, in any language, in the words of those who ask."),
    ),
    (
        "causes",
        gettext_lazy("Causes"),
        gettext_lazy("Why people have to ask, who sees to it that it ends, and whether that worked."),
    ),
    ("costs", gettext_lazy("What it costs"), gettext_lazy("What causes and leaks cost, and what kept promises earn.")),
    ("articles", gettext_lazy("Answers"), gettext_lazy("What is asked again and again, answered once and well.")),
    (
        "samples",
        gettext_lazy("Case review"),
        gettext_lazy("A few cases read as a whole: what the machine misses, and what was done well."),
    ),
]


@seated
@require_safe
def insight(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Everything there is to see, in one look."""
    may_all = seat.agent.is_lead or seat.agent.only_reads
    lens = lens_on(seat.brands, weeks=WEEKS) if may_all else None
    told = week_told(lens) if lens else None
    says = _says(seat, told)
    context = {
        "entries": [one | {"says": says.get(str(one["key"]), "")} for one in others(seat)],
        "further": [{"url": reverse(f"desk:{key}"), "label": label, "tells": tells} for key, label, tells in FURTHER]
        if may_all
        else [],
        "may_all": may_all,
        "lens": lens,
        "letter": letter_of(seat.agent) if seat.agent.is_lead else None,
    }
    return page(request, seat, "desk/insight/overview.html", context, name="insight")


def _says(seat: Seat, told: Week | None) -> dict[str, str]:
    """Return a sentence of figures for each page, by the name of its address."""
    late = counted(of_our_brands(seat).outstanding().filter(due_at__lt=seat.at))
    strained = counted(Strained.objects.filter(brand__in=seat.brands))
    says = {"insight_today": _plural_late(late), "insight_patience": _plural_strained(strained)}
    return says | (told.sentences() if told else {})


def _plural_late(number: str) -> str:
    said = ngettext("%(number)s promise is late.", "%(number)s promises are late.", int(number.rstrip("+") or 0))
    return said % {"number": number} if number else _("Nothing is late.")


def _plural_strained(number: str) -> str:
    said = ngettext("%(number)s open case", "%(number)s open cases", int(number.rstrip("+") or 0))
    return said % {"number": number} if number else ""


@seated
@require_POST
def insight_file(request: HttpRequest, seat: Seat, name: str) -> HttpResponse:
    """Take the figures of a page away as a file; that they were taken is written down, as of a report."""
    leads_only(seat)
    if name not in DRAWN:
        raise Http404
    request.GET = request.POST
    lens = or_404(lens_of(request, seat))
    if are_few(seat.brands):
        messages.error(
            request, _("Fewer than five people serve here: figures stay on the screen, or they would be somebody’s.")
        )
        return redirect(f"desk:insight_{name}")
    note_export(seat.brands, lens.period, by=seat.agent, at=seat.at)
    text = written([_("What"), _("Of"), _("Figure"), _("Value")], as_lines(DRAWN[name](lens)))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    file_name = f"amana-{name}-{lens.period.since}-{lens.period.last_day}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


@seated
@require_POST
def insight_letter(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Choose whether the weekly letter comes; one's own choice alone."""
    leads_only(seat)
    is_wanted = request.POST.get("wanted") == "yes"
    set_letter(seat.agent, is_wanted=is_wanted, at=seat.at)
    messages.success(request, _("The letter comes each week.") if is_wanted else _("The letter comes no more."))
    return redirect("desk:insight")
