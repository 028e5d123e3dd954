"""Taking away copies that are older than their term, the pieces that no copy needs any more, and what broke off left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from amana.config.backing_up.storing import Broken, Store

SHAPE = "%Y%m%dT%H%M%S%fZ"
_NAME = re.compile(r"\d{8}T\d{12}Z\.copy")
# Longer than any copy takes to make.
STRAY = timedelta(days=1)


@dataclass(frozen=True)
class Forgotten:
    """How many copies were taken away, and which lists do not open, for whose sake every piece stays."""

    copies: int
    unreadable: list[str]


def copies_in(store: Store) -> list[str]:
    """Return the names of all copies, the newest first; what somebody else put there is none."""
    found = (path.name for path in (store.folder / "copies").glob("*.copy"))
    return sorted((name for name in found if _NAME.fullmatch(name)), reverse=True)


def made_at(name: str) -> datetime:
    """Return when a copy was made, as its name says it."""
    return datetime.strptime(name.partition(".")[0], SHAPE).replace(tzinfo=UTC)


def keys_of(name: str) -> str:
    """Return what the keys of a copy are called."""
    return name.replace(".copy", ".keys")


def forget(store: Store, *, before: int, at: datetime) -> Forgotten:
    """Take away copies older than `before` days, and what they alone needed.

    The newest copy stays, however old it is. While a list does not open, nobody knows what it needs, and no piece is
    taken away; that list goes with its term. Call it while nothing else writes to the folder.
    """
    limit = at - timedelta(days=before)
    old = [name for name in copies_in(store)[1:] if made_at(name) < limit]
    for name in old:
        (store.folder / "keys" / keys_of(name)).unlink(missing_ok=True)
        (store.folder / "copies" / name).unlink()
    for path in list(_strays(store, before=at - STRAY)):
        path.unlink(missing_ok=True)
    return Forgotten(len(old), sweep(store) if old else [])


def sweep(store: Store) -> list[str]:
    """Take away every piece that no copy names; return the lists that do not open, for which nothing is taken away."""
    needed: set[str] = set()
    unreadable = []
    for name in copies_in(store):
        try:
            needed |= pieces_of(store.read("copies", name))
        except Broken:
            unreadable.append(name)
    if not unreadable:
        store.remove([name for name in store.names() if name not in needed])
    return unreadable


def _strays(store: Store, *, before: datetime) -> Iterator[Path]:
    """Yield what a copy that broke off left behind: drafts, and keys whose list was never written."""
    listed = {keys_of(name) for name in copies_in(store)}
    drafts = (path for pattern in ("*.part", "*/*.part", "pieces/*/*.part") for path in store.folder.glob(pattern))
    keys = (path for path in (store.folder / "keys").glob("*.keys") if path.name not in listed)
    for path in (*drafts, *keys):
        if path.stat().st_mtime < before.timestamp():
            yield path


def pieces_of(copy: dict[str, object]) -> set[str]:
    """Return the names of all pieces that a copy is made of."""
    database, files = copy["database"], copy["files"]
    assert isinstance(files, list)
    named = pieces_of_database(database)
    for entry in files:
        named.update(entry[2])
    return named


def pieces_of_database(database: object) -> set[str]:
    """Return the names of the pieces that the database of a copy is made of."""
    assert isinstance(database, dict)
    named = set(database.get("file", ()))
    for table in database.get("tables", ()):
        named.update(table["pieces"])
    return named
