"""Writing a call down, on the page of an own case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.advocacy.calling import LONGEST_TEXT, Call, log_call, suggestion
from amana.cases.errors import Refused
from amana.portal.mine.cases import page_of
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.understanding import typed_moment, typed_number, typed_text


@require_POST
@by_owner
def calls(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST writes the call down; when its words hold a promise nobody entered, it is asked about first, once."""
    try:
        call = _typed(request, kept)
        found = suggestion(kept.case, call) if not call.promised and "asked" not in request.POST else None
        if found is not None:
            hint = _("It sounds as if they promised something. Is this right? Change it, or empty both fields.")
            filled = {"promised": found.action or found.quote, "due_at": found.due.at, "hint": hint, "asked": True}
            return _again(request, kept, filled)
        noted = log_call(kept.case, call, by=kept.viewer, at=kept.at)
    except Refused as refused:
        return _again(request, kept, {"error": refused.sentence}, status=422)
    if request.POST.get("act") == "confirm":
        return redirect(kept.url("own_letter", noted.id))
    messages.success(request, _("The call is in the record."))
    return redirect(kept.url())


def _typed(request: HttpRequest, kept: Kept) -> Call:
    return Call(
        who=typed_text(request, "spoke_with", most=200),
        said=typed_text(request, "said", most=LONGEST_TEXT),
        spoke_at=typed_moment(request.POST.get("spoke_at", "")) or kept.at,
        waited=typed_number(request, "waited_minutes"),
        minutes=typed_number(request, "minutes"),
        promised=typed_text(request, "promised", most=500),
        due_at=typed_moment(request.POST.get("due_at", "")),
        was_read_back="read_back" in request.POST,
    )


def _again(request: HttpRequest, kept: Kept, more: dict[str, Any], status: int = 200) -> HttpResponse:
    """Show the page again with what was typed."""
    names = ("spoke_with", "waited_minutes", "minutes", "said", "promised", "due_at", "spoke_at")
    typed: dict[str, Any] = {name: request.POST.get(name, "")[:LONGEST_TEXT] for name in names}
    typed |= {"was_read_back": "read_back" in request.POST, "asked": "asked" in request.POST}
    for name in ("due_at", "spoke_at"):
        try:
            typed[name] = typed_moment(typed[name])
        except Refused:
            typed[name] = None
    return render(request, "mine/case.html", page_of(kept, call=typed | more), status=status)
