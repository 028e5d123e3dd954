"""Connecting a telephone exchange: where it is asked to dial, whose extensions are whose, and the secret it signs with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.channels.email.errors import SignInRefused
from amana.channels.email.keeping_secrets import lock, unlock
from amana.channels.models import Extension, PhoneSystem
from amana.channels.web_hooks.signing import new_secret
from amana.kit.codes import new_token
from amana.team.models import Agent, Brand


@dataclass(frozen=True)
class Wanted:
    """How an exchange is to be set up; `extensions` are agents by extension."""

    dial_url: str = ""
    recordings_host: str = ""
    allows_private: bool = False
    extensions: Mapping[str, Agent] | None = None


@transaction.atomic
def set_up(brand: Brand, wanted: Wanted, *, by: Agent, at: datetime) -> tuple[PhoneSystem, str]:
    """Keep how a brand's exchange is connected; return it, and its secret where a first one was made. Raises Refused."""
    _must_be_meant(wanted)
    row = PhoneSystem.objects.select_for_update().filter(brand=brand).first()
    row = row or PhoneSystem(brand=brand, key=new_token())
    is_same = (row.dial_url, row.recordings_host) == (wanted.dial_url, wanted.recordings_host.lower())
    if wanted.allows_private and not (row.allows_private and is_same) and by.role not in Agent.ABOVE_ALL:
        raise Refused(_("Only a manager or an administrator can allow an address inside a private network."))
    row.dial_url, row.recordings_host = wanted.dial_url, wanted.recordings_host.lower()
    row.allows_private = wanted.allows_private
    secret = "" if row.secret else _renew(row)
    row.set_by, row.set_at = by, at
    row.save()
    row.extensions.all().delete()
    found = (wanted.extensions or {}).items()
    Extension.objects.bulk_create([Extension(system=row, number=number, agent=agent) for number, agent in found])
    return row, secret


@transaction.atomic
def renew_secret(brand: Brand, *, by: Agent, at: datetime) -> str:
    """Make another secret; the one before is of no use from this moment. Raises Refused when nothing is connected."""
    row = PhoneSystem.objects.select_for_update().filter(brand=brand).first()
    if row is None:
        raise Refused(_("Save how it is connected first."))
    secret = _renew(row)
    row.set_by, row.set_at = by, at
    row.save()
    return secret


def _renew(row: PhoneSystem) -> str:
    secret = new_secret()
    row.secret = lock({"secret": secret})
    return secret


def secret_of(row: PhoneSystem) -> str:
    """Return what the exchange signs with; "" when it cannot be opened, with which nothing is ever signed."""
    try:
        return unlock(row.secret).get("secret", "")
    except SignInRefused:
        return ""


def hook_url(row: PhoneSystem) -> str:
    """Return the address the exchange tells of calls at."""
    return f"{settings.BASE_URL}/in/phone/{row.key}/"


def _must_be_meant(wanted: Wanted) -> None:
    url = wanted.dial_url
    if url:
        try:
            parts = urlsplit(url)
            _port = parts.port
        except ValueError as error:
            raise Refused(_("Write an address that begins with https.")) from error
        schemes = {"https", "http"} if wanted.allows_private else {"https"}
        if parts.scheme not in schemes or not parts.hostname or not (url.isascii() and url.isprintable()) or " " in url:
            raise Refused(_("Write an address that begins with https."))
        if "{" in parts.netloc or parts.username is not None or "{number}" not in url:
            raise Refused(
                _("The address needs {number} in its path or after the question mark, and no name or password.")
            )
    host = wanted.recordings_host
    if host and not all(letter.isalnum() or letter in ".-:[]" for letter in host):
        raise Refused(_("Write the name of the server alone, such as pbx.example.com."))
