"""Files of who stayed, left or bought more: looked at, taken in, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from amana.desk.acting import accepted, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.framing import page
from amana.desk.insight.costs.forms import OutcomeForm
from amana.insight.costs.importing import kinds_in, look_at_file, take_back, take_in
from amana.insight.costs.reading import WHYS
from amana.insight.models import Outcome, OutcomeImport

MOST_FILES = 20


@seated
@FORM
def outcomes(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The files that were brought in, and bringing in another."""
    leads_only(seat)
    form = OutcomeForm(posted(request), request.FILES or None, brands=seat.brands)
    made: list[OutcomeImport] = []

    def look(said: dict[str, Any]) -> None:
        made.append(look_at_file(said["brand"], form.content, name=said["file"].name, by=seat.viewer, at=seat.at,
                                 by_field=said["field"]))  # fmt: skip

    if request.method == "POST" and accepted(form, look):
        return redirect("desk:outcome_file", key=made[0].pk)
    rows = OutcomeImport.objects.filter(brand__in=seat.brands, taken_at__isnull=False).select_related(
        "brand", "by__account"
    )
    context = {"form": form, "rows": rows.order_by("-read_at")[:MOST_FILES], "may_bring": seat.agent.is_lead}
    status = 422 if form.is_bound else 200
    return page(request, seat, "desk/insight/costs/outcomes.html", context, name="insight", status=status)


@seated
@FORM
def outcome_file(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """One file: what it says, before it counts; then it is taken in, or back."""
    leads_only(seat)
    row = get_object_or_404(OutcomeImport.objects.select_related("brand", "by__account", "undone_by__account"), pk=key,
                            brand__in=seat.brands)  # fmt: skip
    if request.method == "POST":
        if request.POST.get("act") == "back":
            take_back(row, by=seat.viewer, at=seat.at)
            messages.success(request, _("It is taken back. What it said of people is deleted."))
            return redirect("desk:outcomes")
        take_in(row, by=seat.viewer, at=seat.at)
        messages.success(request, _("It counts now. The comparison is made anew within some minutes."))
        return redirect("desk:costs")
    names = dict(Outcome.KINDS)
    context = {
        "file": row,
        "kinds": [(names[kind], number) for kind, number in kinds_in(row).items()],
        "rubbish": [(number, WHYS.get(why, why)) for number, why in row.rubbish],
        "may_take": row.taken_at is None and row.undone_at is None and seat.agent.is_lead,
        "may_take_back": row.undone_at is None and seat.agent.is_lead,
    }
    return page(request, seat, "desk/insight/costs/outcome_file.html", context, name="insight")
