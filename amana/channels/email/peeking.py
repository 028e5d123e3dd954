"""What must be known of a message before it is read: its digest, its id, and when it says it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from amana.channels.email.fingerprinting import trace_free_digest

_FIELD = re.compile(rb"^(message-id|date)[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(rb"<([^<>\s\x00-\x1f\x7f-\xff]{1,250})>")
HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Peeked:
    """`digest` in hex; `message_id` without angle brackets, empty when there is none; `dated` in UTC, None when absurd."""

    digest: str
    message_id: str
    dated: datetime | None


def peek(raw: bytes) -> Peeked:
    """Look at the header of a message without reading it; rubbish gives empty values, never an error."""
    end = re.search(rb"\r?\n\r?\n", raw[:HEAD])
    found: dict[bytes, bytes] = {}
    for name, value in _FIELD.findall(raw[: end.start() if end else HEAD]):
        found.setdefault(name.lower(), value)
    marked = _ID.search(found.get(b"message-id", b""))
    return Peeked(
        digest=trace_free_digest(raw).hex(),
        message_id=marked.group(1).decode("ascii") if marked else "",
        dated=_moment(found.get(b"date", b"")),
    )


def _moment(value: bytes) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value.decode("ascii", "replace").strip()[:100])
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if 1990 <= moment.year <= 2090 else None
