"""Signing in by a firm's own directory (OpenID Connect): state, nonce, PKCE, and no account by an address nobody checked."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.channels.email.errors import SignInRefused
from amana.channels.email.keeping_secrets import unlock
from amana.channels.vouching import Vouching
from amana.config.signing_in import saml
from amana.people.models import Account, FirmSignIn

LOG = logging.getLogger(__name__)
# Under this name the one directory of an installation stands in addresses and in the list of linked accounts.
FIRM = "firm"
# Signatures by a key whose other half the directory alone has.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class Firms(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's rules: the directory stands in our own table, nobody new comes in, and links are made by us alone."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        row = FirmSignIn.objects.first()
        wanted = provider in {None, FIRM, OpenIDConnectProvider.id}
        is_asked = row is not None and wanted and client_id in {None, row.client_id}
        return [*([_app(row)] if row and is_asked else []), *saml.apps_of(provider, client_id)]

    def get_requests_session(self) -> Vouching:
        row = FirmSignIn.objects.first()
        return Vouching(allows_private=bool(row and row.is_inside))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom we know by this directory, or whose address it says it has checked; link nobody else."""
        said, is_saml = sociallogin.account.extra_data, sociallogin.account.provider == saml.SAML
        # An answer by SAML was held against what was begun before it came here.
        if not is_saml:
            must_be_what_was_begun(sociallogin.state, said)
        if sociallogin.is_existing or sociallogin.state.get("process") == "connect":
            return
        account = saml.account_of(said) if is_saml else account_of(said)
        if account is None:
            said = _("Nobody here is linked to that sign-in. Sign in as before, and link it under How I sign in.")
            messages.error(request, said)
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, account)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        LOG.warning("Sign-in by the firm's directory failed: %s %s", error, type(exception).__name__)


def _app(row: FirmSignIn) -> Any:
    try:
        secret = unlock(row.secret).get("secret", "")
    except SignInRefused:
        secret = ""
    said = {"server_url": row.server.rstrip("/"), "oauth_pkce_enabled": True}
    return SocialApp(
        provider=OpenIDConnectProvider.id, provider_id=FIRM, name=row.name, client_id=row.client_id, secret=secret,
        settings=said,
    )  # fmt: skip


def must_be_what_was_begun(state: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Raise PermissionDenied unless the directory's answer belongs to the sign-in begun here (OpenID Connect Core 3.1.3.7)."""
    token, info = said.get("id_token"), said.get("userinfo") or {}
    if not isinstance(token, Mapping):
        raise PermissionDenied
    nonce = state.get("nonce") or ""
    if not nonce or not hmac.compare_digest(str(nonce).encode(), str(token.get("nonce") or "").encode()):
        raise PermissionDenied
    if info and info.get("sub") != token.get("sub"):
        raise PermissionDenied


def account_of(said: Mapping[str, Any]) -> Account | None:
    """Return the account with the address that the directory says it has checked, and with no other."""
    claims = said.get("userinfo") or said.get("id_token") or {}
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str) or not email.strip():
        return None
    return Account.objects.filter(email=email.strip().lower(), is_active=True).first()


class FirmDoor(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    """Where the directory is, as it says itself; where it sends people back to is ours to say, not the request's."""

    @property
    def openid_config(self) -> Any:
        config = super().openid_config
        server = self.get_provider().app.settings["server_url"].partition("/.well-known/")[0]
        if str(config.get("issuer", "")).rstrip("/") != server.rstrip("/"):
            raise OAuth2Error("the directory gives itself another name")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return f"{settings.BASE_URL}{reverse('openid_connect_callback', kwargs={'provider_id': self.provider_id})}"

    def _decode_id_token(self, app: Any, id_token: str) -> Any:
        """Return what the token says, its signature checked, also where the connection alone would do."""
        if jwtkit.jwt.get_unverified_header(id_token).get("alg") not in ALGORITHMS:
            raise OAuth2Error("signed in a way that is not taken")
        return jwtkit.verify_and_decode(
            credential=id_token, keys_url=self.openid_config["jwks_uri"], issuer=self.openid_config["issuer"],
            audience=app.client_id, lookup_kid=jwtkit.lookup_kid_jwk,
        )  # fmt: skip


class FirmProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth ships no types
    """The directory, asked for no more than who somebody is; of what it says only that is kept."""

    oauth2_adapter_class = FirmDoor

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **asked: Any
    ) -> Any:
        """Lead there with a nonce that the answer has to name; what the request's address asks for is left out."""
        nonce = secrets.token_urlsafe(24)
        asked |= {"auth_params": {**self.get_auth_params(), "nonce": nonce}, "scope": self.get_default_scope()}
        return super().redirect(request, process, next_url, data, nonce=nonce, **asked)

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        said = {"id_token": ("sub", "nonce", "email", "email_verified"), "userinfo": ("sub", "email", "email_verified")}
        return {
            part: {name: data[part][name] for name in names if name in data[part]}
            for part, names in said.items()
            if isinstance(data.get(part), Mapping)
        }
