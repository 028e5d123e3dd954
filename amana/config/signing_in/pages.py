"""Pages of signing in that are our own: where I am signed in, signing in once more, and the way to the firm's directory."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import jwt
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from amana.api.models import Token
from amana.api.tokens import revoke_all
from amana.config.signing_in.firms import FirmDoor
from amana.config.signing_in.telling import browser_said
from amana.desk.carrying.noting import noted
from amana.look.proving import proved
from amana.people.models import Account, SignIn
from amana.people.staying import sign_out, sign_out_everywhere, signed_in
from amana.team.models import Agent

# What a directory can answer that allauth does not expect.
ODD = (RequestException, OAuth2Error, jwt.PyJWTError, KeyError, TypeError, ValueError)


@require_safe
@login_required
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Where I am signed in: each browser, since when, seen when; this one first."""
    account = _account(request)
    key = request.session.session_key
    rows = sorted(signed_in(account, at=timezone.now()), key=lambda row: row.session != key)
    shown = [{"row": row, "browser": browser_said(row.browser), "is_this": row.session == key} for row in rows]
    context = {"sign_ins": shown, "has_others": len(shown) > 1, "tokens": _tokens_of(account).count()}
    return render(request, "account/sign_ins.html", context)


@require_POST
@login_required
def sign_in_end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End one sign-in of one's own; this very one is ended by signing out."""
    row = get_object_or_404(SignIn, pk=key, account=_account(request))
    if row.session == request.session.session_key:
        logout(request)
        return redirect("account_login")
    sign_out([row])
    messages.success(request, _("That browser is signed out."))
    return redirect("account_sign_ins")


@require_POST
@login_required
def sign_ins_end(request: HttpRequest) -> HttpResponse:
    """End all of one's sign-ins but this one; tokens of programs too where that was asked for, as they sign in nowhere."""
    account, at = _account(request), timezone.now()
    with transaction.atomic():
        sign_out_everywhere(account, but=request.session.session_key or "")
        ended = _revoked(account, at) if request.POST.get("tokens") == "yes" else 0
    messages.success(request, _("You are signed out everywhere else."))
    if ended:
        messages.success(request, _("Your tokens open nothing any more."))
    return redirect("account_sign_ins")


def _tokens_of(account: Account) -> QuerySet[Token]:
    """Return what acts in somebody's name without signing in: as one who serves, or as keeper of own cases."""
    return Token.objects.good(timezone.now()).filter(Q(agent__account=account) | Q(person__account=account))


def _revoked(account: Account, at: datetime) -> int:
    agent = Agent.objects.filter(account=account).first()
    if agent is None:
        return revoke_all(account, at=at)
    with noted("tokens", by=agent, at=at, agent=agent):
        return revoke_all(account, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def again(request: HttpRequest) -> HttpResponse:
    """POST signs out and leads to signing in once more: the proof of those who have no password and no factor here."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    back = wanted if inside else "/"
    if request.method != "POST":
        return render(request, "account/again.html", {"next": back})
    logout(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def firm_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """GET leads to the directory to sign in; POST, from one's own page, to link one's account with it."""
    # Looked up as allauth does, for whom the form goes before the address.
    wants_link = (request.POST.get("process") or request.GET.get("process")) == "connect"
    if wants_link and (request.method != "POST" or not request.user.is_authenticated):
        return redirect("mfa_index")
    return _linking(request, provider_id) if wants_link else _led_there(request, provider_id)


@proved
def _linking(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Show the way there as a link, as forms of ours end at our own door."""
    answer = _led_there(request, provider_id)
    where = answer.headers.get("Location")
    return render(request, "account/firm_link.html", {"firm_url": where}) if where else answer


def _led_there(request: HttpRequest, provider_id: str) -> HttpResponse:
    door = _door(request, provider_id)
    try:
        answer: HttpResponse = OAuth2LoginView.adapter_view(door)(request)
    except ODD as error:
        return _failed(request, door, error)
    return answer


@require_safe
def firm_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the directory sends people back; what does not belong to a sign-in begun in this browser is refused."""
    door = _door(request, provider_id)
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(door)(request)
    except ODD as error:
        return _failed(request, door, error)
    return answer


def _door(request: HttpRequest, provider_id: str) -> Any:
    door = FirmDoor(request, provider_id)
    try:
        door.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return door


def _failed(request: HttpRequest, door: Any, error: Exception) -> HttpResponse:
    answer: HttpResponse = render_authentication_error(request, door.get_provider(), exception=error)
    return answer


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
