"""Passing a case on: offered, accepted, returned, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.models import Case, HandOver
from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.saying import HandOverForm, ReasonForm
from amana.handling.holding import handing_over


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def hand_overs(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Offer a case to a colleague."""
    case = case_of(seat, number)
    sentence = _("Until it is accepted, the holder answers for the case, and the customer sees who that is.")
    what = Act(_("Hand over"), _("Offer it"), reverse("desk:case", args=[case.number]), sentence, about=case.subject)
    form = HandOverForm(posted(request), case=case)
    return act(
        request,
        seat,
        form,
        lambda said: handing_over.offer(case, taker=said["taker"], why=said["why"], by=seat.viewer, at=seat.at),
        what,
    )


@seated
@require_POST
def hand_over_acceptance(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Take a case that was offered."""
    row = _found(seat, key)
    case = handing_over.accept(row, by=seat.viewer, at=seat.at)
    messages.success(request, _("The case is in your hands now."))
    return redirect("desk:case", number=case.number)


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_return(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Decline a case that was offered, with the reason."""
    row = _found(seat, key)
    sentence = _("The case stays with %(name)s.") % {"name": row.giver.name}
    back = reverse("desk:case", args=[row.case.number])
    what = Act(_("Return the case"), _("Return it"), back, sentence, about=row.case.subject)
    return act(
        request,
        seat,
        ReasonForm(posted(request)),
        lambda said: handing_over.return_it(row, why=said["why"], by=seat.viewer, at=seat.at),
        what,
    )


@seated
@require_POST
def hand_over_recall(_request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Take an offer back that nobody has answered."""
    row = _found(seat, key)
    handing_over.take_back(row, by=seat.viewer, at=seat.at)
    return redirect("desk:case", number=row.case.number)


def _found(seat: Seat, key: UUID) -> HandOver:
    rows = HandOver.objects.filter(case__in=Case.objects.visible_to(seat.viewer))
    return get_object_or_404(rows.select_related("case", "giver__account", "taker__account"), pk=key)
