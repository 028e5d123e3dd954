"""Bringing a copy back into an empty folder, and on PostgreSQL into an empty database, whole or not at all."""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from amana.config import withholding
from amana.config.backing_up.keying import keep
from amana.config.backing_up.retaining import copies_in, keys_of
from amana.config.backing_up.storing import Store
from amana.kit.crashing import point

PACKAGE = Path(__file__).resolve().parents[2]
DATABASE = "amana.sqlite3"
# What an empty folder may hold: `amana up` was tried, and told that there is nothing.
LOCKS = frozenset({"up.lock", "migrate.lock"})

Told = Callable[[str, int, int], None]


class NotPossible(Exception):
    """A copy cannot be brought back like this; the sentence says why and what to do."""


@dataclass(frozen=True)
class Copy:
    """One copy in a store: its list and its keys, opened."""

    name: str
    listed: dict[str, Any]
    keys: dict[str, Any]

    @property
    def at(self) -> str:
        """When it was made, ISO 8601."""
        return str(self.listed["at"])

    @property
    def is_postgres(self) -> bool:
        """Whether its database was PostgreSQL; its rows go into PostgreSQL alone."""
        return "tables" in self.listed["database"]


def chosen(store: Store, name: str = "") -> Copy:
    """Return the copy of that name or beginning of a name, the newest when there is none. Raises NotPossible or Broken."""
    names = [one for one in copies_in(store) if one.startswith(name)]
    if not names:
        raise NotPossible(f"There is no copy {name or 'at all'} in {store.folder}.")
    copy = Copy(names[0], store.read("copies", names[0]), store.read("keys", keys_of(names[0])))
    for app, migration in copy.listed["migrations"]:
        folder = PACKAGE / app / "migrations"
        if folder.is_dir() and not (folder / f"{migration}.py").exists():
            version = copy.listed["version"]
            raise NotPossible(f"This copy was made by a newer Amana ({version}). Install that version, then restore.")
    return copy


def bring_back(
    store: Store, copy: Copy, folder: Path, *, key: bytes | None, told: Told = lambda _what, _done, _of: None
) -> int:
    """Put the files, the keys and, of SQLite, the database into an empty folder; return how many files there are.

    `key` is kept there for the next copies; a staging copy makes none and is given none. Nothing is left
    there when a piece is missing or was changed, and nothing goes out from there at any moment. Raises NotPossible or Broken.
    """
    if folder.exists() and any(one.name not in LOCKS for one in folder.iterdir()):
        raise NotPossible(f"{folder} is not empty. Choose an empty folder with --to.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="restoring-") as scratch:
        made = Path(scratch)
        files = copy.listed["files"]
        for number, (name, size, pieces) in enumerate(files, 1):
            _write(_inside(made / "files", name), (store.get(piece) for piece in pieces), size=size)
            told("files", number, len(files))
        if not copy.is_postgres:
            database = copy.listed["database"]
            pieces = database["file"]
            content = _told(store, pieces, told, "pieces of the database")
            _write(made / DATABASE, content, size=database["size"])
        for name, content in copy.keys["files"].items():
            _write(_inside(made / "secrets", name), iter([base64.b64decode(content)]))
        (made / "secrets").chmod(0o700)
        if key is not None:
            keep(made, key)
        close(made, of=copy.at, is_staging=key is None)
        for one in in_order(made):
            one.replace(folder / one.name)
            point("R1")
    return len(files)


def close(folder: Path, *, of: str, is_staging: bool) -> None:
    """Let nothing go out from a data folder that is not settled yet; `of` is when its copy was made (ISO 8601)."""
    why = withholding.STAGING if is_staging else withholding.RESTORED
    withholding.withhold(folder / "files", why, of=of, at=datetime.now(UTC).isoformat(), **withholding.UNSETTLED)
    if is_staging:
        (folder / withholding.STAGING).touch()


def in_order(made: Path) -> list[Path]:
    """Return what goes into a data folder, the database last: whatever ends it before, nothing can be sent."""
    return sorted(made.iterdir(), key=lambda one: (one.name == DATABASE, one.name))


def rows_in(store: Store, table: dict[str, Any]) -> Iterator[bytes]:
    """Yield the rows of a table as COPY reads them."""
    yield from (store.get(piece) for piece in table["pieces"])


def _told(store: Store, pieces: list[str], told: Told, what: str) -> Iterator[bytes]:
    for number, piece in enumerate(pieces, 1):
        yield store.get(piece)
        told(what, number, len(pieces))


def _inside(folder: Path, name: str) -> Path:
    """Return a path below a folder. Raises NotPossible for a name that leads elsewhere."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise NotPossible("The copy names a file outside of its folder. Nothing was brought back.")
    return path


def _write(path: Path, content: Iterator[bytes], *, size: int | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for piece in content:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        if size is not None and file.tell() != size:
            raise NotPossible(f"{path.name} came back with another size. Nothing was brought back.")
