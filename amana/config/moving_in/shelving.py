"""The records of an export on a shelf of its own while they are put together: in whatever order its files hold them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

AT_ONCE = 500


@dataclass(frozen=True)
class Thing:
    """One record: what it is, its number, and the number of what it belongs to."""

    kind: str
    number: str
    value: dict[str, Any]
    parent: str = ""


class Shelf:
    """A scratch file of records by kind and number; the same number again replaces what was there."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(
            "CREATE TABLE thing (kind TEXT, number TEXT, parent TEXT, ordering INTEGER, body TEXT,"
            " PRIMARY KEY (kind, number)) WITHOUT ROWID"
        )
        self._waiting: list[tuple[str, str, str, int, str]] = []
        self._count = 0
        self.one = lru_cache(maxsize=20_000)(self._one)

    def close(self) -> None:
        self._db.close()

    def put(self, thing: Thing) -> None:
        self._count += 1
        body = json.dumps(thing.value)  # in ASCII: half letters stand in some exports
        ordering = int(thing.number) if thing.number.isascii() and thing.number.isdecimal() else self._count
        self._waiting.append((thing.kind, thing.number, thing.parent, min(ordering, 2**62), body))
        if len(self._waiting) >= AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._db.executemany("INSERT OR REPLACE INTO thing VALUES (?, ?, ?, ?, ?)", self._waiting)
        self._waiting.clear()

    def done(self) -> None:
        """Everything lies there; from here on it is read."""
        self._flush()
        self._db.execute("CREATE INDEX by_parent ON thing (kind, parent, ordering)")
        self._db.execute("CREATE INDEX in_order ON thing (kind, ordering, number)")
        self._db.commit()

    def count(self, kind: str) -> int:
        return int(self._db.execute("SELECT count(*) FROM thing WHERE kind = ?", (kind,)).fetchone()[0])

    def _one(self, kind: str, number: str) -> dict[str, Any] | None:
        found = self._db.execute("SELECT body FROM thing WHERE kind = ? AND number = ?", (kind, number)).fetchone()
        return None if found is None else dict(json.loads(found[0]))

    def all(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each of a kind with its number, the lowest first."""
        rows = self._db.execute("SELECT number, body FROM thing WHERE kind = ? ORDER BY ordering, number", (kind,))
        for number, body in rows:
            yield number, json.loads(body)

    def of(self, kind: str, parent: str) -> list[dict[str, Any]]:
        """Return all of a kind that belong to one thing."""
        rows = self._db.execute(
            "SELECT body FROM thing WHERE kind = ? AND parent = ? ORDER BY ordering", (kind, parent)
        )
        return [json.loads(body) for (body,) in rows]

    def orphans(self, kind: str, of: str) -> Iterator[tuple[str, str, str]]:
        """Yield number, parent and text of those whose parent is not there."""
        rows = self._db.execute(
            "SELECT number, parent, body FROM thing AS one WHERE kind = ? AND NOT EXISTS"
            " (SELECT 1 FROM thing WHERE kind = ? AND number = one.parent)",
            (kind, of),
        )
        yield from rows
