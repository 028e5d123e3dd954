"""Entering Amana's own list of companies, regulators and ombudsmen: once, and never over what somebody wrote."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from amana.directory.hours import week_in
from amana.directory.importing.bringing_in import bring_in
from amana.directory.importing.matching import plan
from amana.directory.importing.records import PointRow, Read, Record, country_of, point, record
from amana.directory.models import Run

FILE = Path(__file__).resolve().parent / "seed.toml"
SOURCE = "seed"
Row = Mapping[str, Any]  # Any: TOML, written by us


def seed(*, at: datetime, is_asked: bool = False) -> dict[str, int]:
    """Enter the list where it is not yet as it is now and return what was counted. Twice changes nothing.

    A list that somebody took back comes again only when it is asked for.
    """
    content = FILE.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    known = Run.objects.filter(source=SOURCE, digest=digest)
    if (known.filter(undone_at=None) if is_asked else known).exists():
        return {"companies": 0, "new": 0, "added_to": 0, "unchanged": 0, "unreadable": 0}
    made = plan(Read(SOURCE, digest, records(), []))
    if bring_in(made, file=FILE.name, by=None, at=at) is None:
        # All of it is here from an earlier version; the next start need not look again.
        Run.objects.create(source=SOURCE, file=FILE.name, digest=digest, counts=made.counts, at=at)
    return made.counts


@lru_cache(maxsize=1)
def records() -> list[Record]:
    """Return the companies of the list. Raises ValueError when something in it is wrong."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["company"]
    made = [_record(row) for row in rows]
    if any(one is None for one in made) or len({one.key for one in made if one}) != len(rows):
        raise ValueError("a company of the list has no name, or the key of another")
    return [one for one in made if one is not None]


def _record(row: Row) -> Record | None:
    country = country_of(row.get("country", ""))
    points = [_point(one, country) for one in row.get("points", ())]
    if None in points:
        raise ValueError(f"a contact point of {row['key']} cannot be read")
    return record(
        row["key"], row["name"], points, aliases=row.get("aliases", ()), domains=row.get("domains", ()),
        kind=row.get("kind"), sector=row.get("sector", ""), country=country, site=row.get("site", ""),
        regulator=row.get("regulator", ""), tips=tuple(row.get("tips", ())), source=row.get("source", ""),
        checked_on=row.get("checked_on"), confidence=row.get("confidence", ""),
    )  # fmt: skip


def _point(row: Row, country: str) -> PointRow | None:
    hours = week_in(row.get("hours", ""), country=country)
    more = {name: row[name] for name in ("purpose", "label", "language", "to_human") if name in row}
    return point(row["kind"], row["value"], hours=hours.to_json() if hours else {}, **more)
