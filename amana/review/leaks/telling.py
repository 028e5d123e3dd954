"""Turning an entry, and what was read in it, into what a picture tells of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from amana.language import read
from amana.language.deeds import deeds_in
from amana.language.normalising import fold
from amana.readings.finding import Kept, kept
from amana.review.leaks.hearing import heard, stock_in
from amana.review.leaks.picture import COMPANY, CUSTOMER, Told

# What somebody retells of a call may hold the company's own words; of these marks alone.
RETOLD = {"tool_excuse", "hand_off", "proving_wrong", "blame", "contempt", "mockery", "apology", "non_apology"}
# What a picture needs of the rest that an entry says.
KEPT = ("waited", "minutes", "files", "is_solved", "side", "channel", "why", "from", "amount")


@dataclass(frozen=True)
class Line:
    """An entry before it is told: its words are `text`, the rest of what it says `said`."""

    key: str
    kind: str
    at: datetime
    side: str = ""
    by: str = ""
    text: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON of the record
    retells: bool = False


def tell(line: Line, found: Sequence[Kept], *, heat: int = 0) -> Told:
    """Return what a picture tells of an entry, from what was read in its words; pure, at a few hundred microseconds."""
    promises = [one for one in found if one["kind"] == "promise" and one["more"].get("by") == COMPANY]
    has_time = any(one["more"].get("due") for one in promises)
    words = heard(line.text) if line.text else frozenset()
    is_vague = (
        line.side == COMPANY
        and not has_time
        and "soon" in words
        and any(one["more"].get("firmness") == "vague" for one in promises)
    )
    stock, own_words = stock_in(line.text) if line.side == COMPANY and "stock" in words else (0, 0)
    said = {name: line.said[name] for name in KEPT if name in line.said}
    return Told(
        key=line.key, kind=line.kind, at=line.at, side=line.side, by=line.by, text=line.text,
        heard=words,
        marks=_marks(found, retells=line.retells),
        feelings={one["id"]: float(one["confidence"]) for one in found if one["kind"] == "feeling"},
        heat=heat,
        done=_deeds(one for one in found if one["kind"] == "tried") if line.side == CUSTOMER else frozenset(),
        asked=_deeds(one for one in found if one["kind"] in {"request", "question"}) if line.side == COMPANY else frozenset(),
        is_vague=is_vague, said={**said, "has_time": has_time}, retells=line.retells, stock=stock, own_words=own_words,
    )  # fmt: skip


def _marks(found: Iterable[Kept], *, retells: bool) -> dict[str, float]:
    marks: dict[str, float] = {}
    for one in found:
        if one["kind"] == "mark" and (not retells or one["id"] in RETOLD):
            marks[one["id"]] = max(float(one["confidence"]), marks.get(one["id"], 0.0))
    return marks


def _deeds(found: Iterable[Kept]) -> frozenset[str]:
    deeds: set[str] = set()
    for one in found:
        deeds |= deeds_in(fold(one["quote"]))
    return frozenset(deeds)


def read_as_company(text: str, *, at: datetime, language: str) -> list[Kept]:
    """Return the marks and promises in words of a company that no reading holds: what a keeper retells, or was answered."""
    return kept(read(text, sent_at=at, side="company", locale=language, only=["marks", "promises"]))
