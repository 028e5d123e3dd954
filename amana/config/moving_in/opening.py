"""An export as it lies there, a folder, a zip or one file: its files by name, read in pieces, and never written anywhere."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from amana.handling.moving_in.matters import NotThere

MOST_FILES = 2_000_000
# What an archive may grow to when it is opened, for each of its bytes, once it is of some size.
MOST_GROWTH, SMALL = 500, 64 * 1024 * 1024
LARGEST_ATTACHED = 100 * 1024 * 1024


class CannotRead(NotThere):
    """An export, or a file of it, cannot be read; the text says why, for a person."""


@dataclass(frozen=True)
class Part:
    """One file of an export: its name within it, with `/` between folders, and how large it is when it is open."""

    name: str
    size: int

    @property
    def ending(self) -> str:
        return self.name.rpartition(".")[2].lower()

    @property
    def stem(self) -> str:
        return self.name.rpartition("/")[2].partition(".")[0].lower()


class Dump:
    """The files of an export. Names in it choose among what lies there; nothing outside of it is ever opened."""

    def __init__(self, path: Path) -> None:
        """Raises CannotRead for what is not there, is no zip in spite of its name, or would grow beyond reason."""
        if not path.exists():
            raise CannotRead(_("There is no %(path)s.") % {"path": path})
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        self._paths: dict[str, Path] = {}
        if path.is_dir():
            self.parts = list(self._of_folder(path))
        elif zipfile.is_zipfile(path) and path.suffix.lower() != ".xlsx":
            self.parts = list(self._of_zip(path))
        elif path.suffix.lower() == ".zip":
            raise CannotRead(_("%(path)s is no zip archive, or its end is missing.") % {"path": path})
        else:
            self._paths[path.name] = path
            self.parts = [Part(path.name, path.stat().st_size)]
        self._by_end: dict[str, list[str]] = {}
        for part in self.parts:
            self._by_end.setdefault(part.name.rpartition("/")[2], []).append(part.name)
        self._names = {part.name for part in self.parts}

    def __enter__(self) -> Dump:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._zip is not None:
            self._zip.close()

    def _of_folder(self, folder: Path) -> Iterator[Part]:
        for count, found in enumerate(sorted(folder.rglob("*"))):
            if count >= MOST_FILES:
                raise CannotRead(_("There are more than %(number)s files there.") % {"number": MOST_FILES})
            # A link may lead out of the export.
            if found.is_file() and not found.is_symlink() and not found.name.startswith("."):
                name = found.relative_to(folder).as_posix()
                self._paths[name] = found
                yield Part(name, found.stat().st_size)

    def _of_zip(self, path: Path) -> Iterator[Part]:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
            raise CannotRead(_("%(path)s cannot be opened: %(why)s") % {"path": path, "why": error}) from error
        entries = [one for one in self._zip.infolist() if not one.is_dir()]
        grown, packed = sum(one.file_size for one in entries), max(path.stat().st_size, 1)
        if len(entries) > MOST_FILES or (grown > SMALL and grown / packed > MOST_GROWTH):
            raise CannotRead(_("%(path)s would grow beyond reason when it is opened; no export does.") % {"path": path})
        for one in entries:
            if one.flag_bits & 1:
                raise CannotRead(_("%(path)s is locked with a password. Unpack it first.") % {"path": path})
            is_link = stat.S_ISLNK(one.external_attr >> 16)
            if not is_link and not one.filename.rpartition("/")[2].startswith("."):
                yield Part(one.filename, one.file_size)

    @contextmanager
    def open(self, part: Part) -> Iterator[IO[bytes]]:
        """Open one file to read it from its beginning. Raises CannotRead."""
        try:
            with self._zip.open(part.name) if self._zip else self._paths[part.name].open("rb") as stream:
                yield stream
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise CannotRead(_("%(name)s cannot be read: %(why)s") % {"name": part.name, "why": error}) from error

    def attached(self, *names: str) -> str | None:
        """Return the name under which one of these files lies in the export, there or in a folder within it.

        A name alone is looked for at the top and nowhere else: in the folder of another message the same name is another file.
        """
        whole = [name.replace("\\", "/").lstrip("./") for name in names]
        found = next((name for name in whole if name in self._names), None)
        if found is not None:
            return found
        deeper = (
            name
            for one in whole
            if "/" in one
            for name in self._by_end.get(one.rpartition("/")[2], ())
            if name.endswith(f"/{one}")
        )
        return next(deeper, None)

    def bytes_of(self, name: str) -> bytes:
        """Return a whole attached file. Raises CannotRead when it is too large or broken."""
        with self.open(Part(name, 0)) as stream:
            content = stream.read(LARGEST_ATTACHED + 1)
        if len(content) > LARGEST_ATTACHED:
            raise CannotRead(_("%(name)s is larger than %(size)s MB.") % {"name": name, "size": LARGEST_ATTACHED >> 20})
        return content
