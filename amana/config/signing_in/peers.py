"""Who is at the other end of the line: what a proxy says of it is believed from a configured proxy alone."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What proxies add about a visitor. From anybody else it is what the visitor says of themselves.
SAID_BY_PROXIES = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_TRUE_CLIENT_IP",
)
# What no proxy of ours has to say: whom it believes to be signed in, and what a content network adds.
NEVER_BELIEVED = (
    "REMOTE_USER",
    "HTTP_REMOTE_USER",
    "HTTP_X_REMOTE_USER",
    "HTTP_X_FORWARDED_USER",
    "HTTP_X_FORWARDED_EMAIL",
    "HTTP_X_AUTH_REQUEST_USER",
    "HTTP_X_AUTH_REQUEST_EMAIL",
    "HTTP_CF_CONNECTING_IP",
    "HTTP_X_CLIENT_IP",
)


class Peers:
    """Takes out what a visitor made up, and puts the visitor's own address in the place of a proxy's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        for name in NEVER_BELIEVED:
            meta.pop(name, None)
        if is_proxy(meta.get("REMOTE_ADDR", "")):
            meta["REMOTE_ADDR"] = visitor(meta["REMOTE_ADDR"], meta.get("HTTP_X_FORWARDED_FOR", ""))
        else:
            for name in SAID_BY_PROXIES:
                meta.pop(name, None)
        return self.get_response(request)


def is_proxy(address: str) -> bool:
    """Whether this address is one of AMANA_PROXIES."""
    number = number_of(address)
    return number is not None and any(number in ip_network(one, strict=False) for one in settings.PROXIES)


def visitor(proxy: str, forwarded: str) -> str:
    """Return the last address in X-Forwarded-For that is no proxy of ours; what is no address ends the search."""
    nearest = proxy
    for said in reversed(forwarded.split(",")):
        number = number_of(said)
        if number is None:
            break
        nearest = str(number)
        if not is_proxy(nearest):
            break
    return nearest


def number_of(address: str) -> IPv4Address | IPv6Address | None:
    """Return an address as a number, an IPv4 one in IPv6 clothes as IPv4; None for what is none."""
    try:
        number = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(number, "ipv4_mapped", None) or number
