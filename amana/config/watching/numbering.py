"""Gives every request a number, which stands in the answer, on the page of an error and in each line of the log about it."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Amana-Request"
log = logging.getLogger(__name__)

_number: ContextVar[str] = ContextVar("request", default="")


def number() -> str:
    """Return the number of the request in hand; empty outside of one."""
    return _number.get()


class Numbers:
    """Our own number always: what a visitor sends as one would stand in our log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _number.set(secrets.token_hex(8))
        began = time.monotonic()
        try:
            response = self.get_response(request)
            response.headers[HEADER] = number()
            took = round((time.monotonic() - began) * 1000)
            log.info("%s %s %s %s ms", request.method, route_of(request), response.status_code, took)
            return response
        finally:
            _number.reset(token)


def route_of(request: HttpRequest) -> str:
    """Return which address was asked for, without what stands in it: links hold keys that open cases."""
    match = request.resolver_match
    if match is None and request.path.startswith(str(settings.STATIC_URL)):
        return str(settings.STATIC_URL)
    return f"/{match.route}" if match is not None else "(no such address)"
