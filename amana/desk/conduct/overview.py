"""The page of conduct: what is no incident, what was noted, what was said, what the customer answered, and what could follow."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.models import Case
from amana.desk.entering import Seat, case_of, seated
from amana.desk.framing import page
from amana.handling.mails.correspondence import address_of
from amana.review.conduct.hindering import is_taken_on, owed_to
from amana.review.conduct.models import ConductIncident, ConductStep
from amana.review.conduct.parting import may_confirm
from amana.review.conduct.policies import is_obliged
from amana.review.conduct.relieving import relieve
from amana.review.conduct.stepping import incidents_of, steps_of
from amana.wording.isolating import isolated


@seated
@require_safe
def conduct(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """What there is of conduct on this customer's cases of this brand; an auditor may read it too."""
    case = case_of(seat, number)
    incidents, steps = incidents_of(case, at=seat.at), steps_of(case)
    context = {
        "case": case,
        "incidents": [_incident(one) for one in incidents],
        "steps": [_step(one, seat) for one in steps],
        "has_no_mail": address_of(case.customer) is None,
        "obliged": is_obliged(case),
        "owed": owed_to(case, at=seat.at),
        "next": [] if seat.agent.only_reads else _next(case, incidents, steps),
        "note_url": "" if seat.agent.only_reads else reverse("desk:conduct_incident", args=[case.number]),
    }
    return page(request, seat, "desk/conduct/conduct.html", context, name="queue")


def _incident(one: ConductIncident) -> dict[str, Any]:
    return {
        "kind": one.get_kind_display(),
        "quote": one.quote,
        "at": one.said_at,
        "by_name": one.noted_by.name,
        "is_toward_others": one.is_toward_others,
        "number": one.number,
        "case": one.case.number,
        "url": f"{reverse('desk:case', args=[one.case.number])}#entry-{one.number}",
    }


def _step(one: ConductStep, seat: Seat) -> dict[str, Any]:
    waits = one.state == ConductStep.PROPOSED and not seat.agent.only_reads
    may_take_back = one.state == ConductStep.TOLD and not seat.agent.only_reads
    may_take_back = may_take_back and (seat.agent.is_lead or seat.agent.pk in {one.by_id, one.confirmed_by_id})
    return {
        "name": one.get_kind_display(),
        "is_waiting": one.state == ConductStep.PROPOSED,
        "at": one.told_at or one.made_at,
        "by_name": one.by.name,
        "confirmed_by_name": one.confirmed_by.name if one.confirmed_by else "",
        "text": one.text,
        "ends_on": one.ends_on,
        "answered_at": one.answered_at,
        "url": reverse("desk:case", args=[one.case.number]),
        "confirm_url": reverse("desk:conduct_confirmation", args=[one.pk])
        if waits and may_confirm(seat.agent, one)
        else "",
        "drop_url": reverse("desk:conduct_refusal", args=[one.pk])
        if waits and (may_confirm(seat.agent, one) or one.by_id == seat.agent.pk)
        else "",
        "take_back_url": reverse("desk:conduct_taking_back", args=[one.pk]) if may_take_back else "",
    }


def _next(case: Case, incidents: list[ConductIncident], steps: list[ConductStep]) -> list[dict[str, str]]:
    """Return the steps that could come now; the verb says what stands in their way."""
    if not incidents or any(one.state == ConductStep.PROPOSED for one in steps):
        return []
    held = {one.kind for one in steps}
    names = [
        (ConductStep.WARNING, _("Warn")),
        (ConductStep.CONDITIONS, _("Set conditions")),
        (ConductStep.PARTING, _("Propose parting")),
    ]
    following = next(((kind, label) for kind, label in names if kind not in held), None)
    found = [following] if following is not None and ConductStep.DECLINING not in held else []
    if not held & {ConductStep.WARNING, ConductStep.DECLINING} and not is_taken_on(case):
        found.append((ConductStep.DECLINING, _("Propose to decline")))
    return [{"label": label, "url": reverse("desk:conduct_step", args=[case.number, kind])} for kind, label in found]


@seated
@require_POST
def relief(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Relieve whoever holds this customer's cases, at once."""
    case = case_of(seat, number)
    lead = relieve(case, why=request.POST.get("why", ""), by=seat.viewer, at=seat.at)
    messages.success(
        request,
        _("%(name)s has it from now on. Nothing more of this customer comes back.") % {"name": isolated(lead.name)},
    )
    return redirect("desk:queue")
