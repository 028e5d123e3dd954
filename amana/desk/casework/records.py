"""The record of a case as a whole: is it sealed, hand it out, give the customer another way to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.links import link_for, renew, url_of
from amana.cases.models import CaseLink
from amana.desk.casework.entries import download
from amana.desk.entering import Seat, case_of, seated
from amana.desk.framing import page
from amana.handling.handing_out.exporting import export
from amana.record.reading import head
from amana.record.verifying import verify


@seated
@require_safe
def record(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Verify the record from its first entry to its last, and say what that proves."""
    case = case_of(seat, number)
    length, sealed = head(case.key)
    faults = list(verify([case.key]))
    context = {
        "case": case,
        "length": length,
        "head": " ".join(sealed[start : start + 8] for start in range(0, len(sealed), 8)),
        "faults": [{"number": fault.number, "why": fault.why} for fault in faults],
    }
    return page(request, seat, "desk/casework/record.html", context, name="queue")


@seated
@require_POST
def record_export(_request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """The shared record as a file; that it was handed out is written into our own chain."""
    case = case_of(seat, number)
    content = export(case.key, side="company", at=seat.at, purpose="desk", by=seat.viewer)
    return download(content, name=f"{case.number}.zip")


@seated
@require_POST
def customer_link(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Revoke the customer's link, which may have reached somebody else, and make another."""
    case = case_of(seat, number)
    living = CaseLink.objects.filter(case=case, person=case.customer, revoked_at=None)
    link = living.select_related("case", "person").first()
    fresh = renew(link, at=seat.at) if link else link_for(case, case.customer, at=seat.at)
    messages.success(request, _("The old link no longer opens anything. The new one: %(url)s") % {"url": url_of(fresh)})
    return redirect("desk:record", number=case.number)
