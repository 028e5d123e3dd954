"""What an exchange says while a call is under way: one small JSON object, signed, for each thing that happens."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from amana.channels.phone.told import IN, Told, as_number, is_inside

LARGEST = 16 * 1024
EVENTS = ("ringing", "answered", "ended", "recording")
LONGEST_URL = 500


class NotUnderstood(ValueError):
    """A body that is no event as documented; the text says what is wrong with it, and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a call. `recording` is where one lies, `is_announced` that it was announced on the call."""

    name: str
    told: Told
    recording: str = ""
    is_announced: bool = False


def read_event(body: bytes, country: str) -> Event:
    """Return the event. Raises NotUnderstood; times without a zone, unknown events and nameless calls are refused."""
    said = _object(body)
    name, ref = said.get("event"), said.get("call")
    if name not in EVENTS:
        raise NotUnderstood(f"event is one of {', '.join(EVENTS)}")
    if not isinstance(ref, str) or not 0 < len(ref.strip()) <= 150 or not ref.isprintable():
        raise NotUnderstood("call is the exchange's name for it, 1 to 150 letters")
    at = _moment(said, "at")
    began = _moment(said, "began") if "began" in said else at
    answered = _moment(said, "answered_at") if "answered_at" in said else at if name == "answered" else None
    way = _way(said)
    number = as_number(_text(said, "from" if way == IN else "to"), country)
    told = Told(ref.strip(), way, number, _extension(said, way), began, answered, at if name == "ended" else None)
    return Event(str(name), told, _url(said) if name == "recording" else "", said.get("announced") is True)


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body) if len(body) <= LARGEST else None
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("not JSON") from error
    if not isinstance(said, dict):
        raise NotUnderstood("not a JSON object of at most 16 KiB")
    return said


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name, "")
    return value if isinstance(value, str) else ""


def _moment(said: dict[str, Any], name: str) -> datetime:
    try:
        at = datetime.fromisoformat(_text(said, name))
    except ValueError as error:
        raise NotUnderstood(f"{name} is a time as 2026-11-22T10:00:00+02:00") from error
    if at.tzinfo is None or not 1990 <= at.year <= 2100:
        raise NotUnderstood(f"{name} has no zone, or is of another age")
    return at.astimezone(UTC)


def _way(said: dict[str, Any]) -> Literal["in", "out"]:
    if said.get("direction") == "out":
        return "out"
    if said.get("direction") == "in":
        return "in"
    raise NotUnderstood("direction is in or out")


def _extension(said: dict[str, Any], way: str) -> str:
    named = _text(said, "extension") or _text(said, "to" if way == IN else "from")
    return named.strip() if is_inside(named) else ""


def _url(said: dict[str, Any]) -> str:
    url = _text(said, "recording")
    try:
        parts = urlsplit(url) if url.isascii() and url.isprintable() and len(url) <= LONGEST_URL else None
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in {"https", "http"} or not parts.hostname or parts.username is not None:
        raise NotUnderstood("recording is an address that begins with https")
    return url
