"""Incidents: the cases of one cause gathered, told together, and followed until it is over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.cases.models import Case
from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, case_of, leads_only, seated
from amana.desk.forms.fields import line, moment, words
from amana.desk.framing import counted, page
from amana.desk.lists import MOST_COUNTED
from amana.escalation.gathering import begin, end, gather, leave_out, tell_all
from amana.escalation.models import Gathered, Incident, Round, Surge
from amana.escalation.surging import let_go, waiting_for_a_word
from amana.kit.codes import key_in

MOST_SHOWN = 50
MOST_OPEN = 30


class IncidentForm(forms.Form):
    title = line(gettext_lazy("What it is"), most=200, help_text=gettext_lazy("In a few words: no internet in Haifa"))


class TellForm(forms.Form):
    """One message for all of them, and the promise in it."""

    action = line(gettext_lazy("What is promised to all of them"), most=500)
    due_at = moment(gettext_lazy("By when"))

    def __init__(self, *args: Any, languages: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, number in languages.items():
            label = _("%(language)s, for %(number)s of them")
            named = {"language": get_language_info(code)["name_local"], "number": number}
            self.fields[f"text_{code}"] = words(label % named, rows=6)

    def texts(self) -> dict[str, str]:
        return {
            name.removeprefix("text_"): str(text)
            for name, text in self.cleaned_data.items()
            if name.startswith("text_")
        }


def open_incidents(seat: Seat) -> QuerySet[Incident]:
    """Return the incidents of the agent's brands that are not over, the latest first."""
    rows = Incident.objects.filter(brand__in=seat.brands, ended_at=None).select_related("brand", "lead__account")
    return rows.order_by("-opened_at")


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def incidents(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What many cases share at this time; and giving another cause a name."""
    form = IncidentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        brand = seat.agent.brands.order_by("created_at").first()
        assert brand is not None  # an agent serves a brand, or finds nothing here
        made = begin(brand, form.cleaned_data["title"], by=seat.viewer, at=seat.at)
        return redirect("desk:incident", key=made.pk)
    over = Incident.objects.filter(brand__in=seat.brands, ended_at__isnull=False).order_by("-opened_at")[:MOST_OPEN]
    context = {"open": open_incidents(seat)[:MOST_OPEN], "over": over, "form": form}
    return page(
        request, seat, "desk/promising/incidents.html", context, name="queue", status=422 if form.errors else 200
    )


def _found(seat: Seat, key: UUID) -> Incident:
    return get_object_or_404(Incident.objects.select_related("brand", "lead__account"), pk=key, brand__in=seat.brands)


@seated
@require_safe
def incident(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """One incident: its cases, what they were told, and what comes next."""
    row = _found(seat, key)
    gathered = Gathered.objects.filter(incident=row).select_related("case__customer").order_by("-pk")[: MOST_SHOWN + 1]
    rounds = Round.objects.filter(incident=row).select_related("by__account").order_by("-begun_at")[:10]
    context = {
        "incident": row,
        "gathered": list(gathered)[:MOST_SHOWN],
        "number": counted(Gathered.objects.filter(incident=row), most=MOST_COUNTED) or "0",
        "rounds": [_round(one) for one in rounds],
        "may_tell": seat.agent.is_lead and row.ended_at is None,
    }
    return page(request, seat, "desk/promising/incident.html", context, name="queue")


def _round(row: Round) -> dict[str, Any]:
    return {
        "row": row,
        "total": row.total,
        "text": next(iter(row.texts.values()), ""),
        "done": row.sent + len(row.left_out),
    }


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def incident_message(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Write to all of them; who gets it, in which languages, is seen before it is sent."""
    leads_only(seat)
    row = _found(seat, key)
    languages = _languages(row)
    form = TellForm(posted(request), languages=languages)
    total = sum(languages.values())
    sentence = _("%(number)s customers read this, each in their own case, and each gets the promise for themselves.")
    what = Act(_("Write to all of them"), _("Send it to all"), reverse("desk:incident", args=[row.pk]),
               sentence % {"number": total}, _("It is on its way. This page shows how far it has come."), row.title)  # fmt: skip

    def tell(said: dict[str, Any]) -> None:
        tell_all(row, form.texts(), action=said["action"], due_at=said["due_at"], by=seat.viewer, at=seat.at)

    return act(request, seat, form, tell, what)


def _languages(row: Incident) -> dict[str, int]:
    """Return how many of the cases there are in each of our languages; what is in no language of ours reads the brand's."""
    ours = [code for code, _name in settings.LANGUAGES]
    numbers: dict[str, int] = {}
    gathered = Gathered.objects.filter(incident=row).order_by().values_list("case__language")
    for language, number in gathered.annotate(number=Count("pk")):
        code = language[:2] if language[:2] in ours else row.brand.language[:2]
        numbers[code] = numbers.get(code, 0) + number
    return dict(sorted(numbers.items(), key=lambda pair: -pair[1])) or {row.brand.language[:2]: 0}


@seated
@require_POST
def incident_end(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """It is over; each case ends by its own terms."""
    end(_found(seat, key), by=seat.viewer, at=seat.at)
    messages.success(request, _("The incident is over. Each case goes on until its customer agrees."))
    return redirect("desk:incidents")


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def case_incident(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Bring a case to an incident, or take it out of one."""
    case = case_of(seat, number)
    if request.method == "POST":
        wanted = key_in(request.POST.get("incident", ""))
        if wanted is None:
            raise Http404
        row = _found(seat, wanted)
        if request.POST.get("act") == "out":
            leave_out(row, case)
            messages.success(request, _("The case belongs to it no longer."))
        else:
            gather(row, [case], by=seat.viewer, at=seat.at)
            messages.success(request, _("The case belongs to it now."))
        return redirect("desk:case", number=case.number)
    there = set(Gathered.objects.filter(case=case).values_list("incident", flat=True))
    rows = [{"row": one, "is_there": one.pk in there} for one in open_incidents(seat)[:MOST_OPEN]]
    return page(request, seat, "desk/promising/case_incident.html", {"case": case, "rows": rows}, name="queue")


def gather_ticked(case: Case, incident: Incident, seat: Seat) -> str:
    """Bring one ticked case to an incident; returns what is needed to undo it."""
    gather(incident, [case], by=seat.viewer, at=seat.at)
    return str(incident.pk)


@seated
@require_POST
def surge_release(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Let the late notices go that wait for a word."""
    row = get_object_or_404(Surge, pk=key, brand__in=seat.brands)
    number = let_go(row, by=seat.viewer, at=seat.at)
    messages.success(request, _("%(number)s notices are on their way.") % {"number": number})
    return redirect("desk:queue")


def surges_for(seat: Seat) -> list[dict[str, Any]]:
    """Return what waits for a lead's word, for the top of the queue."""
    if not seat.agent.is_lead:
        return []
    return [{"number": row.held, "until": row.until, "url": reverse("desk:surge_release", args=[row.pk])}
            for row in waiting_for_a_word(seat.brands, at=seat.at) if row.held]  # fmt: skip
