"""Keeping bytes on disk for good: under a random key, synced before anybody is told that they are safe."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError

# What a full disk, one that may only be read, or one that fails says: nobody's message is to blame for it. Some go by
# themselves and some (a limit on the length of files, a disk that dies) never do: whoever waits for the end of it waits no longer
# than a day, and then asks a person.
NO_ROOM = frozenset({errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG, errno.EIO})


class Damaged(Exception):
    """The bytes on disk are gone or are not those that were stored."""


def has_no_room(error: BaseException | None) -> bool:
    """True for what is raised when the disk takes nothing at the moment."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def is_standing_still(error: BaseException | None) -> bool:
    """True for a database that does not answer or cannot write, and for a disk that is full or may only be read."""
    return isinstance(error, OperationalError | InterfaceError) or has_no_room(error)


def why_nothing_is_kept() -> str:
    """Try to keep a few bytes, and return why that cannot be done in the words of the operating system; empty when it can."""
    try:
        discard(keep(b"tried by the doctor"))
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def _path(key: str) -> Path:
    if len(key) != 32 or not key.isalnum():
        raise Damaged("There is no file under this key.")
    folder: Path = settings.FILES
    return folder / key[:2] / key[2:]


def keep(content: bytes) -> str:
    """Write the bytes, synced with their folder, and return the random key they lie under."""
    key = secrets.token_hex(16)
    path = _path(key)
    _have_folder(path.parent)
    draft = path.with_suffix(".part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError:
        # On a full disk what was written in part would only keep it full.
        draft.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return key


# Folders whose names this process knows to be on disk.
_on_disk: set[Path] = set()


def _have_folder(folder: Path) -> None:
    """A folder must be on disk by its name too, or all that is synced within it is lost with it.

    One that is there already may have been made by a process that ended before it synced the name: each process syncs each once,
    those of files alone and the folder they lie in. Above that, only what is made here.
    """
    if folder in _on_disk and folder.is_dir():
        return
    is_new = not folder.is_dir()
    if is_new or folder.is_relative_to(settings.FILES):
        _have_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)
    _on_disk.add(folder)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows has no way to sync a folder; its file system journals names itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def discard(key: str) -> None:
    """Remove bytes that no row names: another worker has stored the same message. Twice changes nothing."""
    _path(key).unlink(missing_ok=True)


def fetch(key: str, *, sha256: str) -> bytes:
    """Return the bytes under a key. Raises Damaged when they are missing or their digest is another."""
    try:
        content = _path(key).read_bytes()
    except OSError as error:
        raise Damaged("The file is missing on disk. Restore it from a backup.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged("The file on disk was changed. Restore it from a backup.")
    return content
