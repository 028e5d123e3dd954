"""Logging a call while it happens: what was said, what was promised in it, and the written summary that follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.desk.composing.drafting import CALL, as_posted, drop_draft, keep_draft, kept_draft
from amana.desk.composing.undertaking import Undertaking, as_drafts, undertakings
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.saying import CallForm
from amana.desk.framing import page
from amana.desk.promising.opposing import add_to_draft
from amana.handling.facts.noting import note_call, noted_call
from amana.handling.mails.summing_up import promised_in, summary_words
from amana.handling.talking.calling_back import call_owed, number_of
from amana.kit.codes import new_id


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """A call, as this agent notes it while it happens, with the promises made in it."""
    case = case_of(seat, number)
    if request.method != "POST":
        return _form(request, seat, case)
    if request.POST.get("act") == "check":
        keep_draft(request.POST, case, seat, part=CALL)
        return _form(request, seat, case, posted=request.POST)
    form, lines = CallForm(request.POST), _lines(request.POST, case, seat)
    if form.is_valid():
        try:
            _write(form, lines, case, seat, keeps=request.POST.getlist("keeps"))
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            drop_draft(case, seat, part=CALL)
            return redirect("desk:case", number=case.number)
    return _form(request, seat, case, posted=request.POST, form=form, status=422)


@seated
@require_POST
def call_check(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """What the words about a call would enter into the ledger; they are kept as a draft."""
    case = case_of(seat, number)
    kept_at = keep_draft(request.POST, case, seat, part=CALL)
    ledger = {"promises": _lines(request.POST, case, seat), "is_call": True, "kept_at": kept_at}
    return render(request, "desk/composing/_composer_ledger.html", {"composer": ledger, "now": seat.at})


@seated
@require_POST
def call_draft_removal(_request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Throw away what was kept of a call that was not logged."""
    case = case_of(seat, number)
    drop_draft(case, seat, part=CALL)
    return redirect("desk:case", number=case.number)


@seated
@require_POST
def call_summary(_request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Write what was promised in a call into this agent's reply, in the customer's language."""
    case = case_of(seat, number)
    call = noted_call(case, key)
    if call is None:
        raise Http404
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    add_to_draft(summary_words(case, call, promised_in(case, key), at=seat.at), case, seat, stands_already=True)
    return redirect(f"{reverse('desk:case', args=[case.number])}#reply")


def _write(form: CallForm, lines: list[Undertaking], case: Case, seat: Seat, *, keeps: list[str]) -> None:
    said = form.cleaned_data
    note_call(
        case,
        said["text"],
        who=said["who"],
        by=seat.viewer,
        at=seat.at,
        minutes=said["minutes"] or 0,
        waited=said["waited"] or 0,
        promises=[*form.drafts(case, seat.agent), *as_drafts(lines, case, seat.agent, said_in=new_id())],
        called_at=said["called_at"],
        direction=said["direction"],
        number=said["number"],
        keeps=[row for row in calls_owed(case) if str(row.pk) in keeps],
    )


def calls_owed(case: Case) -> list[Commitment]:
    """Return the call we promised on a case and have not made, if there is one."""
    owed = call_owed(case)
    return [owed] if owed is not None else []


def _lines(posted: Mapping[str, str], case: Case, seat: Seat) -> list[Undertaking]:
    given = {name: posted.get(name, "") for name in posted}
    return undertakings(posted.get("text", ""), case, seat.agent, given, at=seat.at)


def _form(
    request: HttpRequest,
    seat: Seat,
    case: Case,
    *,
    posted: Any = None,  # what the form was sent with, if it was
    form: CallForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer the page for a call: as it was sent, as it was kept, or empty."""
    kept = kept_draft(case, seat, part=CALL) if posted is None else None
    given = posted if posted is not None else kept.posted if kept is not None else as_posted(None)
    owed = calls_owed(case)
    if form is None:
        known = {name: given.get(name, "") for name in given}
        form = CallForm(initial=_at_first(case, is_ours=bool(owed)) | known)
    back = reverse("desk:case", args=[case.number])
    context = {
        "form": form,
        "about": case.subject,
        "back_url": back,
        "check_url": reverse("desk:call_check", args=[case.number]),
        "drop_url": reverse("desk:call_draft_removal", args=[case.number]) if kept else "",
        "composer": {
            "promises": _lines(given, case, seat),
            "is_call": True,
            "kept_at": kept.saved_at if kept else None,
        },
        "owed": [{"key": row.pk, "what": row.begun} for row in owed],
    }
    return page(request, seat, "desk/promising/call.html", context, name="queue", status=status)


def _at_first(case: Case, *, is_ours: bool) -> dict[str, str]:
    return {"who": case.customer.name, "number": number_of(case), "direction": "out" if is_ours else "in"}
