"""Understanding what a calendar program answers to an invitation; what is no plain answer is nothing here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

# An answer has one or two thousand bytes; with its time zone, which is cut out before anything is read, some ten.
LARGEST = 64 * 1024
MOST_LINES = 1_000
MOST_PARTS = 12
# A zone of its own can say "every second until 2038"; names of zones are looked up instead.
_ZONE = re.compile(r"^BEGIN:VTIMEZONE\r?\n.*?^END:VTIMEZONE\r?\n", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_BEGIN = re.compile(r"^BEGIN:", re.MULTILINE | re.IGNORECASE)
_METHOD = re.compile(r"^METHOD:(REPLY|COUNTER)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_SAID = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to the event `uid` as it stood at `sequence`; `proposed_at` (UTC) is a time asked for instead.

    `said` is accepted, declined, tentative or counter.
    """

    uid: str
    sequence: int
    said: str
    comment: str = ""
    proposed_at: datetime | None = None


def read_answer(content: bytes, *, sender: str) -> Answer | None:
    """Return the answer of `sender` (an address) that a calendar file holds; None for anything else, and never an error.

    Nothing else is an answer: several events, one that repeats, one in whose name somebody else answers, more than 64 KiB.
    """
    text = _plain(content)
    if text is None:
        return None
    try:
        calendar = Calendar.from_ical(text)
        events = calendar.walk("VEVENT")
        if len(events) != 1:
            return None
        return _answer(str(calendar.get("method", "")).upper(), events[0], sender.strip().lower())
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OverflowError):
        # The library names no error of its own for a file that is broken in an odd way.
        return None


def _plain(content: bytes) -> str | None:
    """Return the file without zones of its own; None for one no calendar program sends as an answer."""
    if len(content) > LARGEST or content.count(b"\n") > MOST_LINES:
        return None
    text = content.decode("utf-8-sig", "replace")
    if not _METHOD.search(text):
        return None
    text = _ZONE.sub("", text)
    return text if len(_BEGIN.findall(text)) <= MOST_PARTS else None


def _answer(method: str, event: Any, sender: str) -> Answer | None:
    uid = str(event.get("uid", "")).strip()
    if not uid or "rrule" in event or "rdate" in event or "recurrence-id" in event:
        return None
    named = event.get("attendee", [])
    named = named if isinstance(named, list) else [named]
    if method == "REPLY" and len(named) != 1:
        return None
    mine = [one for one in named if str(one).strip().lower().removeprefix("mailto:") == sender]
    if len(mine) != 1:
        return None
    sequence = int(event.get("sequence", 0))
    said = _SAID.get(str(mine[0].params.get("PARTSTAT", "")).upper()) if method == "REPLY" else "counter"
    if said is None or not 0 <= sequence < 1_000_000:
        return None
    proposed = _moment(event) if method == "COUNTER" else None
    return Answer(uid[:255], sequence, said, _comment(event), proposed)


def _moment(event: Any) -> datetime | None:
    """Return the beginning in UTC; of a day without an hour, or an hour of an unknown zone, nothing is guessed."""
    begins = event.decoded("dtstart", None)
    if not isinstance(begins, datetime) or begins.tzinfo is None:
        return None
    return begins.astimezone(UTC)


def _comment(event: Any) -> str:
    said = event.get("comment", "")
    lines = said if isinstance(said, list) else [said]
    return "\n".join(str(one).strip() for one in lines if str(one).strip())[:1000]
