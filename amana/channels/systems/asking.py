"""Asking a brand's own system what it knows of a case: signed, guarded, kept for a minute and never sealed by that."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from threading import BoundedSemaphore
from urllib.parse import SplitResult, urlencode, urlsplit
from uuid import UUID

from django.core.cache.backends.locmem import LocMemCache
from django.utils.translation import gettext as _

from amana.channels.email.errors import MailTrouble
from amana.channels.email.keeping_secrets import unlock
from amana.channels.models import System
from amana.channels.systems.reaching import (
    Resolve,
    Unreached,
    address_to_ask,
    get,
    may_be_asked,
    port_of,
    resolve,
    target_of,
)
from amana.channels.systems.shaping import Card, Misshapen, card_in
from amana.wording.isolating import isolated

# Seconds until the whole answer is here, bytes of it, and seconds for which it is good.
WHOLE = 5.0
LARGEST = 64 * 1024
KEPT_FOR = 60
MOST_OF_A_KIND = 5
# A page that waits for a system holds one of the few threads that serve everybody.
_TALKS = BoundedSemaphore(3)
# In the memory of this process alone: nothing a system says of a customer is written anywhere until somebody quotes it.
_KEPT = LocMemCache("systems", {"TIMEOUT": KEPT_FOR, "OPTIONS": {"MAX_ENTRIES": 300}})


class SystemTrouble(Exception):
    """A system could not be asked, or its answer cannot be shown; the text is a sentence for the reader."""


@dataclass(frozen=True)
class About:
    """What is asked about: a case, and by what a system may know its customer."""

    number: str
    mails: Sequence[str] = ()
    phones: Sequence[str] = ()
    orders: Sequence[str] = ()
    accounts: Sequence[str] = ()


@dataclass(frozen=True)
class Known:
    """What a system answered, when we asked it, and which server that was."""

    card: Card
    asked_at: datetime
    host: str


def ask(system: System, about: About, *, at: datetime, is_fresh: bool = False, resolver: Resolve = resolve) -> Known:
    """Return what the system knows, not older than a minute unless `is_fresh` asks for now. Raises SystemTrouble."""
    url = url_for(system.url, about)
    kept_under = _place(system.pk, url, system.secret)
    kept = None if is_fresh else _KEPT.get(kept_under)
    if isinstance(kept, Known):
        return kept
    if not _TALKS.acquire(blocking=False):
        raise SystemTrouble(_("The system is being asked by others. Try again in a moment."))
    try:
        known = Known(_asked(system, url, about, at=at, resolver=resolver), at, system.host)
    finally:
        _TALKS.release()
    _KEPT.set(kept_under, known)
    return known


def url_for(url: str, about: About) -> str:
    """Return what is asked for: the firm's address with the case and what its customer is known by, in a fixed order."""
    parts = urlsplit(url)
    said = [("case", about.number)]
    for name, values in (
        ("mail", about.mails),
        ("phone", about.phones),
        ("order", about.orders),
        ("account", about.accounts),
    ):
        said += [(name, value) for value in list(values)[:MOST_OF_A_KIND]]
    query = "&".join(filter(None, [parts.query, urlencode(said)]))
    return parts._replace(query=query, fragment="").geturl()


def signature(secret: str, *, method: str, target: str, timestamp: int, number: str) -> str:
    """Return the signature of a request: hex of HMAC-SHA256 over the four, each on a line of its own.

    `target` is the path with its query as it is sent, `timestamp` seconds since 1970.
    """
    content = f"{method}\n{target}\n{timestamp}\n{number}".encode()
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def _asked(system: System, url: str, about: About, *, at: datetime, resolver: Resolve) -> Card:
    parts = urlsplit(url)
    try:
        address = address_to_ask(
            parts.hostname or "", port_of(parts), allows_private=system.allows_private, resolver=resolver
        )
        _must_be_encrypted(parts, address)
        headers = _headers(system, parts, about, at)
        status, media_type, body = get(url, headers, address=address, seconds=WHOLE, largest=LARGEST)
        if status != 200:
            raise SystemTrouble(_at(system, _meaning_of(status)))
        if media_type != "application/json":
            raise SystemTrouble(_at(system, _("Its answer is not JSON.")))
        return card_in(body)
    except Unreached as error:
        raise SystemTrouble(_at(system, _reason(str(error)))) from error
    except Misshapen as error:
        raise SystemTrouble(_at(system, _("Its answer is not of the shape that the guide describes."))) from error
    except (OSError, HTTPException, ValueError) as error:
        raise SystemTrouble(_at(system, _("No connection to it came about."))) from error


def _must_be_encrypted(parts: SplitResult, address: str) -> None:
    """Raise Unreached for plain http, except inside the house."""
    if parts.scheme != "https" and may_be_asked(address, allows_private=False):
        raise Unreached("plain")


def _headers(system: System, parts: SplitResult, about: About, at: datetime) -> dict[str, str]:
    try:
        secret = unlock(system.secret).get("secret", "")
    except MailTrouble as error:
        raise SystemTrouble(_("The stored secret cannot be opened. Make a new one.")) from error
    timestamp = int(at.timestamp())
    signed = signature(secret, method="GET", target=target_of(parts), timestamp=timestamp, number=about.number)
    return {
        "Accept": "application/json",
        "User-Agent": "Amana",
        "Amana-Case": about.number,
        "Amana-Timestamp": str(timestamp),
        "Amana-Signature": f"v1={signed}",
    }


def _place(system: UUID, url: str, secret: str) -> str:
    return hashlib.sha256(f"{system} {url} {secret}".encode()).hexdigest()


def _reason(word: str) -> str:
    reasons = {
        "unknown": _("There is no server of this name."),
        "private": _("Its address is inside a private network, and no administrator has allowed that."),
        "forbidden": _("Its address is one that is never asked."),
        "plain": _("Outside the house it is asked by https alone."),
        "slow": _("It took too long."),
        "long": _("Its answer is too long."),
    }
    return reasons[word]


def _meaning_of(status: int) -> str:
    if status in {401, 403}:
        return _("It refuses our signature (%(status)s).") % {"status": status}
    if status == 404:
        return _("It knows nothing of this case (%(status)s).") % {"status": status}
    if 300 <= status < 400:
        return _("It sends us to another address, and we do not follow (%(status)s).") % {"status": status}
    if status >= 500:
        return _("It is in trouble itself (%(status)s). Try again later.") % {"status": status}
    return _("It refuses the question (%(status)s).") % {"status": status}


def _at(system: System, why: str) -> str:
    return _("%(host)s told us nothing. %(why)s") % {"host": isolated(system.host), "why": why}
