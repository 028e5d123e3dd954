"""Being signed in: in which browsers, since when, and ending it in one of them or in all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import import_module
from ipaddress import ip_address

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef

from amana.people.models import Account, KnownBrowser, SignIn

# How long a browser is known by its cookie.
REMEMBERED = timedelta(days=400)


def note_sign_in(account: Account, session: str, *, browser: str, ip: str | None, at: datetime) -> SignIn:
    """Write down that somebody signed in; what they left to run out by itself is forgotten."""
    oldest = at - settings.SIGNED_IN_AT_MOST
    SignIn.objects.filter(account=account, began_at__lt=oldest).delete()
    row, _is_new = SignIn.objects.update_or_create(
        session=session,
        defaults={"account": account, "browser": browser[:200], "ip": _number(ip), "began_at": at, "seen_at": at},
    )
    return row


def note_seen(session: str, before: str, *, ip: str | None, at: datetime) -> bool:
    """Write down that they are still here, in a session whose key may have changed; False when it is not known."""
    seen = {"session": session, "ip": _number(ip), "seen_at": at}
    return bool(SignIn.objects.filter(session=before or session).update(**seen))


def signed_in(account: Account, *, at: datetime) -> list[SignIn]:
    """Return where somebody is signed in now, the latest first, 200 at most; what has run out is left out. One query."""
    rows = SignIn.objects.filter(account=account, began_at__gt=at - settings.SIGNED_IN_AT_MOST).order_by("-seen_at")
    return list(rows.filter(Exists(Session.objects.filter(session_key=OuterRef("session"))))[:200])


def sign_out(rows: Iterable[SignIn]) -> int:
    """End these at once: whoever sits there is asked to sign in. Return how many; twice changes nothing."""
    store, ended = _sessions(), 0
    for row in list(rows):
        store.delete(row.session)
        row.delete()
        ended += 1
    return ended


@transaction.atomic
def sign_out_everywhere(account: Account, *, but: str = "") -> int:
    """End every sign-in of an account, with the exception of the session with the key `but`; return how many."""
    return sign_out(SignIn.objects.filter(account=account).exclude(session=but))


def is_known(account: Account, token: str) -> bool:
    """Whether the account was signed in to before in the browser that holds this token."""
    return bool(token) and KnownBrowser.objects.filter(account=account, digest=_digest(token)).exists()


def is_first(account: Account) -> bool:
    """Whether the account has not been signed in to in any browser yet."""
    return not KnownBrowser.objects.filter(account=account).exists()


def know(account: Account, token: str, *, at: datetime) -> None:
    """Remember that the account is signed in to in the browser that holds this token."""
    KnownBrowser.objects.update_or_create(account=account, digest=_digest(token), defaults={"seen_at": at})


def forget_browsers(account: Account) -> None:
    """The next sign-in is a new one everywhere."""
    KnownBrowser.objects.filter(account=account).delete()


def _number(ip: str | None) -> str | None:
    """Return an internet address as it can be kept; None for what is none, such as the name of a socket."""
    try:
        return str(ip_address((ip or "").partition("%")[0]))
    except ValueError:
        return None


def _digest(token: str) -> str:
    """What is kept of a random token, which a plain digest does not give away."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def forget(at: datetime) -> int:
    """Delete what is known of sign-ins that have run out, and of browsers not seen for longer than their cookie lasts."""
    old, _each = SignIn.objects.filter(began_at__lt=at - settings.SIGNED_IN_AT_MOST).delete()
    unseen, _each = KnownBrowser.objects.filter(seen_at__lt=at - REMEMBERED).delete()
    return old + unseen


def _sessions() -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore()
    return store
