"""What is kept about a customer, shown to them, and the ways to ask for a copy or for erasure."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.people.models import Address
from amana.portal.entering import Guest, by_known_device
from amana.portal.understanding import typed_text
from amana.privacy.asking import ask, cases_of
from amana.privacy.models import LONGEST_WORDS, Request

MOST_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def privacy(request: HttpRequest, guest: Guest) -> HttpResponse:
    """GET shows what is kept and what was asked; POST asks for a copy, or for erasure."""
    error = ""
    if request.method == "POST":
        try:
            ask(
                guest.link.person,
                request.POST.get("kind", ""),
                words=typed_text(request, "text")[:LONGEST_WORDS],
                at=guest.at,
            )
        except Refused as refused:
            error = str(refused.sentence)
        else:
            messages.success(request, _("Asked. A person answers within a month."))
            return redirect(guest.url("privacy"))
    return render(
        request,
        "portal/privacy/asking.html",
        guest.frame | _kept(guest) | {"error": error},
        status=422 if error else 200,
    )


def _kept(guest: Guest) -> dict[str, Any]:
    person = guest.link.person
    rows = Request.objects.filter(person=person).select_related("ended_by__account").order_by("-asked_at")
    asked = list(rows[:MOST_SHOWN])
    waiting = {one.kind for one in asked if one.state == Request.OPEN}
    return {
        "name": person.name,
        "addresses": list(Address.objects.filter(person=person).order_by("added_at").values_list("value", flat=True)[:MOST_SHOWN]),
        "cases": cases_of(person).count(),
        "asked": [{"row": one, "kind": one.get_kind_display(), "state": one.get_state_display()} for one in asked],
        "may_ask": [{"value": kind, "label": label} for kind, label in Request.KINDS if kind not in waiting],
        "typed": "",
        "send_url": guest.url("privacy"),
    }  # fmt: skip
