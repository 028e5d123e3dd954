"""Reports: figures of closed weeks by team, for those who lead and those who read; never of a person."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from amana.desk.entering import Seat, leads_only, seated
from amana.desk.forms.notices import ReportForm
from amana.desk.framing import page
from amana.insight.exporting import as_csv
from amana.insight.joining import FEWEST
from amana.insight.looking import note_export
from amana.insight.reporting import Group, by_team, by_week, groups_of, latest_period

USUAL = 4


@seated
@require_safe
def reports(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The figures of the last weeks that were counted, of all teams or of one week by week."""
    leads_only(seat)
    period = latest_period(seat.brands, weeks=_weeks(request.GET.get("weeks", "")))
    groups = _groups(seat)
    chosen = _chosen(groups, request.GET.get("team", ""))
    tables = []
    if period is not None:
        tables = by_week(chosen, period) if chosen else by_team(groups, period)
    form = ReportForm(
        groups=[(group.key, group.name) for group in groups],
        initial={"weeks": _weeks(request.GET.get("weeks", "")), "team": chosen.key if chosen else ""},
    )
    context = {"tables": tables, "form": form, "period": period, "chosen": chosen, "fewest": FEWEST,
               "are_joined": any(len(group.units) > 1 for group in groups)}  # fmt: skip
    return page(request, seat, "desk/administering/reports.html", context, name="settings")


@seated
@require_POST
def report_export(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take the report away as a file; that it was taken is written down, and read by those who serve these brands."""
    leads_only(seat)
    period = latest_period(seat.brands, weeks=_weeks(request.POST.get("weeks", "")))
    if period is None:
        raise Http404
    note_export(seat.brands, period, by=seat.agent, at=seat.at)
    text = as_csv(_groups(seat), period)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="amana-{period.since}-{period.last_day}.csv"'
    return answer


def _groups(seat: Seat) -> list[Group]:
    """Return the groups that are shown however far somebody looks back: two ways to join teams would show what each hides."""
    longest = latest_period(seat.brands, weeks=max(number for number, _name in ReportForm.WEEKS))
    return groups_of(seat.brands, longest) if longest else []


def _weeks(asked: str) -> int:
    """Return for how many weeks was asked; what is none of the choices is the usual."""
    return int(asked) if asked in {str(number) for number, _name in ReportForm.WEEKS} else USUAL


def _chosen(groups: list[Group], key: str) -> Group | None:
    return next((group for group in groups if group.key == key), None) if key else None
