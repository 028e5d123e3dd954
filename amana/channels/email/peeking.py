"""What must be known of a message before it is read: its digest, its id, and when it says it was written."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from amana.channels.email.dating import YEARS, read_date
from amana.channels.email.fingerprinting import digest_and_fields

_FIELD = re.compile(rb"^(message-id|date)[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_ID = re.compile(rb"<([^<>\s\x00-\x1f\x7f-\xff]{1,250})>")
_WANTED = {"message-id", "date"}
HEAD = 64 * 1024


class Peeked(NamedTuple):
    """`digest` in hex; `message_id` without angle brackets, empty when there is none; `date` as the field has it."""

    digest: str
    message_id: str
    date: bytes

    @property
    def dated(self) -> datetime | None:
        """When it says it was written, in UTC; None when absurd. Read when asked for: most doors never ask."""
        moment = read_date(self.date.strip()[:100])
        return moment if moment is not None and moment.year in YEARS else None


def peek(raw: bytes) -> Peeked:
    """Look at the header of a message without reading it; rubbish gives empty values, never an error."""
    digest, fields = digest_and_fields(raw)
    found = {name: value for name, value in reversed(fields) if name in _WANTED}
    if len(found) < len(_WANTED):
        found = _further_down(raw) | found
    marked = _ID.search(found.get("message-id", b""))
    return Peeked(
        digest=digest.hex(),
        message_id=marked.group(1).decode("ascii") if marked else "",
        date=found.get("date", b""),
    )


def _further_down(raw: bytes) -> dict[str, bytes]:
    """What stands below a line that ends the header for its reader, though no empty line has come yet."""
    end = re.search(rb"\r?\n\r?\n", raw[:HEAD])
    found = _FIELD.findall(raw[: end.start() if end else HEAD])
    return {name.decode("ascii").lower(): value for name, value in reversed(found)}
