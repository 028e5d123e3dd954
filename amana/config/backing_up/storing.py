"""A folder of sealed pieces, each under a name that follows from what is in it, so that nothing is kept twice.

The format: `amana-backup.json` says version 1 and which key belongs to it. `pieces/ab/cdef…` are pieces of up to 4 MiB: 12
random bytes, then AES-256-GCM of the piece as zlib packed it, bound to its name. The name is HMAC-SHA-256 of the piece, half of it,
in hexadecimal digits. `copies/*.copy` and `keys/*.keys` are sealed the same way, bound to their file names. The keys for sealing
and naming are HKDF-SHA-256 of the recovery key.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from amana.config.backing_up.keying import WrongKey, mark

PIECE = 4 << 20
HEAD = "amana-backup.json"
NONCE = 12
# Packing harder takes three times as long for a tenth less.
PACKED = 1


class Broken(Exception):
    """A piece is missing or was changed; the sentence names it."""


class Store:
    """The sealed pieces in one folder."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Open the folder, or begin it. Raises WrongKey when another key belongs to it, Broken when it is none of ours."""
        self.folder = folder
        self._cipher = AESGCM(_derived(key, b"amana backup sealing"))
        self._naming = _derived(key, b"amana backup naming")
        self.saved, self.saved_bytes, self.known = 0, 0, 0
        # Folders that hold something whose name may not be on disk yet.
        self._unsynced: set[Path] = set()
        self._begin(mark(key))

    def _begin(self, belongs: str) -> None:
        head = self.folder / HEAD
        if not head.exists():
            if self.folder.is_dir() and any(one.name != "backup.lock" for one in self.folder.iterdir()):
                raise Broken(f"{self.folder} holds something else. Choose an empty folder, or one that holds copies.")
            for name in ("pieces", "copies", "keys"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            _write(head, json.dumps({"format": 1, "key": belongs}).encode())
            _sync(self.folder)
        if belongs_to(self.folder) != belongs:
            raise WrongKey(f"The copies in {self.folder} belong to the recovery key marked {belongs_to(self.folder)}.")

    # ── pieces ──

    def put(self, content: bytes) -> str:
        """Keep a piece and return its name; one that is kept already is not written again."""
        name = hmac.digest(self._naming, content, "sha256").hex()[:32]
        path = self._path(name)
        if path.exists():
            self.known += 1
            return name
        sealed = self._sealed(content, name)
        path.parent.mkdir(exist_ok=True)
        _write(path, sealed)
        self._unsynced |= {path.parent, path.parent.parent}
        self.saved, self.saved_bytes = self.saved + 1, self.saved_bytes + len(sealed)
        return name

    def get(self, name: str) -> bytes:
        """Return a piece. Raises Broken when it is missing or is not what was kept."""
        try:
            content = self._opened(self._path(name).read_bytes(), name)
        except OSError as error:
            raise Broken(f"The piece {name} is missing.") from error
        if hmac.digest(self._naming, content, "sha256").hex()[:32] != name:
            raise Broken(f"The piece {name} was changed.")
        return content

    def names(self) -> Iterator[str]:
        """Yield the name of every piece there is."""
        for folder in sorted((self.folder / "pieces").iterdir()):
            yield from (folder.name + one.name for one in sorted(folder.iterdir()) if not one.name.endswith(".part"))

    def remove(self, names: Iterable[str]) -> int:
        """Take pieces away for good; return how many bytes that gave back."""
        freed = 0
        for name in names:
            path = self._path(name)
            freed += path.stat().st_size
            path.unlink()
        return freed

    def _path(self, name: str) -> Path:
        if len(name) != 32 or not name.isalnum():
            raise Broken(f"{name[:40]!r} is no name of a piece.")
        return self.folder / "pieces" / name[:2] / name[2:]

    # ── lists and keys ──

    def write(self, kind: str, name: str, value: object) -> None:
        """Seal a list (`copies`) or the installation's keys (`keys`) under a name; whole or not at all.

        What it names is on disk by its name before: after a power failure no list names a piece that is not there.
        """
        for folder in self._unsynced:
            _sync(folder)
        self._unsynced.clear()
        path = self.folder / kind / name
        _write(path, self._sealed(json.dumps(value, separators=(",", ":")).encode(), f"{kind}/{name}"))
        _sync(path.parent)

    def read(self, kind: str, name: str) -> dict[str, object]:
        """Return what was sealed under a name. Raises Broken."""
        try:
            found: dict[str, object] = json.loads(
                self._opened((self.folder / kind / name).read_bytes(), f"{kind}/{name}")
            )
        except OSError as error:
            raise Broken(f"{kind}/{name} is missing in {self.folder}.") from error
        return found

    def _sealed(self, content: bytes, name: str) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, zlib.compress(content, PACKED), name.encode())

    def _opened(self, sealed: bytes, name: str) -> bytes:
        try:
            return zlib.decompress(self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], name.encode()))
        except (InvalidTag, ValueError, zlib.error) as error:
            raise Broken(f"{name} was changed.") from error


def belongs_to(folder: Path) -> str:
    """Return the mark of the recovery key that opens a folder of copies. Raises Broken when it is none."""
    try:
        head = json.loads((folder / HEAD).read_bytes())
    except (OSError, ValueError) as error:
        raise Broken(f"{folder} holds no copies of Amana.") from error
    if not isinstance(head, dict) or head.get("format") != 1:
        raise Broken(f"{folder} was written by a newer Amana.")
    return str(head.get("key", ""))


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)


def _write(path: Path, content: bytes) -> None:
    """Write a file that is whole or absent, also after a power failure."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows has no way to sync a folder; its file system journals names itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
