"""Asking a language model about a message or for its translation, and saying right or wrong of what it proposes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.errors import Refused
from amana.desk.entering import Seat, case_of, seated
from amana.desk.reading.readings import answer, reading_of
from amana.desk.reading.suggestions import Heard
from amana.desk.reading.translations import language_of
from amana.handling.talking.asking_models import ask, take_up
from amana.handling.talking.translating import translate
from amana.kit.codes import key_in


@seated
@require_POST
def entry_asking(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Ask the brand's language model what was missed in this message; only ever at somebody's click."""
    case = case_of(seat, number)
    row = reading_of(seat, case, key)
    try:
        fresh, dropped = ask(row, by=seat.viewer, at=seat.at)
    except Refused as refused:
        heard = Heard(error=str(refused.sentence))
    else:
        heard = Heard(sentence=_came(len(fresh), dropped))
    return answer(request, seat, case, row, heard=heard)


def _came(fresh: int, dropped: int) -> str:
    said = _("New suggestions: %(count)s.") % {"count": fresh}
    said = said if fresh else _("The model found nothing that is not here already.")
    if not dropped:
        return said
    left = _("Left out, because it does not stand in the message: %(count)s.") % {"count": dropped}
    return f"{said} {left}"


@seated
@require_POST
def entry_translation(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Have the brand's language model translate this message for whoever asks; only ever at somebody's click."""
    case = case_of(seat, number)
    row = reading_of(seat, case, key)
    try:
        translate(row, language_of(seat), by=seat.viewer, at=seat.at)
    except Refused as refused:
        return answer(request, seat, case, row, heard=Heard(error=str(refused.sentence)))
    return answer(request, seat, case, row)


@seated
@require_POST
def entry_suggestions(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Say right or wrong of a proposal: `suggestion`, `verdict`. A promise that is right leads on to its time."""
    case = case_of(seat, number)
    row = reading_of(seat, case, key)
    try:
        promise = take_up(row, _key(request), request.POST.get("verdict", ""), by=seat.viewer, at=seat.at)
    except Refused as refused:
        return answer(request, seat, case, row, heard=Heard(error=str(refused.sentence)))
    if promise is not None:
        return _lead_to(request, reverse("desk:promise", args=[promise.pk]))
    if request.headers.get("HX-Request"):
        return answer(request, seat, case, row)
    return redirect("desk:entry_reading", number=case.number, key=key)


def _key(request: HttpRequest) -> UUID:
    key = key_in(request.POST.get("suggestion", ""))
    if key is None:
        raise Refused(_("This suggestion has been decided already."))
    return key


def _lead_to(request: HttpRequest, url: str) -> HttpResponse:
    """Go to another page, also when a script asked for a part of this one."""
    if not request.headers.get("HX-Request"):
        return redirect(url)
    response = HttpResponse()
    response.headers["HX-Redirect"] = url
    return response
