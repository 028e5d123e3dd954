"""The addresses of SAML: leading there, taking the answer, coming in with it, and our own description."""

from __future__ import annotations

import logging
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login, render_authentication_error
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.config.signing_in.saml import SAML, WAITS, finish_answer, note_answer, ours, the_directory, theirs
from amana.look.proving import proved
from amana.people.models import SamlSignIn
from amana.people.saml import is_spoken
from amana.people.saml.answers import our_metadata, read_answer
from amana.people.saml.errors import AnswerNotTaken

LOG = logging.getLogger(__name__)
COOKIE = "__Host-amana-saml" if settings.IS_HTTPS else "amana-saml"
SALT = "amana.saml"


@require_http_methods(["GET", "HEAD", "POST"])
def saml_login(request: HttpRequest) -> HttpResponse:
    """GET leads to the directory to sign in; POST, from one's own page, to link one's account with it."""
    wants_link = (request.POST.get("process") or request.GET.get("process")) == "connect"
    if wants_link and (request.method != "POST" or not request.user.is_authenticated):
        return redirect("mfa_index")
    return _linking(request) if wants_link else _led_there(request)


@proved
def _linking(request: HttpRequest) -> HttpResponse:
    """Show the way there as a link, as forms of ours end at our own door."""
    answer = _led_there(request)
    where = answer.headers.get("Location")
    return render(request, "account/firm_link.html", {"firm_url": where}) if where else answer


def _led_there(request: HttpRequest) -> HttpResponse:
    provider = _provider(request)
    try:
        answer: HttpResponse = provider.redirect_from_request(request)
    except AnswerNotTaken as error:
        return _failed(request, provider, error)
    return answer


@csrf_exempt
@require_POST
def saml_answer(request: HttpRequest) -> HttpResponse:
    """Where the directory has browsers post its answer: checked here, and finished where the browser sends its own cookie.

    A post from another site comes without that cookie. Where to go on is what was asked for here, never `RelayState`.
    """
    provider, row, at = _provider(request), the_directory(), timezone.now()
    try:
        assert row is not None
        answer = read_answer(request.POST.get("SAMLResponse", ""), ours(row), theirs(row), at=at)
        if answer.in_response_to is None and not row.takes_unasked:
            raise AnswerNotTaken("nobody asked")
        note_answer(answer, at=at)
    except AnswerNotTaken as error:
        return _failed(request, provider, error)
    said = {"uid": answer.uid, "email": answer.email, "asked": answer.in_response_to, "digest": answer.digest}
    led = redirect("saml_finish")
    led.set_cookie(
        COOKIE, signing.dumps(said, salt=SALT), max_age=WAITS, secure=settings.IS_HTTPS, httponly=True, samesite="Lax"
    )
    return led


@require_safe
def saml_finish(request: HttpRequest) -> HttpResponse:
    """Let in whom the answer names, once, and only in the browser that asked, where something was asked."""
    provider = _provider(request)
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=WAITS)
        state = _begun(provider, said["asked"])
        finish_answer(said["digest"], at=timezone.now())
        login = provider.sociallogin_from_response(request, said)
        login.state = state
        answer: HttpResponse = complete_social_login(request, login)
    except (AnswerNotTaken, PermissionDenied, signing.BadSignature) as error:
        answer = _failed(request, provider, error)
    answer.delete_cookie(COOKIE, samesite="Lax")
    return answer


def _begun(provider: Any, asked: str | None) -> dict[str, Any]:
    if asked is not None:
        state: dict[str, Any] = provider.unstash_redirect_state(provider.request, asked)
        return state
    row = the_directory()
    if row is None or not row.takes_unasked:
        raise AnswerNotTaken("nobody asked")
    return {"process": "login"}


@require_safe
def saml_metadata(_request: HttpRequest) -> HttpResponse:
    """Our description for the directory: who we are, where answers come in, and our certificate. Nothing of it is secret."""
    row = SamlSignIn.objects.first() if is_spoken() else None
    if row is None:
        raise Http404
    try:
        told = our_metadata(ours(row))
    except AnswerNotTaken:
        raise Http404 from None
    name = {"Content-Disposition": 'attachment; filename="amana-saml.xml"'}
    return HttpResponse(told, content_type="application/samlmetadata+xml", headers=name)


def _provider(request: HttpRequest) -> Any:
    try:
        return get_adapter(request).get_provider(request, SAML)
    except SocialApp.DoesNotExist:
        raise Http404 from None


def _failed(request: HttpRequest, provider: Any, error: Exception) -> HttpResponse:
    LOG.warning("An answer by SAML was not taken: %r", str(error)[:200])
    answer: HttpResponse = render_authentication_error(request, provider, exception=error)
    return answer
