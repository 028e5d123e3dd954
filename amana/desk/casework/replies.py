"""Writing to the customer: what the words promise is seen before they leave, and a sent mail can be taken back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.errors import Refused
from amana.desk.casework.case import show
from amana.desk.composing.composer import ledger_of, send, written
from amana.desk.composing.drafting import keep_draft
from amana.desk.composing.sending_later import plan, when_it_goes_out
from amana.desk.composing.suggesting import TAKE, taken
from amana.desk.entering import Seat, case_of, seated
from amana.drafting.mentioning import MentionsAnother
from amana.handling.talking.replying import take_back
from amana.post.models import Outgoing


@seated
@require_POST
def reply_check(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """What the words in the form would enter into the ledger; they are kept as a draft."""
    case = case_of(seat, number)
    draft = written(request.POST, case, when_it_goes_out(request.POST, seat))
    kept_at = keep_draft(request.POST, case, seat)
    return render(
        request,
        "desk/composing/_composer_ledger.html",
        {"composer": ledger_of(draft) | {"kept_at": kept_at}, "now": seat.at},
    )


@seated
@require_POST
def replies(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Send a reply, or show what it promises; when it cannot be sent the form is kept, with the reason."""
    case = case_of(seat, number)
    act = request.POST.get("act", "send")
    if act.startswith(TAKE):
        text = taken(request.POST.get("text", ""), act.removeprefix(TAKE), case, seat)
        return show(request, seat, case, draft=written(request.POST, case, seat, text=text))
    if act == "check":
        return show(request, seat, case, draft=written(request.POST, case, seat))
    files = request.FILES.getlist("files")
    try:
        if act == "later":
            plan(request.POST, case, seat, has_files=bool(files))
            messages.success(request, _("It is planned. Until then you can stop it here."))
            return redirect(f"{reverse('desk:case', args=[case.number])}?sent=")
        key = send(request.POST, case, seat, proposes_closing=act == "close", files=files)
    except MentionsAnother as refused:
        draft = written(request.POST, case, seat, error=str(refused.sentence))
        return show(request, seat, case, draft=replace(draft, others=refused.others), status=422)
    except Refused as refused:
        return show(
            request, seat, case, draft=written(request.POST, case, seat, error=str(refused.sentence)), status=422
        )
    return redirect(f"{reverse('desk:case', args=[case.number])}?sent={key}")


@seated
@require_POST
def reply_recall(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Take back a reply that has not left yet."""
    case = case_of(seat, number)
    outgoing = get_object_or_404(Outgoing, case=case.key, entry=key, what="reply")
    if take_back(outgoing, by=seat.viewer, at=seat.at):
        messages.success(request, _("The mail was stopped. The record keeps that it was written."))
    else:
        messages.error(request, _("It has already left."))
    return redirect("desk:case", number=case.number)
