"""Turning to somebody outside a company: what they take, what they want to see, and writing down that it was done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.deadlines.turning_outside import outside_rungs, turn_to
from amana.portal.mine.outside.showing import show_rung
from amana.portal.mine.owning import Kept, by_owner, not_yours
from amana.portal.understanding import typed_text


@require_http_methods(["GET", "HEAD", "POST"])
@by_owner
def office(request: HttpRequest, kept: Kept, key: UUID) -> HttpResponse:
    """POST writes down that the keeper turned to an office, with `text`."""
    rung = next((one for one in outside_rungs(kept.case, at=kept.at) if one.office.pk == key), None)
    if rung is None:
        return not_yours(request, kept.keeper)
    page = kept.frame | show_rung(rung, kept) | {
        "back_url": kept.url("own_clocks"), "filing_url": kept.url("own_filing"), "action": request.path,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "mine/outside/office.html", page)
    text = typed_text(request, "text")
    try:
        turn_to(kept.case, rung.office, text=text, by=kept.viewer, at=kept.at)
    except Refused as refused:
        return render(request, "mine/outside/office.html", page | {"error": refused.sentence, "text": text}, status=422)
    messages.success(request, _("Written down, with the hour."))
    return redirect(kept.url("own_clocks"))
