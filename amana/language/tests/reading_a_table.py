"""One line of a table of phrases: what was written, and what promises are in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from amana.language import Promise, read
from amana.language.findings import Side

JERUSALEM = ZoneInfo("Asia/Jerusalem")
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=JERUSALEM)  # 18 November 2026, 10:00


@dataclass(frozen=True)
class Line:
    """A sentence, its side, and its promises as "DUE firmness by", where DUE is local time or the kind."""

    text: str
    side: Side
    promises: tuple[str, ...]


def table(written: str) -> list[Line]:
    """Read "side | text | promise | promise …" lines; blank lines and lines that begin with # are left out."""
    lines = []
    for line in written.strip().splitlines():
        if line.strip() and not line.startswith("#"):
            side, text, *promises = (cell.strip() for cell in line.split("|"))
            assert side in ("company", "customer", "caller_note"), line
            lines.append(Line(text, side, tuple(promise for promise in promises if promise)))  # type: ignore[arg-type]  # looked at above
    return lines


def found_in(line: Line) -> tuple[str, ...]:
    """What is read in a line, in the form of the table."""
    found = read(line.text, sent_at=WEDNESDAY, side=line.side).promises
    assert all(line.text[promise.start : promise.end] == promise.quote for promise in found)
    return tuple(written(promise) for promise in found)


def written(promise: Promise) -> str:
    """A promise in the form of the table."""
    at = promise.due.at
    due = f"{at.astimezone(JERUSALEM):%d.%m %H:%M}" if at else promise.due.kind
    return f"{due} {promise.firmness} {promise.by}"
