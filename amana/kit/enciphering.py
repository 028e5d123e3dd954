"""Sealing a stream of bytes with a passphrase, piece by piece, so that any size fits into little memory.

The format: the letters AMANA-BACKUP-1 and a line end; 16 bytes of salt; a piece of 16 bytes that only the right passphrase opens;
then pieces of up to 1 MiB. Each piece is its length (4 bytes, big-endian, of what follows) and AES-256-GCM of it: nonce
0000 and the number of the piece (8 bytes, big-endian, from 0), and as what is bound with it one byte, 1 on the last piece and
0 on the others. The key is scrypt of the passphrase in UTF-8, NFC (N 32768, r 8, p 1, 32 bytes). Nothing can be left out,
added or put elsewhere without being noticed.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"AMANA-BACKUP-1\n"
PIECE = 1 << 20
TAG = 16
LEAST = 10
_PROOF = b"amana backup 01\n"


class Unopened(Exception):
    """It does not open. The message is the reason in one word: passphrase, damaged, format."""


def seal(source: IO[bytes], target: IO[bytes], passphrase: str) -> None:
    """Write what can be read from `source`, sealed, to `target`. Raises ValueError for a passphrase under 10 letters."""
    if len(passphrase) < LEAST:
        raise ValueError("the passphrase is too short")
    salt = os.urandom(16)
    target.write(MAGIC + salt)
    cipher = _cipher(passphrase, salt)
    _put(target, cipher, 0, _PROOF, is_last=False)
    number, piece = 1, source.read(PIECE)
    while True:
        following = source.read(PIECE) if piece else b""
        _put(target, cipher, number, piece, is_last=not following)
        if not following:
            return
        number, piece = number + 1, following


def open_sealed(source: IO[bytes], passphrase: str) -> Iterator[bytes]:
    """Yield what was sealed, piece by piece; the passphrase is checked before the first.

    Raises Unopened: for another format, a wrong passphrase, or bytes that were changed or are missing.
    """
    if source.read(len(MAGIC)) != MAGIC:
        raise Unopened("format")
    cipher = _cipher(passphrase, _whole(source, 16))
    try:
        proof = cipher.decrypt(_nonce(0), _next(source) or b"", b"\0")
    except InvalidTag:
        raise Unopened("passphrase") from None
    if proof != _PROOF:
        raise Unopened("passphrase")
    number, sealed = 1, _next(source)
    while sealed is not None:
        following = _next(source)
        try:
            yield cipher.decrypt(_nonce(number), sealed, b"\0" if following is not None else b"\1")
        except InvalidTag:
            raise Unopened("damaged") from None
        number, sealed = number + 1, following
    if number == 1:
        raise Unopened("damaged")


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    words = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return AESGCM(Scrypt(salt=salt, length=32, n=32768, r=8, p=1).derive(words))


def _nonce(number: int) -> bytes:
    return b"\0\0\0\0" + number.to_bytes(8, "big")


def _put(target: IO[bytes], cipher: AESGCM, number: int, piece: bytes, *, is_last: bool) -> None:
    sealed = cipher.encrypt(_nonce(number), piece, b"\1" if is_last else b"\0")
    target.write(len(sealed).to_bytes(4, "big") + sealed)


def _next(source: IO[bytes]) -> bytes | None:
    """Return the next sealed piece; None at the end."""
    head = source.read(4)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    if len(head) < 4 or not TAG <= length <= PIECE + TAG:
        raise Unopened("damaged")
    return _whole(source, length)


def _whole(source: IO[bytes], length: int) -> bytes:
    found = source.read(length)
    if len(found) != length:
        raise Unopened("damaged")
    return found
