"""Asking an exchange: to ring somebody, or for a recording; only the servers that were set up, behind the guard of all requests."""

from __future__ import annotations

from http.client import HTTPException
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from amana.channels.models import PhoneSystem
from amana.channels.systems.reaching import Resolve, Unreached, address_to_ask, get, may_be_asked, port_of, resolve

SECONDS_TO_DIAL = 8.0
SECONDS_TO_FETCH = 60.0
LARGEST_ANSWER = 64 * 1024
LARGEST_RECORDING = 50 * 1024 * 1024


class ExchangeTrouble(Exception):
    """The exchange could not be asked; the text is a sentence for the reader and names no secret."""


class OtherServer(ExchangeTrouble):
    """A recording lies where none may be fetched from; nobody was asked."""


def dial(system: PhoneSystem, *, number: str, extension: str, resolver: Resolve = resolve) -> None:
    """Ask the exchange to ring an extension and connect it with a number. Raises ExchangeTrouble."""
    url = system.dial_url.replace("{number}", quote(number, safe="")).replace("{extension}", quote(extension, safe=""))
    _asked(url, system, seconds=SECONDS_TO_DIAL, largest=LARGEST_ANSWER, resolver=resolver)


def fetch_recording(system: PhoneSystem, url: str, *, resolver: Resolve = resolve) -> bytes:
    """Return the bytes of a recording of at most 50 MB, from the one server they may come from. Raises ExchangeTrouble, OtherServer."""
    if not system.recordings_host or (urlsplit(url).hostname or "").lower() != system.recordings_host.lower():
        raise OtherServer(_("Recordings are fetched from the server that was set up alone."))
    return _asked(url, system, seconds=SECONDS_TO_FETCH, largest=LARGEST_RECORDING, resolver=resolver)


def _asked(url: str, system: PhoneSystem, *, seconds: float, largest: int, resolver: Resolve) -> bytes:
    try:
        parts = urlsplit(url)
        address = address_to_ask(
            parts.hostname or "", port_of(parts), allows_private=system.allows_private, resolver=resolver
        )
        if parts.scheme != "https" and may_be_asked(address, allows_private=False):
            raise Unreached("plain")
        headers = {"User-Agent": "Amana", "Accept": "*/*"}
        status, _type, body = get(url, headers, address=address, seconds=seconds, largest=largest)
    except (Unreached, OSError, HTTPException, ValueError) as error:
        raise ExchangeTrouble(_("The telephone exchange cannot be reached.")) from error
    if status not in {200, 202, 204}:
        raise ExchangeTrouble(_("The telephone exchange refuses it (%(status)s).") % {"status": status})
    return body
