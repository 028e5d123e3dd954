"""What would be left on disk if the power went now: of each file only what was synced, of each folder only its synced names.

SQLite's own calls are watched at the place where it opens files (its VFS), ours by os.fsync; for a process of its own.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from ctypes.util import find_library
from pathlib import Path

_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_OPEN = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int)
)


class _Vfs(ctypes.Structure):
    """The beginning of sqlite3_vfs, as sqlite3.h has it."""

    _fields_ = [
        ("version", ctypes.c_int), ("file_size", ctypes.c_int), ("longest_name", ctypes.c_int),
        ("following", ctypes.c_void_p), ("name", ctypes.c_char_p), ("data", ctypes.c_void_p), ("open", ctypes.c_void_p),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    """sqlite3_io_methods of version 3: a number and eighteen functions, of which the sixth syncs."""

    _fields_ = [("version", ctypes.c_int), ("functions", ctypes.c_void_p * 18)]


CLOSE, SYNC = 0, 4


class Disk:
    """What of a folder is safe. Begins with all that is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content: dict[int, bytes] = {}
        self.names: dict[Path, dict[str, int]] = {}
        for path in [folder, *folder.rglob("*")]:
            self._synced(path)
        self._kept: list[object] = []

    def watch(self) -> None:
        """See every sync of this process from here on. Raises LookupError where SQLite is built into Python."""
        own = os.fsync

        def fsync(handle: int) -> None:
            own(handle)
            self._synced(Path(f"/proc/self/fd/{handle}").readlink())

        os.fsync = fsync
        self._watch_sqlite()

    def leave(self, target: Path) -> None:
        """Write what is safe into another folder, as it would be found after the power came back."""
        self._leave(self.folder, target)

    def _leave(self, folder: Path, target: Path) -> None:
        target.mkdir(parents=True, exist_ok=True)
        for name, inode in self.names.get(folder, {}).items():
            if folder / name in self.names:
                self._leave(folder / name, target / name)
            elif inode in self.content:
                (target / name).write_bytes(self.content[inode])

    def _synced(self, path: Path) -> None:
        if path.is_dir():
            self.names[path] = {one.name: one.stat().st_ino for one in path.iterdir()}
        elif path.exists():
            self.content[path.stat().st_ino] = path.read_bytes()

    def _watch_sqlite(self) -> None:
        library = ctypes.CDLL(find_library("sqlite3") or "libsqlite3.so.0")
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        vfs = library.sqlite3_vfs_find(None).contents
        own_open = _OPEN(vfs.open)
        paths: dict[int, Path] = {}

        def open_file(its, name, file, flags, told):
            status = own_open(its, name, file, flags, told)
            methods = ctypes.cast(file, ctypes.POINTER(ctypes.c_void_p))
            if status == 0 and methods[0] and name:
                paths[file] = Path(os.fsdecode(ctypes.string_at(name)))
                methods[0] = ctypes.addressof(self._watched(methods[0], paths))
                # SQLite syncs the folder itself when it makes a file whose name must last.
                self._synced(paths[file].parent)
            return status

        replaced = _OPEN(open_file)
        self._kept += [replaced, own_open]
        vfs.open = ctypes.cast(replaced, ctypes.c_void_p).value

    def _watched(self, methods: int, paths: dict[int, Path]) -> _Methods:
        copy = _Methods.from_buffer_copy(ctypes.string_at(methods, ctypes.sizeof(_Methods)))
        own_sync = _SYNC(copy.functions[SYNC])

        def sync(file: int, flags: int) -> int:
            status = own_sync(file, flags)
            self._synced(paths[file])
            return status

        replaced = _SYNC(sync)
        self._kept += [copy, own_sync, replaced]
        copy.functions[SYNC] = ctypes.cast(replaced, ctypes.c_void_p).value
        return copy


def fill(source: Path, target: Path) -> None:
    """Copy what never changes (the secrets) beside what was left."""
    shutil.copytree(source / "secrets", target / "secrets", dirs_exist_ok=True)
