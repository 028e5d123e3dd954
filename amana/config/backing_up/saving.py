"""Making a copy: the database as of one moment, then the files, then the keys; only what is new is written."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from amana import __version__
from amana.config.backing_up import snapshotting, stating
from amana.config.backing_up.keying import kept_key
from amana.config.backing_up.retaining import Forgotten, copies_in, forget
from amana.config.backing_up.storing import PIECE, Broken, Store
from amana.config.holding import hold

# The files of keys below the data folder, and the settings that stand for them.
KEYS = {"django": "SECRET_KEY", "mail": "MAIL_KEY", "vault": "VAULT_KEY", "checkpoint": "CHECKPOINT_KEY"}
EARLIER = ("VAULT_KEYS_EARLIER", "CHECKPOINT_KEYS_EARLIER")

Told = Callable[[str, int, int], None]  # what, how much, of how much


@dataclass(frozen=True)
class Saved:
    """What a copy cost: how many pieces were new and how many bytes that took, and what was taken away as too old."""

    name: str
    files: int
    new: int
    new_bytes: int
    known: int
    forgotten: Forgotten


def save(folder: Path, *, at: datetime, days: int, told: Told = lambda _what, _done, _all: None) -> Saved:
    """Write a copy into a folder of copies, then take away those older than `days`, if a newer one is there.

    Raises WrongKey, Broken, or Held while another copy is being made there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with hold(folder / "backup.lock"):
        store = Store(folder, kept_key(settings.DATA))
        name = f"{at.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"
        earlier = _files_of_newest(store, there=set(store.names()))
        # The order matters: a file is written before the row that names it.
        found: dict[str, Any] = {
            "format": 1,
            "version": __version__,
            "at": at.isoformat(),
            "vendor": connection.vendor,
            "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
            "database": _database(store, told),
        }
        found["files"] = list(_files(store, earlier, told))
        store.write("keys", f"{name}.keys", _keys())
        store.write("copies", f"{name}.copy", found)
        stating.note(settings.DATA, folder=str(folder), at=at.isoformat())
        forgotten = forget(store, before=days, at=at)
    return Saved(name, len(found["files"]), store.saved, store.saved_bytes, store.known, forgotten)


def _database(store: Store, told: Told) -> dict[str, Any]:
    if connection.vendor == "postgresql":
        return {"tables": list(_tables(store, told))}
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix="copying-") as scratch:
        copy = Path(scratch) / "copy"
        name = connection.settings_dict["NAME"]
        snapshotting.copy_sqlite(name, copy, told=lambda done, of: told("pages of the database", done, of))
        return {"file": [store.put(piece) for piece in snapshotting.pieces_of(copy)], "size": copy.stat().st_size}


def _tables(store: Store, told: Told) -> Iterator[dict[str, Any]]:
    with snapshotting.one_moment() as cursor:
        tables = snapshotting.tables_in(cursor)
        for number, (table, columns) in enumerate(tables.items(), 1):
            pieces = [store.put(piece) for piece in snapshotting.rows_of(cursor, table, columns)]
            yield {"name": table, "columns": columns, "pieces": pieces}
            told("tables", number, len(tables))


def _files_of_newest(store: Store, *, there: set[str]) -> dict[str, list[Any]]:
    """What the newest copy knows of files whose pieces are all there: they never change under their key, and are not read again."""
    for name in copies_in(store):
        try:
            files = store.read("copies", name)["files"]
        except Broken:
            continue
        return {entry[0]: entry for entry in files if there.issuperset(entry[2])} if isinstance(files, list) else {}
    return {}


def _files(store: Store, earlier: dict[str, list[Any]], told: Told) -> Iterator[list[Any]]:
    """Yield each file as its name, its size and the names of its pieces."""
    paths = sorted(path for path in settings.FILES.glob("??/*") if path.is_file() and path.suffix != ".part")
    for number, path in enumerate(paths, 1):
        name = path.relative_to(settings.FILES).as_posix()
        known = earlier.get(name)
        try:
            yield known if known and known[1] == path.stat().st_size else _read(store, path, name)
        except FileNotFoundError:
            continue  # erased since it was listed
        told("files", number, len(paths))


def _read(store: Store, path: Path, name: str) -> list[Any]:
    size, pieces = 0, []
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            pieces.append(store.put(piece))
            size += len(piece)
    return [name, size, pieces]


def _keys() -> dict[str, Any]:
    """The installation's own keys as they are in force, whether they stand in files or in the environment."""
    folder = settings.DATA / "secrets"
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*")) if path.is_file()}
    files.pop("recovery", None)
    # What is set by the environment lies in no file; it comes back as one.
    for name, setting in KEYS.items():
        files[name] = str(getattr(settings, setting)).encode()
    earlier = {"AMANA_MAIL_KEYS_EARLIER": settings.MAIL_KEYS[1:]}
    earlier |= {f"AMANA_{name}": getattr(settings, name) for name in EARLIER}
    return {
        "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
        "earlier": {name: list(values) for name, values in earlier.items() if values},
    }
