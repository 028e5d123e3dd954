"""Signing in to a mailbox by OAuth 2.0 at Microsoft 365 or Google, as the installation's own registered client."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from amana.channels.asking import NoAnswer, Told, post_form
from amana.channels.email.errors import SignInRefused, Unreachable
from amana.channels.email.explaining import explained
from amana.channels.email.keeping_secrets import Secret, lock, unlock
from amana.channels.models import Mailbox

# A token is renewed when it has less than this left.
SPARE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Provider:
    """Where one asks for consent and for tokens, as whom, and for what."""

    authorize_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way: send the person to `url`; keep `state` and `verifier` in their session until they are back."""

    url: str
    state: str
    verifier: str = field(repr=False)


def provider(kind: str) -> Provider | None:
    """Return the provider of this kind of sign-in, None when no client is registered for it in the settings."""
    tenant = getattr(settings, "MICROSOFT_TENANT", "") or "common"
    microsoft = getattr(settings, "MICROSOFT_URL", "") or "https://login.microsoftonline.com"
    known = {
        Mailbox.MICROSOFT: Provider(
            authorize_url=f"{microsoft}/{tenant}/oauth2/v2.0/authorize",
            token_url=f"{microsoft}/{tenant}/oauth2/v2.0/token",
            client_id=getattr(settings, "MICROSOFT_CLIENT_ID", ""),
            client_secret=getattr(settings, "MICROSOFT_CLIENT_SECRET", ""),
            scope="offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
        ),
        Mailbox.GOOGLE: Provider(
            authorize_url=getattr(settings, "GOOGLE_AUTHORIZE_URL", "")
            or "https://accounts.google.com/o/oauth2/v2/auth",
            token_url=getattr(settings, "GOOGLE_TOKEN_URL", "") or "https://oauth2.googleapis.com/token",
            client_id=getattr(settings, "GOOGLE_CLIENT_ID", ""),
            client_secret=getattr(settings, "GOOGLE_CLIENT_SECRET", ""),
            scope="https://mail.google.com/",
            # Without these Google gives no token to renew with after the first consent.
            more=(("access_type", "offline"), ("prompt", "consent")),
        ),
    }
    found = known.get(kind)
    return found if found and found.client_id else None


def begin(kind: str, *, redirect_uri: str, address: str) -> Begun:
    """Start a sign-in with PKCE (RFC 7636) and an unguessable state. Raises SignInRefused when no client is registered."""
    asked = _registered(kind)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": asked.client_id,
        "redirect_uri": redirect_uri,
        "scope": asked.scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": address,
        **dict(asked.more),
    }
    return Begun(f"{asked.authorize_url}?{urlencode(query)}", state, verifier)


def finish(kind: str, begun: Begun, *, code: str, state: str, redirect_uri: str, at: datetime) -> str:
    """Exchange the code that came back for tokens and return them locked, for `Mailbox.secret`.

    Raises SignInRefused when the state is not the one given out or the provider refuses, Unreachable when it does not answer.
    """
    if not begun.state or not hmac.compare_digest(begun.state.encode(), state.encode("utf-8", "replace")):
        raise SignInRefused(_("This answer does not belong to the sign-in that was begun here. Begin again."))
    asked = _registered(kind)
    told = _ask(asked, {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri,
                        "code_verifier": begun.verifier})  # fmt: skip
    tokens = _tokens(told, at=at)
    if not tokens.get("refresh_token"):
        raise SignInRefused(_("The provider gave no lasting consent; it would end within the hour."))
    return lock(tokens)


def access_token(mailbox: Mailbox, *, at: datetime) -> str:
    """Return a token that is valid now, renewing and storing it when needed.

    Raises SignInRefused when consent was withdrawn or ran out, Unreachable when the provider does not answer.
    """
    tokens = unlock(mailbox.secret)
    if tokens.get("access_token") and _moment(tokens.get("expires_at", "")) > at + SPARE:
        return tokens["access_token"]
    if not tokens.get("refresh_token"):
        raise SignInRefused(_("Nobody has signed in to this mailbox yet."))
    asked = _registered(mailbox.sign_in)
    told = _ask(asked, {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "scope": asked.scope})
    renewed = {"refresh_token": tokens["refresh_token"]} | _tokens(told, at=at)
    mailbox.secret = lock(renewed)
    Mailbox.objects.filter(pk=mailbox.pk).update(secret=mailbox.secret)
    return renewed["access_token"]


def _registered(kind: str) -> Provider:
    found = provider(kind)
    if found is None:
        raise SignInRefused(_("No client is registered with this provider; see AMANA_MICROSOFT_… and AMANA_GOOGLE_…."))
    return found


def _ask(asked: Provider, fields: dict[str, str]) -> Told:
    own = {"client_id": asked.client_id, "client_secret": asked.client_secret}
    try:
        told = post_form(asked.token_url, fields | {name: value for name, value in own.items() if value})
    except NoAnswer as error:
        raise Unreachable(_("At the sign-in server: %(why)s") % {"why": explained(error)}) from error
    if told.status >= 500 or told.status == 429:
        raise Unreachable(_("The sign-in server is in trouble (%(status)s).") % {"status": told.status})
    if told.status != 200:
        why = f"{told.content.get('error', told.status)}"[:60]
        raise SignInRefused(_("The provider refuses the sign-in (%(why)s). Sign in again.") % {"why": why})
    return told


def _tokens(told: Told, *, at: datetime) -> Secret:
    """The parts of the answer that are kept (RFC 6749, 5.1)."""
    token = told.content.get("access_token")
    if not isinstance(token, str) or not token:
        raise Unreachable(_("The sign-in server's answer holds no token."))
    try:
        seconds = min(max(int(told.content.get("expires_in", 3600)), 0), 86_400)
    except (TypeError, ValueError):
        seconds = 3600
    kept = {"access_token": token, "expires_at": (at + timedelta(seconds=seconds)).astimezone(UTC).isoformat()}
    lasting = told.content.get("refresh_token")
    return kept | ({"refresh_token": lasting} if isinstance(lasting, str) and lasting else {})


def _moment(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
