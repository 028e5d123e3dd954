"""Reaching a push service: by https alone, and only what is on the public internet, whatever its name resolves to."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from amana.channels.email.deadlines import within
from amana.channels.systems.reaching import Resolve, address_to_ask, may_be_asked, resolve, target_of
from amana.channels.systems.reaching import Unreached as Forbidden

# Seconds until it takes the call, and until its answer is here, however slowly it comes.
CALL, WHOLE = 5.0, 15.0
HTTPS = 443
# Names that are given out inside a house.
_INSIDE = (".local", ".internal", ".localhost", ".home.arpa", ".")

Door = Callable[[SplitResult], HTTPConnection]


class Unreached(Exception):
    """The push service cannot be asked, or did not answer; the text holds no address but the host's name."""


def send(endpoint: str, body: bytes, headers: Mapping[str, str], *, door: Door | None = None) -> int:
    """Post bytes and return the status of the answer, of which nothing else is read.

    Follows no redirect, uses no proxy, sends no cookie. Raises Unreached.
    """
    parts = _split(endpoint)
    try:
        client = (door or public_door)(parts)
        try:
            with within(WHOLE, client):
                client.request("POST", target_of(parts), body, {"Host": parts.netloc, **headers, "Connection": "close"})
                return client.getresponse().status
        finally:
            client.close()
    except (HTTPException, OSError, ValueError) as error:
        raise Unreached(f"{parts.hostname}: {type(error).__name__}") from error


def check_address(endpoint: str) -> None:
    """Raises Unreached for an address that is plainly no push service: not https, another port, inside our own network."""
    parts = _split(endpoint)
    host = parts.hostname or ""
    if parts.scheme != "https" or parts.username is not None or _port(parts) != HTTPS or parts.fragment:
        raise Unreached(f"{host}: only https is asked")
    if not (endpoint.isascii() and endpoint.isprintable()) or " " in endpoint:
        raise Unreached("an address has only letters, digits and signs of the Latin script")
    is_public = may_be_asked(host, allows_private=False) if _is_number(host) else "." in host
    if not is_public or host.endswith(_INSIDE):
        raise Unreached(f"{host}: not on the public internet")


def public_door(parts: SplitResult, *, resolver: Resolve = resolve) -> HTTPConnection:
    """Return the way to a push service: to one address its name stands for now, once every one of them is public.

    The connection goes to that very address, so that a name that changes in between leads nowhere else; the certificate
    is compared with the name. Raises Unreached, or OSError when the connection fails.
    """
    host, address = parts.hostname or "", public_address(parts, resolver=resolver)
    client = HTTPSConnection(host, HTTPS, timeout=CALL)
    connection = socket.create_connection((address, HTTPS), timeout=CALL)
    try:
        client.sock = ssl.create_default_context().wrap_socket(connection, server_hostname=host)
    except BaseException:
        connection.close()
        raise
    return client


def public_address(parts: SplitResult, *, resolver: Resolve = resolve) -> str:
    """Return the address of a push service to connect to. Raises Unreached when any its name stands for is not public."""
    check_address(parts.geturl())
    try:
        return address_to_ask(parts.hostname or "", HTTPS, allows_private=False, resolver=resolver)
    except Forbidden as error:
        raise Unreached(f"{parts.hostname}: not on the public internet") from error


def _split(endpoint: str) -> SplitResult:
    try:
        return urlsplit(endpoint)
    except ValueError as error:
        raise Unreached("no address") from error


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or HTTPS
    except ValueError as error:
        raise Unreached("no address") from error


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
