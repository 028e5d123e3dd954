"""A sealed copy of a whole installation, and bringing one back into an empty folder."""

from __future__ import annotations

import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from io import RawIOBase
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from amana.kit.enciphering import Unopened, open_sealed, seal

# What is copied beside the database; locks and logs are made anew.
FOLDERS = ("files", "secrets")
DATABASE = "amana.sqlite3"


class NotPossible(Exception):
    """A copy cannot be made or brought back; the sentence says why and what to do."""


def back_up(target: IO[bytes], passphrase: str) -> None:
    """Write the database, the files and the keys of this installation, sealed with a passphrase, while it goes on running.

    Raises NotPossible on another database than SQLite, and ValueError for a passphrase under 10 letters.
    """
    if connection.vendor != "sqlite":
        raise NotPossible(
            "This installation keeps its data in PostgreSQL; back that up with pg_dump, and the folders beside it."
        )
    with tempfile.TemporaryDirectory(dir=settings.DATA) as folder:
        copy = Path(folder) / DATABASE
        _copy_database(copy)
        packed = Path(folder) / "copy.tar"
        with tarfile.open(packed, "w") as tar:
            tar.add(copy, DATABASE)
            for name in FOLDERS:
                if (settings.DATA / name).is_dir():
                    tar.add(settings.DATA / name, name)
        with packed.open("rb") as source:
            seal(source, target, passphrase)


def _copy_database(target: Path) -> None:
    """Copy the database as it is at one moment, also while others write."""
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()


def restore(
    source: IO[bytes],
    folder: Path,
    passphrase: str,
    *,
    database: str = DATABASE,
    before: Callable[[Path], None] = lambda _made: None,
) -> int:
    """Bring a sealed copy back into an empty folder, whole or not at all; return how many files there are.

    `database` is what the database file is called there; it is put into its place last. `before` may add to what was
    unpacked. Raises NotPossible: for a folder that holds anything, a wrong passphrase, or a file that was changed.
    """
    if folder.exists() and any(one.name not in {"up.lock", "migrate.lock"} for one in folder.iterdir()):
        raise NotPossible(f"{folder} is not empty. Choose an empty folder with --data.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as draft:
        try:
            with tarfile.open(fileobj=_Stream(open_sealed(source, passphrase)), mode="r|") as tar:
                tar.extractall(draft, filter="data")
        except Unopened as error:
            raise NotPossible(_SAID[str(error)]) from None
        except (tarfile.TarError, OSError) as error:
            raise NotPossible(f"The copy cannot be unpacked: {type(error).__name__}.") from None
        made = Path(draft)
        if not (made / DATABASE).is_file():
            raise NotPossible("There is no database in this copy.")
        count = sum(one.is_file() for one in made.rglob("*"))
        before(made)
        for one in sorted(made.iterdir(), key=lambda one: (one.name == DATABASE, one.name)):
            one.replace(folder / (database if one.name == DATABASE else one.name))
    return count


_SAID = {
    "passphrase": "This passphrase does not open it.",
    "damaged": "The file was changed or is not whole. Nothing was brought back.",
    "format": "This is not a sealed copy of Amana.",
}


class _Stream(RawIOBase):
    """Pieces of bytes, read as one file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return as many bytes as are asked for, less only at the end; with -1 all there are."""
        while size < 0 or len(self._left) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._left += piece
        size = len(self._left) if size < 0 else size
        found, self._left = self._left[:size], self._left[size:]
        return found
