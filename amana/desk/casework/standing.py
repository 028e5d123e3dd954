"""Saying that something stands still over a case, or that it goes on again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.tying import GoesOnForm, StandstillForm
from amana.handling.facts.standing_still import note_standstill


@seated
@FORM
def standstill(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Say what stands still, or, where something does, that it goes on again."""
    case = case_of(seat, number)
    stops = not case.is_standstill
    form = StandstillForm(posted(request)) if stops else GoesOnForm(posted(request))
    back = reverse("desk:case", args=[case.number])
    if stops:
        what = Act(_("Something stands still"), _("Write it down"), back,
                   _("The case comes forward in the queue by a day until it goes on again."), about=case.subject)  # fmt: skip
    else:
        what = Act(_("It goes on again"), _("Write it down"), back, about=case.subject)
    return act(
        request, seat, form,
        lambda said: note_standstill(case, stands_still=stops, text=said["text"], by=seat.viewer, at=seat.at), what,
    )  # fmt: skip
