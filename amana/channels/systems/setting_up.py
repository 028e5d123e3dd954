"""Setting up the system a brand asks: its address, its secret, and whether it is asked at all."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.email.keeping_secrets import lock
from amana.channels.models import System
from amana.channels.systems.reaching import may_be_asked
from amana.team.models import Agent, Brand

SECRET_BYTES = 32


@dataclass(frozen=True)
class SetUp:
    """A system as it was set up; `secret` is told this once, where a new one was made."""

    system: System
    secret: str = ""


@transaction.atomic
def set_up(brand: Brand, *, url: str, is_on: bool, allows_private: bool, by: Agent, at: datetime) -> SetUp:
    """Keep where a brand's system is; another server gets a secret of its own. Raises Refused.

    Only who is above all says that an address may be a private one, and each address is allowed for itself.
    """
    must_be_meant(url, allows_private=allows_private)
    row = System.objects.select_for_update().filter(brand=brand).first() or System(brand=brand)
    was_private = row.allows_private and row.url == url
    if allows_private and not was_private and by.role not in Agent.ABOVE_ALL:
        raise Refused(_("Only a manager or an administrator can allow an address inside a private network."))
    is_new = not row.secret or _origin(row.url) != _origin(url)
    row.url, row.is_on, row.allows_private = url, is_on, allows_private
    secret = _renew(row) if is_new else ""
    row.set_by, row.set_at = by, at
    row.save()
    return SetUp(row, secret)


@transaction.atomic
def new_secret(brand: Brand, *, by: Agent, at: datetime) -> SetUp:
    """Make another secret; the one before is of no use from this moment. Raises Refused when there is no system."""
    row = System.objects.select_for_update().filter(brand=brand).first()
    if row is None:
        raise Refused(_("Save the address first."))
    secret = _renew(row)
    row.set_by, row.set_at = by, at
    row.save()
    return SetUp(row, secret)


def _renew(row: System) -> str:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row.secret = lock({"secret": secret})
    return secret


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def must_be_meant(url: str, *, allows_private: bool) -> None:
    """Raises Refused for an address that is never asked, or asked in no such way, as far as its text alone says."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        raise Refused(_("Write an address that begins with https.")) from error
    if parts.scheme not in ({"https", "http"} if allows_private else {"https"}) or not parts.hostname:
        raise Refused(_("Write an address that begins with https."))
    if parts.username is not None or parts.fragment or not (url.isascii() and url.isprintable()) or " " in url:
        raise Refused(_("Write an address without a name, a password or a # in it."))
    if _is_number(parts.hostname) and not may_be_asked(parts.hostname, allows_private=allows_private):
        raise Refused(_("This address is inside a private network, or one that is never asked."))


def _is_number(host: str) -> bool:
    return host.replace(".", "").isdigit() or ":" in host
