"""Staying signed in: every sign-in is written down where it can be ended, and ends by itself when it is old or idle."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amana.config.signing_in.requiring import has_second_factor, needs_factor_by
from amana.look.proving import note_proof
from amana.people.models import Account
from amana.people.staying import note_seen, note_sign_in

# What the session keeps of a sign-in: when it began and was seen, as seconds of the clock; its key; and from when on
# it goes on only with a second factor.
KEPT = "sign_in"
# Seconds between two notes of being here: a note is a write, which no page should cost.
PULSE = 300
# What can be reached while a second factor is missing: setting one up, reading about it, and leaving.
OPEN = ("/accounts/", "/i18n/", "/static/", "/health")


def begin(*, request: HttpRequest | None, user: Any, **_signal: object) -> None:
    """Somebody signed in, by whichever way; heard from Django for all of them."""
    if request is None or not isinstance(user, Account):
        return
    if not request.session.session_key:
        request.session.save()
    note_proof(request)
    _write_down(request, user)


def proved_again(*, request: HttpRequest, **said: object) -> None:
    """Somebody who is signed in has shown once more who they are; heard from allauth."""
    if said.get("reauthenticated"):
        note_proof(request)


def _write_down(request: HttpRequest, account: Account) -> None:
    now, key = timezone.now(), request.session.session_key or ""
    meta = request.META
    browser = meta.get("HTTP_USER_AGENT", "")
    note_sign_in(account, key, browser=browser, ip=meta.get("REMOTE_ADDR") or None, at=now)
    # Whoever came by their firm's directory showed there what the firm asks for.
    by = None if _came_by_firm(request) else needs_factor_by(account)
    request.session[KEPT] = {
        "began": now.timestamp(), "seen": now.timestamp(), "key": key, "factor_by": by.timestamp() if by else None,
    }  # fmt: skip


def _came_by_firm(request: HttpRequest) -> bool:
    records = request.session.get("account_authentication_methods") or []
    return any(record.get("method") == "socialaccount" for record in records if isinstance(record, dict))


class Staying:
    """Sends away whose sign-in is too old, or who was idle for too long, or who has to set up a second factor first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = _checked(request, request.user) if isinstance(request.user, Account) else None
        return answer or self.get_response(request)


def _checked(request: HttpRequest, account: Account) -> HttpResponse | None:
    kept = request.session.get(KEPT)
    if not isinstance(kept, dict):
        _write_down(request, account)
        return None
    now = time.time()
    if is_over(kept, closes_with_browser=request.session.get_expire_at_browser_close(), now=now):
        return _sent_away(request)
    if now - kept["seen"] > PULSE or kept["key"] != request.session.session_key:
        kept = _pulse(request, account, kept, now)
    by = kept["factor_by"]
    if by is not None and by <= now and not request.path.startswith(OPEN):
        return _asked_for_factor(request, account, kept)
    return None


def is_over(kept: dict[str, Any], *, closes_with_browser: bool, now: float) -> bool:
    """Whether a sign-in is over: older than AMANA_SIGNED_IN_DAYS, or idle for AMANA_IDLE_HOURS where nobody asked to stay."""
    if now - kept["began"] >= settings.SIGNED_IN_AT_MOST.total_seconds():
        return True
    return closes_with_browser and now - kept["seen"] >= settings.IDLE_AT_MOST.total_seconds()


def _sent_away(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(request, _("You were signed out because it has been a while. Sign in again to go on."))
    back = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return redirect(f"{reverse('account_login')}{back}")


def _pulse(request: HttpRequest, account: Account, kept: dict[str, Any], now: float) -> dict[str, Any]:
    """Note that they are still here, every few minutes; a new key of the session is followed."""
    key, at = request.session.session_key or "", datetime.fromtimestamp(now, tz=UTC)
    if not note_seen(key, kept["key"], ip=request.META.get("REMOTE_ADDR") or None, at=at):
        browser = request.META.get("HTTP_USER_AGENT", "")
        note_sign_in(account, key, browser=browser, ip=request.META.get("REMOTE_ADDR") or None, at=at)
    by = None if _came_by_firm(request) else needs_factor_by(account)
    fresh = {**kept, "key": key, "seen": now, "factor_by": by.timestamp() if by else None}
    request.session[KEPT] = fresh
    return fresh


def _asked_for_factor(request: HttpRequest, account: Account, kept: dict[str, Any]) -> HttpResponse | None:
    if has_second_factor(account):
        request.session[KEPT] = {**kept, "factor_by": None}
        return None
    messages.warning(request, _("Your work asks for a second factor. Set one up here; then you can go on."))
    return redirect("mfa_index")


def grace_of(request: HttpRequest) -> datetime | None:
    """Return the moment from which this sign-in goes on only with a second factor; None when nothing is asked."""
    kept = request.session.get(KEPT)
    by = kept.get("factor_by") if isinstance(kept, dict) else None
    return datetime.fromtimestamp(by, tz=UTC) if by is not None else None
