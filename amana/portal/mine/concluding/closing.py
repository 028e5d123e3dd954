"""Closing a case on its keeper's terms, and opening it again with the last person who helped."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.advocacy.ending.checking_up import plan_check_up
from amana.advocacy.ending.concluding import conclude
from amana.advocacy.ending.remembering import allies_of, first_to_ask, keep_ally
from amana.cases.errors import Refused
from amana.handling.ending.closing import reopen
from amana.handling.facts.stipulating import terms_of
from amana.portal.acting import act
from amana.portal.mine.concluding.dating import typed_day
from amana.portal.mine.owning import Kept, by_owner
from amana.portal.understanding import typed_text

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@by_owner
def closed(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST ends the case; its keeper alone decides that. The terms ticked are met; a check-up and a helper may be named."""
    if request.method != "POST":
        return render(request, "mine/concluding/closing.html", _page(kept))
    try:
        _close(request, kept)
    except Refused as refused:
        page = _page(kept) | {"error": refused.sentence, "typed": request.POST, "ticked": request.POST.getlist("met")}
        return render(request, "mine/concluding/closing.html", page, status=422)
    messages.success(request, _("The case is closed."))
    return redirect(kept.url())


@transaction.atomic
def _close(request: HttpRequest, kept: Kept) -> None:
    ticked = set(request.POST.getlist("met"))
    met: dict[UUID, str] = {
        term.pk: typed_text(request, f"done-{term.pk}", most=500)
        for term in terms_of(kept.case)
        if str(term.pk) in ticked
    }
    if name := typed_text(request, "name", most=200):
        keep_ally(kept.case, name, reach=typed_text(request, "reach", most=200), did=typed_text(request, "did", most=300),
                  by=kept.viewer, at=kept.at)  # fmt: skip
    if words := typed_text(request, "check_up", most=300):
        due_at = typed_day(request, "check_on", kept)
        plan_check_up(kept.case, words, due_at=due_at, by=kept.viewer, at=kept.at)
    conclude(kept.case, met=met, by=kept.viewer, at=kept.at)


def _page(kept: Kept) -> dict[str, Any]:
    """Return what mine/concluding/closing.html needs."""
    return kept.frame | {"terms": terms_of(kept.case), "ticked": [], "allies": allies_of(kept.case)}


@FORM
@by_owner
def reopened(request: HttpRequest, kept: Kept) -> HttpResponse:
    """POST opens a closed own case again, and leads to a plan that begins with whoever helped last."""
    name, reach = first_to_ask(kept.case)
    page = kept.frame | {
        "title": _("Open it again"),
        "sentence": _("It begins where it ended. Ask for whoever helped last: %(name)s, %(reach)s")
        % {"name": name, "reach": reach or "–"}
        if name
        else _("It begins where it ended, with everything that was said."),
        "asks_text": True,
        "text_label": _("Why?"),
        "text_rows": 3,
        "is_optional": True,
        "send_label": _("Open the case"),
    }
    if request.method == "POST":
        page["back_url"] = kept.url("own_plan") if name else kept.url()

    def do() -> str:
        reopen(kept.case, why=typed_text(request, "text"), by=kept.viewer, at=kept.at)
        return _("The case is open again.")

    return act(request, page, do)
