"""What a file says of one company, cleaned and limited, whatever format it came in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from amana.directory.models import CONFIDENCE, Point, Profile
from amana.directory.models.facts import UNVERIFIED
from amana.directory.naming import domain_in, folded
from amana.directory.pointing import safe_link, same, same_phone
from amana.directory.sectors import SECTORS

MOST_BYTES = 30_000_000
MOST_UNPACKED = 200_000_000
MOST_RECORDS = 200_000
MOST_NAMES, MOST_DOMAINS, MOST_POINTS, MOST_PEOPLE = 40, 60, 40, 20
MOST_PROBLEMS = 50

_KINDS = {kind for kind, _label in Point.KINDS}
_PURPOSES = {purpose for purpose, _label in Point.PURPOSES}
_SECTORS = {sector for sector, _label in SECTORS}
_SURE = {level for level, _label in CONFIDENCE}
_BODIES = {kind for kind, _label in Profile.KINDS}
_LINKS = {Point.FORM, Point.CHAT, Point.SOCIAL}


class CannotRead(Exception):
    """A file that is none of those known, or damaged; the sentence says what to do."""


@dataclass(frozen=True)
class PointRow:
    """A contact point that a file names."""

    kind: str
    value: str
    purpose: str = Point.SERVICE
    label: str = ""
    language: str = ""
    hours: dict[str, Any] = field(default_factory=dict)  # Any: kit's WorkingWeek as JSON
    to_human: str = ""
    usual_wait: int | None = None


@dataclass(frozen=True)
class PersonRow:
    """Somebody at the company whom a file names."""

    name: str
    role: str = ""
    mail: str = ""


@dataclass(frozen=True)
class Record:
    """One company of a file. `key` is its own in that source; the same key again is the same company."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    kind: str = Profile.COMPANY
    sector: str = ""
    country: str = ""
    site: str = ""
    regulator: str = ""  # the key of another record of the same source
    points: tuple[PointRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    tips: tuple[str, ...] = ()
    source: str = ""
    checked_on: date | None = None
    confidence: str = UNVERIFIED

    @property
    def digest(self) -> str:
        return hashlib.blake2b(
            json.dumps(asdict(self), sort_keys=True, default=str).encode(), digest_size=16
        ).hexdigest()


@dataclass(frozen=True)
class Read:
    """What was read of a file: its companies, and what could not be read, with where."""

    source: str
    digest: str
    records: list[Record]
    problems: list[str]


def text_of(value: object, most: int = 200) -> str:
    """Return a line of text from outside: no control characters, single spaces; empty for anything else than text."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**16 else ""
    if not isinstance(value, str):
        return ""
    plain = "".join(letter if letter.isprintable() else " " for letter in value[: most * 4])
    return " ".join(plain.encode("utf-8", "ignore").decode().split())[:most]


def lines_of(value: object, most: int = 500) -> str:
    """Return text of several lines as one, parted by commas."""
    if not isinstance(value, str):
        return ""
    return ", ".join(filter(None, (text_of(line) for line in value[: most * 4].splitlines())))[:most]


def texts_of(value: object, most: int) -> tuple[str, ...]:
    """Return the texts of a list from outside, without what is none."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(filter(None, (text_of(one) for one in value[: most * 4]))))[:most]


def point(kind: str, value: object, **more: Any) -> PointRow | None:  # Any: the other fields of a PointRow
    """Return a contact point when the value is one of its kind, else None."""
    text = lines_of(value) if kind == Point.ADDRESS else text_of(value, 500)
    if kind not in _KINDS or not text:
        return None
    if kind in _LINKS:
        text = safe_link(text)
    elif kind == Point.MAIL:
        text = text.removeprefix("mailto:").lower()
        text = text if is_mail(text) else ""
    elif kind == Point.PHONE and not same_phone(text):
        text = ""
    if more.get("purpose", Point.SERVICE) not in _PURPOSES:
        more["purpose"] = Point.SERVICE
    return PointRow(kind, text, **more) if text else None


def is_mail(text: str) -> bool:
    """Whether a text is one mail address with a domain."""
    local, at, domain = text.rpartition("@")
    return bool(
        at and local and len(text) <= 254 and domain_in(domain) == domain and not set(local) & set(' <>()[],;:"\\@')
    )


def record(key: str, name: str, points: Iterable[PointRow | None], **more: Any) -> Record | None:
    """Return a record, or None when it has no name; what is outside our lists is left empty."""
    name = text_of(name)
    if not folded(name):
        return None
    more["sector"] = more.get("sector", "") if more.get("sector", "") in _SECTORS else ""
    more["confidence"] = more.get("confidence", UNVERIFIED) if more.get("confidence") in _SURE else UNVERIFIED
    more["kind"] = more.get("kind") if more.get("kind") in _BODIES else Profile.COMPANY
    more["country"] = country_of(more.get("country", ""))
    own = folded(name)
    names = {folded(alias): alias for alias in reversed(more.pop("aliases", ())) if folded(alias) not in {"", own}}
    domains = tuple(dict.fromkeys(filter(None, map(domain_in, more.pop("domains", ())))))[:MOST_DOMAINS]
    kept = tuple(_once(points, more["country"]))[:MOST_POINTS]
    return Record(
        key[:200], name, aliases=tuple(reversed(names.values()))[:MOST_NAMES], domains=domains, points=kept, **more
    )


def _once(points: Iterable[PointRow | None], country: str) -> Iterable[PointRow]:
    seen: set[tuple[str, str, str]] = set()
    for row in points:
        if row is not None and (own := (row.kind, same(row.kind, row.value, country), row.purpose)) not in seen:
            seen.add(own)
            yield row


def country_of(text: object) -> str:
    """Return a country as ISO 3166 writes it, UK as GB; empty for anything else."""
    code = text_of(text, 3).upper()
    code = {"UK": "GB"}.get(code, code)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def date_of(text: object) -> date | None:
    """Return the day in a text such as 2026-11-01, None when it is none."""
    try:
        return date.fromisoformat(text_of(text, 10))
    except ValueError:
        return None
