"""Asking for a code and typing it: how a device becomes known."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.errors import Refused
from amana.people.models import Person
from amana.portal.entering import Guest, code_slot, door, language_of, with_link
from amana.portal.proving import check_code, send_code
from amana.portal.recognising import remember


@require_POST
@with_link
def code(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST sends a code to the address the case already has; a link opened by a scanner never does."""
    try:
        sent = send_code(guest.link, language=get_language() or guest.case.language, at=guest.at)
    except Refused as refused:
        return door(request, guest, error=str(refused.sentence), status=429)
    request.session[code_slot(guest)] = str(sent.pk)
    return redirect(guest.url())


@require_POST
@with_link
def device(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST types the code; when it is right this browser is known from now on."""
    key = request.session.get(code_slot(guest))
    if not key:
        return door(request, guest, error=_("Ask for a code first, in this browser."), status=403)
    try:
        is_right = check_code(UUID(key), request.POST.get("code", ""), link=guest.link, at=guest.at)
    except Refused as refused:
        return door(request, guest, error=str(refused.sentence), status=403)
    if not is_right:
        return door(request, guest, error=_("That is not the code. Look at the newest mail again."), status=403)
    del request.session[code_slot(guest)]
    response = redirect(guest.url())
    remember(request, response, guest.link.person, at=guest.at)
    _speak(guest.link.person, language_of(request, guest))
    return response


@require_POST
@with_link
def language(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST sets the language of the pages; for somebody who is known it is remembered with the person."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(guest.url())
    response = redirect(back if inside else guest.url())
    if wanted in dict(settings.LANGUAGES):
        set_language(response, wanted)
        if guest.device is not None:
            _speak(guest.link.person, wanted)
    return response


def set_language(response: HttpResponse, wanted: str) -> None:
    """Let the browser remember a language, as Django's own switch does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, wanted, secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY, samesite="Lax",
    )  # fmt: skip


def _speak(person: Person, wanted: str) -> None:
    if person.language != wanted:
        Person.objects.filter(pk=person.pk).update(language=wanted)
