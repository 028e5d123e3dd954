"""Message-IDs and reply addresses that only we can have made, so that a reply finds its case and a guess finds none."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from amana.channels.email.addresses import is_address

_ID_SEAL_BYTES = 16
_REPLY_SEAL_BYTES = 8
_MARK_BYTES = 4
_MAX_LOCAL_PART = 64
_ID = re.compile(r"<?a\.([a-z2-7]{77})@([^<>\s@]{1,253})>?\Z", re.IGNORECASE)
_REPLY = re.compile(r"[^@]{1,64}\+([a-z2-7]{45})@[^<>\s@]{1,253}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claimed:
    """What one of our own Message-IDs says. Proves that we made the id, not who sent it back."""

    case: UUID
    entry: UUID


@dataclass(frozen=True, slots=True)
class ClaimedReply:
    """What one of our own reply addresses says. Proves that we made it, not who writes to it."""

    case: UUID
    mark: bytes

    def is_for(self, person: UUID) -> bool:
        """True for the person the address was made for (one in four thousand million others would pass too)."""
        return hmac.compare_digest(self.mark, _mark(person))


def message_id(key: bytes, case: UUID, entry: UUID, domain: str) -> str:
    """Return the Message-ID of an entry's mail, without angle brackets. The same call gives the same id.

    Only lower-case letters and digits before the `@`: some servers change the case. Sealed with 128 bits of
    HMAC-SHA-256 over case, entry and domain.
    """
    content = case.bytes + entry.bytes
    return f"a.{_letters(content + _id_seal(key, content, domain))}@{domain.lower()}"


def read_message_id(keys: Iterable[bytes], value: str) -> Claimed | None:
    """Return what the id says when one of `keys` sealed it (newest first; old ones stay for letters under way)."""
    found = _ID.match(value.strip())
    content = _bytes(found.group(1)) if found else None
    if found is None or content is None:
        return None
    said, seal = content[:32], content[32:]
    if not _is_sealed(seal, [_id_seal(key, said, found.group(2)) for key in keys]):
        return None
    return Claimed(UUID(bytes=said[:16]), UUID(bytes=said[16:]))


def reply_address(key: bytes, case: UUID, person: UUID, base: str) -> str:
    """Return `base` with the case and the person in its plus part: support+….@example.com.

    A local part may have 64 characters: where `base` has more than 18 before the `@`, the plain `base` comes back and
    the Message-ID alone leads a reply to its case. Raises ValueError when `base` is not an address.
    """
    if not is_address(base):
        raise ValueError(f"{base!r} is not an address")
    local, _, domain = base.rpartition("@")
    content = case.bytes + _mark(person)
    address = f"{local}+{_letters(content + _reply_seal(key, content))}"
    return f"{address}@{domain}" if len(address) <= _MAX_LOCAL_PART else base


def read_reply_address(keys: Iterable[bytes], value: str) -> ClaimedReply | None:
    """Return what the address says when one of `keys` sealed it."""
    found = _REPLY.match(value.strip().strip("<>"))
    content = _bytes(found.group(1)) if found else None
    if content is None:
        return None
    said, seal = content[: 16 + _MARK_BYTES], content[16 + _MARK_BYTES :]
    if not _is_sealed(seal, [_reply_seal(key, said) for key in keys]):
        return None
    return ClaimedReply(UUID(bytes=said[:16]), said[16:])


def _is_sealed(seal: bytes, expected: list[bytes]) -> bool:
    """Every key is compared, whether or not one before it fitted."""
    return sum(hmac.compare_digest(seal, one) for one in expected) > 0


def _id_seal(key: bytes, content: bytes, domain: str) -> bytes:
    return _hmac(key, b"message-id\0" + content + domain.lower().encode("utf-8", "replace"))[:_ID_SEAL_BYTES]


def _reply_seal(key: bytes, content: bytes) -> bytes:
    return _hmac(key, b"reply-address\0" + content)[:_REPLY_SEAL_BYTES]


def _hmac(key: bytes, content: bytes) -> bytes:
    if not key:
        raise ValueError("the key is empty")
    return hmac.new(key, content, hashlib.sha256).digest()


def _mark(person: UUID) -> bytes:
    return hashlib.sha256(b"person\0" + person.bytes).digest()[:_MARK_BYTES]


def _letters(content: bytes) -> str:
    return base64.b32encode(content).decode("ascii").rstrip("=").lower()


def _bytes(letters: str) -> bytes | None:
    """Only the one spelling that `_letters` gives, in either case: no second id says the same."""
    try:
        content = base64.b32decode(letters.upper() + "=" * (-len(letters) % 8))
    except binascii.Error:
        return None
    return content if _letters(content) == letters.lower() else None
