"""Which questions and cases come from a cause: brought to it, and taken out again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, case_of, leads_only, seated
from amana.desk.framing import page
from amana.desk.insight.causes.one import found
from amana.insight.causes.gathering import add_case, add_group, remove_case, remove_group
from amana.insight.models import Cause, CauseCase, Group
from amana.kit.codes import key_in

MOST_OFFERED = 30


@seated
@require_POST
def cause_groups(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Bring the questions of a group to a cause, or take them out."""
    row = found(seat, key)
    leads_only(seat)
    wanted = key_in(request.POST.get("group", ""))
    group = Group.objects.visible_to(seat.viewer).filter(pk=wanted).first() if wanted else None
    if group is None:
        raise Refused(_("Choose the questions."))
    if request.POST.get("act") == "out":
        remove_group(row, group, by=seat.viewer, at=seat.at)
        messages.success(request, _("These questions belong to it no longer."))
    else:
        add_group(row, group, by=seat.viewer, at=seat.at)
        messages.success(request, _("These questions belong to it now."))
    return redirect("desk:cause", key=row.pk)


@seated
@require_POST
def cause_cases(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Bring a case to a cause by its number, or take it out."""
    row = found(seat, key)
    number = request.POST.get("number", "").strip()
    if not number:
        raise Refused(_("Write the number of a case."))
    case = case_of(seat, number)
    _bring(request, seat, row, case)
    return redirect("desk:cause", key=row.pk)


@seated
@FORM
def case_cause(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Say of a case where it comes from."""
    case = case_of(seat, number)
    if request.method == "POST":
        wanted = key_in(request.POST.get("cause", ""))
        if wanted is None:
            raise Http404
        _bring(request, seat, found(seat, wanted), case)
        return redirect("desk:case", number=case.number)
    there = set(CauseCase.objects.filter(case=case).values_list("cause", flat=True))
    causes = (
        Cause.objects.standing().filter(brand=case.brand).select_related("owner__account").order_by("-opened_at", "-id")
    )
    rows = [{"row": one, "is_there": one.pk in there} for one in causes[:MOST_OFFERED]]
    context = {"case": case, "rows": rows, "may_keep": seat.agent.is_lead}
    return page(request, seat, "desk/insight/causes/case_cause.html", context, name="queue")


def _bring(request: HttpRequest, seat: Seat, cause: Cause, case: Case) -> None:
    if request.POST.get("act") == "out":
        remove_case(cause, case, by=seat.viewer)
        messages.success(request, _("The case belongs to it no longer."))
    else:
        add_case(cause, case, by=seat.viewer, at=seat.at)
        messages.success(request, _("The case belongs to it now."))
