"""The causes of these brands: what is new or rising and has none yet, what is being mended, what was, and whether it helped."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.desk.paging import cursor_in, page_of, pages
from amana.insight.causes.noticing import notable_in, put_away
from amana.insight.causes.saying import frequency, in_a_thousand, name_of
from amana.insight.models import Cause, Fix, Notable

MOST_NOTABLE = 20


@seated
@require_safe
def causes(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What stands out, and every cause, the latest first."""
    rows = Cause.objects.visible_to(seat.viewer).standing().select_related("owner__account", "brand", "recurrence")
    found, following = page_of(rows, by="opened_at", after=cursor_in(request), newest_first=True)
    is_first = not request.GET.get("after")
    context = {
        "rows": _shown(found, seat),
        "notable": [_notable(one) for one in notable_in(seat.brands, at=seat.at, most=MOST_NOTABLE)]
        if is_first
        else [],
        "pages": pages(request, following),
        "may_keep": seat.agent.is_lead,
        "costs_url": reverse("desk:costs") if seat.agent.is_lead or seat.agent.only_reads else "",
        "has_brands": len(seat.brands) > 1,
    }
    return page(request, seat, "desk/insight/causes/causes.html", context, name="insight")


def _shown(found: list[Cause], seat: Seat) -> list[dict[str, Any]]:
    fixes: dict[UUID, Fix] = {}
    outstanding = Fix.objects.outstanding().filter(cause__in=found).select_related("owner__account")
    for fix in outstanding.order_by("-due_at"):
        fixes[fix.cause_id] = fix  # the one due first is what stays
    return [_row(cause, fixes.get(cause.pk), seat) for cause in found]


def _row(cause: Cause, fix: Fix | None, seat: Seat) -> dict[str, Any]:
    figures = getattr(cause, "recurrence", None)
    return {
        "cause": cause,
        "fix": fix,
        "is_late": fix is not None and fix.is_late(seat.at),
        "cases": figures.cases if figures else 0,
        "rate": in_a_thousand(figures.before, figures.before_of) if figures and cause.is_open else "",
    }


def _notable(one: Notable) -> dict[str, Any]:
    return {
        "row": one,
        "name": name_of(one.group),
        "said": frequency(one),
        "new_url": f"{reverse('desk:cause_new')}?group={one.group_id}",
    }


@seated
@require_POST
def notable_away(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """What stood out was seen and needs nothing."""
    row = get_object_or_404(Notable.objects.select_related("brand"), pk=key, brand__in=seat.brands)
    put_away(row, by=seat.viewer, at=seat.at)
    messages.success(request, _("It is put away. If it stands out again after four quiet weeks, you are told again."))
    return redirect("desk:causes")
