"""The ladder of a brand and of each team, set by a lead; and how a case came up to a rung."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.desk.acting import Act, act, posted
from amana.desk.carrying.noting import noted
from amana.desk.entering import Seat, brand_of, case_of, seated
from amana.desk.forms.fields import words
from amana.desk.framing import page
from amana.escalation.laddering import MOST_RUNGS, ladder_of, set_ladder
from amana.escalation.models import Rung
from amana.escalation.reporting import report, reports_owed
from amana.kit.codes import key_in
from amana.team.models import Agent, Team

# Rungs a page offers beyond those that are there.
SPARE = 2
USUAL_HOURS = 8


class ReportForm(forms.Form):
    text = words(
        gettext_lazy("How it came this far"),
        help_text=gettext_lazy("What has to change so that the next customer need not climb? Only colleagues read it."),
    )


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Who is asked next, the first one up first; `?team=` names a team with a ladder of its own."""
    brand = brand_of(seat, key)
    team = _team(request.GET.get("team", ""))
    error = ""
    if request.method == "POST":
        try:
            with noted("ladders", by=seat.agent, at=seat.at, brand=brand, team=team):
                set_ladder(brand, team, _people(request, seat), by=seat.viewer)
        except Refused as refused:
            error = str(refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:settings")
    rungs = [row for row in ladder_of(brand, team) if team is None or row.team_id == team.pk]
    context = {
        "brand": brand, "team": team, "error": error, "rows": _rows(request, rungs),
        "people": Agent.objects.serving().filter(brands=brand).select_related("account").order_by("account__name"),
        "teams": Team.objects.order_by("name")[:50],
    }  # fmt: skip
    return page(request, seat, "desk/promising/ladder.html", context, name="settings", status=422 if error else 200)


def _team(value: str) -> Team | None:
    key = key_in(value)
    return Team.objects.filter(pk=key).first() if key else None


def _people(request: HttpRequest, seat: Seat) -> list[tuple[Agent, int]]:
    """Read the rungs of the form; a rung without a name is none."""
    known = {
        str(one.pk): one for one in Agent.objects.filter(brands__in=seat.brands).select_related("account").distinct()
    }
    people = []
    for agent, hours in zip(request.POST.getlist("agent"), request.POST.getlist("hours"), strict=False):
        if not agent:
            continue
        if agent not in known:
            raise Refused(_("There is no such colleague."))
        people.append((known[agent], int(hours) if hours.isascii() and hours.isdigit() and len(hours) < 4 else 0))
    return people


def _rows(request: HttpRequest, rungs: list[Rung]) -> list[dict[str, Any]]:
    if request.method == "POST":
        typed = zip(request.POST.getlist("agent"), request.POST.getlist("hours"), strict=False)
        given = [{"agent": agent, "hours": hours} for agent, hours in typed]
    else:
        given = [{"agent": str(row.agent_id), "hours": str(row.hours)} for row in rungs]
        given += [{"agent": "", "hours": str(USUAL_HOURS)}] * SPARE
    return [row | {"number": number} for number, row in enumerate(given[:MOST_RUNGS], 1)]


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def rung_report(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Write how a case came up to one's rung."""
    case = case_of(seat, number)
    what = Act(_("How it came this far"), _("Keep it"), reverse("desk:case", args=[case.number]), about=case.subject,
               done=_("It is kept with the case, for those who can end the cause."))  # fmt: skip
    form = ReportForm(posted(request))
    return act(request, seat, form, lambda said: report(case, said["text"], by=seat.viewer, at=seat.at), what)


def owes_a_report(seat: Seat, case_key: UUID) -> bool:
    return reports_owed(seat.agent).filter(case=case_key).exists()
