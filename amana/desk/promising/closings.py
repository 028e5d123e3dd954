"""Ending a case and opening it again, on the customer's terms."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.models import Case, Closing
from amana.cases.quoting import is_unproved
from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.ending import ProposalForm
from amana.desk.forms.saying import AgreementForm, ReasonForm
from amana.handling.ending import closing
from amana.handling.facts.stipulating import said_of
from amana.record.reading import read


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def closings(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Propose that a case is over."""
    case = case_of(seat, number)
    sentence = _("The customer agrees, says what is missing, or is asked twice again. Silence is not an agreement.")
    back = reverse("desk:case", args=[case.number])
    what = Act(_("Propose closing"), _("Propose it"), back, sentence, about=case.subject)
    form = ProposalForm(posted(request), points=said_of(case))
    return act(
        request,
        seat,
        form,
        lambda said: closing.propose(
            case, terms=said["terms"].splitlines(), done=form.done, text=said["text"], by=seat.viewer, at=seat.at
        ),
        what,
    )


@seated
@require_POST
def closing_withdrawal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Take a proposal back."""
    row = _found(seat, key)
    closing.withdraw_proposal(row, why=request.POST.get("why", ""), by=seat.viewer, at=seat.at)
    return redirect("desk:case", number=row.case.number)


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def closing_agreement(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Write down that the customer agreed, in the message that shows it."""
    row = _found(seat, key)
    said_since = [
        (str(entry.id), Truncator(entry["text"] or "").chars(200))
        for entry in read(row.case.key, side="company", audiences=["shared"])
        if entry.kind == "message.received" and entry.at >= row.proposed_at and not is_unproved(entry)
    ]
    sentence = "" if said_since else _("The customer has written nothing since closing was proposed.")
    back = reverse("desk:case", args=[row.case.number])
    what = Act(
        _("The customer agreed"), _("Close the case") if said_since else "", back, sentence, about=row.case.subject
    )
    return act(
        request,
        seat,
        AgreementForm(posted(request), messages=said_since),
        lambda said: closing.agree(row, by=seat.viewer, at=seat.at, shown_by=UUID(said["shown_by"])),
        what,
    )


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def reopening(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Open a closed case again, for the same holder."""
    case = case_of(seat, number)
    what = Act(_("Reopen the case"), _("Reopen it"), reverse("desk:case", args=[case.number]), about=case.subject)
    return act(
        request,
        seat,
        ReasonForm(posted(request)),
        lambda said: closing.reopen(case, why=said["why"], by=seat.viewer, at=seat.at),
        what,
    )


def _found(seat: Seat, key: UUID) -> Closing:
    rows = Closing.objects.filter(case__in=Case.objects.visible_to(seat.viewer)).select_related("case")
    return get_object_or_404(rows, pk=key)
