"""Asking the directory of a firm who somebody is: a session as libraries expect one, behind the guard of all our requests."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException
from time import monotonic
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import requests

from amana.channels.asking import NoAnswer, check_url
from amana.channels.exchanging import Question, TooLong, exchange
from amana.channels.systems.reaching import Unreached, address_to_ask, client_at, port_of, target_of

SECONDS = 10.0  # for one question and its answer, whatever the other side does
LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered, under the names that `requests` has for it."""

    status_code: int
    content: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return what was said. Raises RequestException when it is no JSON object: nothing else is understood here."""
        try:
            said = json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise requests.RequestException("not JSON") from error
        if not isinstance(said, dict):
            raise requests.RequestException("not a JSON object")
        return said

    def raise_for_status(self) -> None:
        if self.status_code != 200:
            raise requests.HTTPError(f"status {self.status_code}")


class Vouching:
    """Asks one server at a time: encrypted except on this machine, only addresses that may be asked, no redirect, no cookie.

    Whatever fails is a `requests.RequestException`; it names the host and no secret.
    """

    def __init__(self, *, allows_private: bool) -> None:
        self.allows_private = allows_private

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        return None

    def get(self, url: str, **options: Any) -> Said:
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> Said:
        return self.request("POST", url, **options)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: Any = None,
    ) -> Said:
        """Ask, and return what was answered; of an answer other than 200 only its status."""
        if params:
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"
        said = {"Accept": "application/json", "Connection": "close", **(headers or {}), **_shown(auth)}
        body = urlencode(data).encode() if data else None
        if body is not None:
            said["Content-Type"] = "application/x-www-form-urlencoded"
        parts = urlsplit(url)
        try:
            check_url(url)
            address = address_to_ask(parts.hostname or "", port_of(parts), allows_private=self.allows_private)
            client = client_at(parts, address)
            question = Question(method, target_of(parts), said, body)
            answer, content = exchange(client, question, ends=monotonic() + SECONDS, most=LARGEST)
        except (NoAnswer, Unreached, TooLong, OSError, HTTPException, ValueError) as error:
            raise requests.RequestException(f"{parts.hostname}: {type(error).__name__}") from error
        return Said(answer.status, content, {"content-type": _media_type(answer.headers)})


def _media_type(headers: Message) -> str:
    return headers.get_content_type()


def _shown(auth: Any) -> dict[str, str]:
    """Return the header for a name and a password (RFC 7617)."""
    if auth is None:
        return {}
    pair = base64.b64encode(f"{auth.username}:{auth.password}".encode()).decode("ascii")
    return {"Authorization": f"Basic {pair}"}
