"""Reaching a server over the network: which addresses it may have, and one GET that ends in time whatever happens."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from amana.channels.exchanging import Question, TooLong, exchange

# Seconds until it takes the call.
CALL = 3.0
Resolve = Callable[[str, int], Sequence[str]]
Number = IPv4Address | IPv6Address
# Under which IPv4 is reached from networks that have IPv6 alone (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")
# All that is given out to the world in IPv6; beside it stand forms that lead back into a house (RFC 4291, 6052, 8215).
_WORLD = IPv6Network("2000::/3")
# "This network": no server has such an address, and some systems take it for themselves (RFC 1122, 3.2.1.3).
_NOWHERE = IPv4Network("0.0.0.0/8")
# Below 1024 pages are served on two ports; above it, some belong to databases, which are never spoken to in this way.
_OF_PAGES = {80, 443}
_OF_DATABASES = {1433, 1521, 2049, 2375, 2379, 3306, 3389, 5432, 5900, 5984, 6379, 9042, 9200, 11211, 27017}


class Unreached(Exception):
    """The server may not be asked, or gave no answer in time; the text is the reason in one word: see REASONS of asking."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host, as numbers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def address_to_ask(
    host: str, port: int, *, allows_private: bool, is_mail: bool = False, resolver: Resolve = resolve
) -> str:
    """Return the one address to connect to; a host of which a single address is forbidden is not asked at all.

    Private ones (this machine, the house's own network) are for hosts of which somebody said so. Never asked are those that
    belong to the link alone, where clouds keep their keys, to groups or to nobody. Ports are those of pages; with `is_mail`
    the caller has looked at the port. Raises Unreached.
    """
    if not is_mail and ((port < 1024 and port not in _OF_PAGES) or port in _OF_DATABASES):
        raise Unreached("forbidden")
    try:
        addresses = resolver(host, port)
    except (OSError, UnicodeError) as error:
        raise Unreached("unknown") from error
    if not addresses:
        raise Unreached("unknown")
    for one in addresses:
        if not may_be_asked(one, allows_private=allows_private):
            raise Unreached("forbidden" if allows_private else "private")
    return addresses[0]


def may_be_asked(address: str, *, allows_private: bool) -> bool:
    """Whether an address, as a number, is one of the world's, or a private one where these are allowed."""
    try:
        number = _inner(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if number.is_link_local or number.is_multicast or number.is_unspecified or number in _NOWHERE:
        return False
    if isinstance(number, IPv6Address) and not (number in _WORLD or number.is_private):
        return False
    if number.is_global and not number.is_reserved:
        return True
    return allows_private and (number.is_private or number.is_loopback) and not _is_reserved(number)


def _is_reserved(number: Number) -> bool:
    return number.is_reserved and not number.is_loopback


def _inner(number: Number) -> Number:
    """Return the IPv4 address that an IPv6 one stands for (mapped, 6to4, Teredo, NAT64), else itself."""
    if isinstance(number, IPv4Address):
        return number
    if number in _NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None) or number


def get(url: str, headers: Mapping[str, str], *, address: str, seconds: float, largest: int) -> tuple[int, str, bytes]:
    """Ask a server at this address and return status, media type and body; follows no redirect, sends no cookie.

    The name in the URL is what its certificate is compared with. Raises Unreached when it is too slow or too long, OSError or
    HTTPException when the connection fails.
    """
    parts = urlsplit(url)
    ends = monotonic() + seconds
    question = Question("GET", target_of(parts), {**headers, "Connection": "close"})
    try:
        answer, body = exchange(client_at(parts, address), question, ends=ends, most=largest)
    except TooLong:
        raise Unreached("long") from None
    except TimeoutError:
        if monotonic() >= ends:
            raise Unreached("slow") from None
        raise
    return answer.status, answer.headers.get_content_type(), body


def target_of(parts: SplitResult) -> str:
    """Return what is asked for: the path with its query, as it is sent and signed."""
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def port_of(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def client_at(parts: SplitResult, address: str) -> HTTPConnection:
    """Return a client connected to the address that was looked at, so that the name cannot mean another a moment later."""
    host, port = parts.hostname or "", port_of(parts)
    client: HTTPConnection
    if parts.scheme == "https":
        client = HTTPSConnection(host, parts.port, timeout=CALL)
    else:
        client = HTTPConnection(host, parts.port, timeout=CALL)
    connection = socket.create_connection((address, port), timeout=CALL)
    if parts.scheme == "https":
        try:
            connection = ssl.create_default_context().wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise
    client.sock = connection
    return client
