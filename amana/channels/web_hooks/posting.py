"""Posting one message to one server: guarded, bounded in time and size, and never following where it points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from time import monotonic
from urllib.parse import urlsplit

from amana.channels.exchanging import Question, exchange
from amana.channels.systems.reaching import (
    Resolve,
    Unreached,
    address_to_ask,
    client_at,
    may_be_asked,
    port_of,
    resolve,
    target_of,
)

# Seconds until the answer is here; bytes of it that are read, characters that are kept.
WHOLE = 10.0
MOST, KEPT = 2048, 300
# No answer came: one of these words stands in the log, translated where it is shown.
UNKNOWN, PRIVATE, FORBIDDEN, PLAIN, SLOW, BROKEN = "unknown", "private", "forbidden", "plain", "slow", "broken"
_WORDS = {UNKNOWN, PRIVATE, FORBIDDEN, PLAIN, SLOW}


@dataclass(frozen=True, slots=True)
class Letter:
    """What is posted, and where to."""

    url: str
    allows_private: bool
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status with the beginning of the words, or no status and the reason in one word."""

    status: int | None
    text: str
    took: int  # milliseconds
    retry_after: str = ""


def post(letter: Letter, *, seconds: float = WHOLE, resolver: Resolve = resolve) -> Answer:
    """Post a letter and return what came back; whatever goes wrong is an answer too. Asks no database."""
    begun = monotonic()
    try:
        status, text, retry_after = _posted(letter, ends=begun + seconds, resolver=resolver)
    except Unreached as error:
        status, text, retry_after = None, str(error) if str(error) in _WORDS else BROKEN, ""
    except TimeoutError:
        status, text, retry_after = None, SLOW, ""
    except (OSError, HTTPException, ValueError):
        status, text, retry_after = None, BROKEN, ""
    return Answer(status, text, int((monotonic() - begun) * 1000), retry_after)


def _posted(letter: Letter, *, ends: float, resolver: Resolve) -> tuple[int, str, str]:
    parts = urlsplit(letter.url)
    address = address_to_ask(
        parts.hostname or "", port_of(parts), allows_private=letter.allows_private, resolver=resolver
    )
    if parts.scheme != "https" and may_be_asked(address, allows_private=False):
        raise Unreached(PLAIN)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Amana",
        "Accept": "*/*",
        "Connection": "close",
        **letter.headers,
    }
    question = Question("POST", target_of(parts), headers, letter.body)
    answer, body = exchange(client_at(parts, address), question, ends=ends, most=MOST, cut=True)
    return answer.status, _readable(body), answer.headers.get("Retry-After", "")


def _readable(body: bytes) -> str:
    """Return the beginning of an answer as one line that can be shown and stored anywhere."""
    text = body.decode("utf-8", "replace")
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:KEPT]


def asked_to_wait(answer: Answer, *, at: datetime) -> timedelta:
    """Return how long the server asks us to wait (RFC 9110, 10.2.3), in seconds or until a date; nothing for rubbish."""
    said = answer.retry_after.strip()
    if said.isascii() and said.isdigit():
        return timedelta(seconds=int(said[:9]))
    try:
        until = parsedate_to_datetime(said)
        return max(until - at, timedelta()) if until.tzinfo is not None else timedelta()
    except (ValueError, TypeError, OverflowError, IndexError):
        return timedelta()
