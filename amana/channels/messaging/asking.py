"""Asking a provider by HTTP, behind the guard of all our requests: every answer is read, and no answer is told apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from amana.channels.asking import NoAnswer, check_url
from amana.channels.exchanging import Question, TooLong, exchange
from amana.channels.messaging.words import Later, Line, NotTold, Refusal
from amana.channels.systems.reaching import Unreached, address_to_ask, client_at, port_of, target_of

SECONDS = 15.0  # for one question and its answer, whatever the other side does
LARGEST = 1024 * 1024


@dataclass(frozen=True)
class Told:
    """What was answered: status, headers by lower-case name, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def is_yes(self) -> bool:
        return 200 <= self.status < 300

    @property
    def said(self) -> Mapping[str, Any]:
        """The JSON object in the answer, an empty one where there is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def wait(self) -> int:
        """Seconds after which the server wants to be asked again, 0 where it does not say so; at most an hour."""
        said = self.headers.get("retry-after", "")
        return min(int(said), 3600) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def ask(
    line: Line,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    most: int = LARGEST,
    seconds: float = SECONDS,
) -> Told:
    """Ask, and return what was answered, whatever its status; no redirect is followed.

    Encrypted except on this machine. Raises Later when nothing was asked yet, NotTold when it was and no answer came,
    Refusal when the answer is longer than `most`.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    ends = monotonic() + seconds
    try:
        check_url(url)
        address = address_to_ask(host, port_of(parts), allows_private=line.allows_private)
        client = client_at(parts, address)
    except (NoAnswer, Unreached, OSError, HTTPException, ValueError) as error:
        raise Later(f"{host}: {type(error).__name__}") from error
    question = Question(method, target_of(parts), {"Connection": "close", **(headers or {})}, body)
    try:
        answer, content = exchange(client, question, ends=ends, most=most, reads_all=True)
    except TooLong as error:
        raise Refusal(f"{host}: the answer is too long") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NotTold(f"{host}: {type(error).__name__}") from error
    return Told(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)


def one_line(words: object) -> str:
    """Return what a provider said as one line of printable letters, at most 250."""
    return " ".join("".join(one if one.isprintable() else " " for one in str(words)).split())[:250]
