"""From a line of a labelled file to the picture that is judged; days and hours count from a Sunday in Jerusalem."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from amana.kit.working_time import week_in_zone
from amana.language import read
from amana.readings.finding import kept
from amana.review.leaks.picture import COMPANY, CUSTOMER, Picture, Promise, Told
from amana.review.leaks.telling import Line, read_as_company, tell

FOLDER = Path(__file__).parent
ZONE = ZoneInfo("Asia/Jerusalem")
BEGAN = datetime(2026, 11, 1, tzinfo=ZONE)
WEEK = week_in_zone("Asia/Jerusalem")
AMOUNTS = (25.0, 75.0, 150.0, 400.0)
# What a short word of a labelled file is in the record: kind and side.
KINDS = {
    "in": ("message.received", CUSTOMER), "out": ("message.sent", COMPANY), "note": ("note.written", COMPANY),
    "call": ("call.noted", COMPANY), "told": ("call.noted", COMPANY), "letter": ("letter.sent", CUSTOMER),
    "came": ("message.sent", COMPANY), "answer": ("rung.answered", COMPANY), "ask_up": ("rung.asked", CUSTOMER),
    "handover": ("handover.accepted", COMPANY), "returned": ("handover.returned", COMPANY),
    "refused": ("closing.refused", CUSTOMER), "fault": ("fault.admitted", COMPANY), "amends": ("amends.given", COMPANY),
    "gesture": ("gesture.given", COMPANY), "corrected": ("entry.corrected", COMPANY), "reopened": ("case.reopened", CUSTOMER),
    "unsolved": ("followup.answered", CUSTOMER), "claimed": ("promise.claimed", CUSTOMER), "offer": ("offer.noted", CUSTOMER),
}  # fmt: skip
READ_AS = {
    "message.received": "customer",
    "message.sent": "company",
    "note.written": "company",
    "call.noted": "company",
}


@dataclass(frozen=True)
class Composed:
    """One labelled case: what should be found in it, and what is judged."""

    id: str
    labels: frozenset[str]
    picture: Picture
    at: datetime


def composed(name: str) -> list[Composed]:
    """Return the cases of a labelled file, by its name without ending."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [case_of(json.loads(line)) for line in lines if line.strip()]


def moment(words: str) -> datetime:
    """Return the moment that "3 18:00" stands for: the fourth day, six in the evening."""
    day, _blank, clock = words.partition(" ")
    hours, minutes = clock.split(":")
    return BEGAN + timedelta(days=int(day), hours=int(hours), minutes=int(minutes))


def case_of(row: dict[str, Any]) -> Composed:
    kept_by = row.get("kept_by", COMPANY)
    entries = tuple(_entries(row["record"], kept_by))
    picture = Picture(
        kept_by=kept_by,
        began_at=entries[0].at,
        entries=entries,
        week=WEEK,
        promises=tuple(_promises(row.get("promises", []))),
        closed_at=moment(row["closed"]) if "closed" in row else None,
        next_due_at=moment(row["next_due"]) if "next_due" in row else None,
        is_ours=any(one.kind == "fault.admitted" for one in entries),
        ends=frozenset(one.key for one in entries if one.kind == "case.reopened"),
        amounts=AMOUNTS if kept_by == COMPANY else (),
        given=sum(float(one.said.get("amount") or 0) for one in entries if one.kind == "amends.given"),
    )
    return Composed(row["id"], frozenset(row["labels"]), picture, moment(row["at"]))


def _entries(record: list[list[Any]], kept_by: str) -> Iterator[Told]:
    for number, (when, what, text, *more) in enumerate(record):
        kind, side = KINDS[what]
        line = Line(str(number), kind, moment(when), side, f"agent:{number}", text, more[0] if more else {},
                    retells=what == "told")  # fmt: skip
        yield tell(line, *_read(line, kept_by))


def _read(line: Line, kept_by: str) -> Any:
    if not line.text:
        return ([],)
    if line.retells or (kept_by == CUSTOMER and line.kind == "rung.answered"):
        return (read_as_company(line.text, at=line.at, language="en"),)
    if line.kind not in READ_AS:
        return ([],)
    reading = read(line.text, sent_at=line.at, side=READ_AS[line.kind], week=WEEK)  # type: ignore[arg-type]  # one of the sides
    return (kept(reading),)


def _promises(rows: list[list[Any]]) -> Iterator[Promise]:
    for number, (made, due, said_in, ended, action) in enumerate(rows):
        ended_at = moment(ended) if ended else None
        yield Promise(f"p{number}", action, moment(made), moment(due), "kept" if ended_at else "open", ended_at,
                      str(said_in) if said_in is not None else "")  # fmt: skip
