"""How sign-in behaves here: accounts are made by those who run the installation, never by a stranger."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amana.api.tokens import revoke_all
from amana.config.signing_in.staying import grace_of
from amana.config.signing_in.telling import code_letter, post, reset_letter, tell
from amana.look.proving import is_proved
from amana.people.models import Account
from amana.people.staying import REMEMBERED, is_first, is_known, know, sign_out_everywhere
from amana.wording.times import day

# What a browser is known by; it says nothing of anybody.
BROWSER = "__Host-amana-browser" if settings.IS_HTTPS else "amana-browser"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's rules, with signing up switched off and links that begin with our own address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where the request comes from; what a visitor says of it was taken out before (see signing_in.peers)."""
        return str(request.META.get("REMOTE_ADDR") or "unknown")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link for a mail; never with the host a request claims to be for (host header poisoning)."""
        parts = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.BASE_URL}{parts.path}"

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:
        return not is_proved(self.request)

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, str]]:
        """Return the ways to show who one is, the strongest first."""
        said = {
            "mfa_reauthenticate:webauthn": _("With a passkey"),
            "mfa_reauthenticate": _("With a code of the app, or a recovery code"),
            "reauthenticate": _("With the password"),
        }
        found = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        return [found[name] | {"description": words} for name, words in said.items() if name in found]

    def set_password(self, user: Account, password: str) -> None:
        """Keep a new password; every other sign-in of the account ends with it, and so does every token."""
        super().set_password(user, password)
        own = self.request.user.is_authenticated and self.request.user.pk == user.pk
        sign_out_everywhere(user, but=(self.request.session.session_key or "") if own else "")
        revoke_all(user, at=timezone.now())

    # ── guessing ─────────────────────────────────────────────────────────────

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by account and by where it is tried from, so that nobody locks out another from afar."""
        login = str(credentials.get("email", "")).strip().lower()
        return f"{self.get_client_ip(request)}:{login}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        # From however many places: a wide bound, which a passkey and a code by mail pass by.
        login = str(credentials.get("email", "")).strip().lower()
        self._of_account = ratelimit.consume(request, app="allauth.account", action="login_account", key=login)
        if not self._of_account:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """As allauth; who signed in rightly has used up none of the tries."""
        found: Account | None = super().authenticate(request, **credentials)
        if found is not None and self._of_account:
            self._of_account.rollback()
        return found

    # ── coming in ────────────────────────────────────────────────────────────

    def post_login(self, request: HttpRequest, user: Account, **said: Any) -> HttpResponse:
        """Lead on to the page they wanted; a browser that is new to the account is told of by mail."""
        response: HttpResponse = super().post_login(request, user, **said)
        token = request.COOKIES.get(BROWSER, "")[:64]
        if not is_known(user, token):
            if not is_first(user):
                tell(user, "new_browser", request.META)
            token = secrets.token_urlsafe(24)
        know(user, token, at=timezone.now())
        response.set_cookie(BROWSER, token, max_age=REMEMBERED, httponly=True, secure=settings.IS_HTTPS, samesite="Lax")
        by = grace_of(request)
        if by is not None and by > timezone.now():
            when = day(by, zone=timezone.get_current_timezone(), now=timezone.now())
            words = _("Set up a second factor by %(when)s: your work asks for it. It is under How I sign in.")
            messages.warning(request, words % {"when": when})
        return response

    # ── what is told by mail ─────────────────────────────────────────────────

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post one of the mails that somebody asked for; for an address without account do the same work, and no more."""
        account = Account.objects.filter(email=email.strip().lower()).first()
        language = account.language if account else get_language() or settings.LANGUAGE_CODE
        if template_prefix == "account/email/login_code":
            post(email, lambda: code_letter(str(context["code"])), language)
        elif template_prefix == "account/email/password_reset_key":
            post(email, lambda: reset_letter(str(context["password_reset_url"])), language)
        elif template_prefix == "account/email/unknown_account":
            with transaction.atomic():
                post(email, lambda: code_letter(self.generate_login_code()), language)
                transaction.set_rollback(True)

    def send_notification_mail(
        self, template_prefix: str, user: Account, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        tell(user, template_prefix, self.request.META)
