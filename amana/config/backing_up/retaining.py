"""Taking away copies that are older than their term, and the pieces that no copy needs any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from amana.config.backing_up.storing import Broken, Store

SHAPE = "%Y%m%dT%H%M%S%fZ"


def copies_in(store: Store) -> list[str]:
    """Return the names of all copies, the newest first."""
    return sorted((path.name for path in (store.folder / "copies").glob("*.copy")), reverse=True)


def made_at(name: str) -> datetime:
    """Return when a copy was made, as its name says it. Raises Broken for a name that is none."""
    try:
        return datetime.strptime(name.partition(".")[0], SHAPE).replace(tzinfo=UTC)
    except ValueError:
        raise Broken(f"{name} is no name of a copy.") from None


def forget(store: Store, *, before: int, at: datetime) -> int:
    """Take away copies older than `before` days, and what they alone needed; return how many copies went.

    The newest copy stays, however old it is. Call it while nothing else writes to the folder.
    """
    limit = at - timedelta(days=before)
    old = [name for name in copies_in(store)[1:] if made_at(name) < limit]
    for name in old:
        (store.folder / "keys" / name.replace(".copy", ".keys")).unlink(missing_ok=True)
        (store.folder / "copies" / name).unlink()
    if old:
        sweep(store)
    return len(old)


def sweep(store: Store) -> int:
    """Take away every piece that no copy names; return how many. Raises Broken, and takes nothing, when a list does not open."""
    needed: set[str] = set()
    for name in copies_in(store):
        needed |= pieces_of(store.read("copies", name))
    unneeded = [name for name in store.names() if name not in needed]
    store.remove(unneeded)
    return len(unneeded)


def pieces_of(copy: dict[str, object]) -> set[str]:
    """Return the names of all pieces that a copy is made of."""
    database, files = copy["database"], copy["files"]
    assert isinstance(database, dict)
    assert isinstance(files, list)
    named = set(database.get("file", ()))
    for table in database.get("tables", ()):
        named.update(table["pieces"])
    for entry in files:
        named.update(entry[2])
    return named
