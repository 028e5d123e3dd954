"""The recovery key: what opens every copy, lies in none of them, and can be typed in from paper."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

# Letters and digits that nobody confuses (Douglas Crockford's base 32); what looks like another is read as that one.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
KEY_BYTES, CHECK_LETTERS, GROUP = 32, 4, 4
_DATA_LETTERS = 52  # 32 bytes of 5 bits each, the last letter filled up


class WrongKey(Exception):
    """What was typed is no recovery key, or not the one of this copy; the sentence says which."""


def kept_key(folder: Path) -> bytes:
    """Return the recovery key of an installation, made at the first copy and kept beside its other secrets."""
    path = folder / "secrets" / "recovery"
    try:
        return read(path.read_text("ascii"))
    except FileNotFoundError:
        keep(folder, secrets.token_bytes(KEY_BYTES))
    return read(path.read_text("ascii"))


def keep(folder: Path, key: bytes) -> None:
    """Put the key beside the other secrets of an installation, unless one is there; of two at once the first stays."""
    path = folder / "secrets" / "recovery"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(written(key))
        file.flush()
        os.fsync(file.fileno())


def written(key: bytes) -> str:
    """Return the key as it stands on paper: fourteen groups of four, of which the last checks the others."""
    number = int.from_bytes(key, "big") << (_DATA_LETTERS * 5 - len(key) * 8)
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(_DATA_LETTERS)))
    letters += _check(letters)
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def read(text: str) -> bytes:
    """Return the key that somebody typed or scanned, in small letters and with any spaces. Raises WrongKey."""
    letters = "".join(one for one in text.upper().translate(_READ_AS) if one.isalnum())
    if len(letters) != _DATA_LETTERS + CHECK_LETTERS or any(one not in LETTERS for one in letters):
        raise WrongKey("That is not a whole recovery key: it has fourteen groups of four letters and digits.")
    given, check = letters[:_DATA_LETTERS], letters[_DATA_LETTERS:]
    if _check(given) != check:
        raise WrongKey("The recovery key was mistyped somewhere: its last group does not fit the others.")
    number = 0
    for one in given:
        number = number << 5 | LETTERS.index(one)
    return (number >> (_DATA_LETTERS * 5 - KEY_BYTES * 8)).to_bytes(KEY_BYTES, "big")


def mark(key: bytes) -> str:
    """Return eight letters by which a person tells which sheet belongs to which copies; they say nothing of the key."""
    return hashlib.sha256(b"amana recovery mark\n" + key).hexdigest()[:8].upper()


def _check(letters: str) -> str:
    digest = int.from_bytes(hashlib.sha256(b"amana recovery key\n" + letters.encode()).digest()[:4], "big")
    return "".join(LETTERS[digest >> 5 * place & 31] for place in range(CHECK_LETTERS))
