"""A case on paper, for the customer: what is next, what was promised, and the whole record both sides read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amana.look.printing import Wanted, paper
from amana.portal.entering import Guest, by_known_device


@require_safe
@by_known_device
def printed(request: HttpRequest, guest: Guest) -> HttpResponse:
    """A page for the printer; `?before=` prints what came before."""
    found = paper(guest.case, Wanted("customer", before=request.GET.get("before", "")), at=guest.at)
    more = {"back_url": guest.url(), "earlier_url": f"{guest.url('printed')}?before={found['before']}", "now": guest.at}
    return render(request, "look/paper.html", guest.frame | found | more)
