"""Turns an entry into bytes in exactly one way, and those bytes into the next link of its chain."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted
from uuid import UUID

from amana.record.errors import Malformed

# Domain separation, so that no leaf can be passed off as a link and no link as a beginning (after RFC 6962, 2.1).
LEAF, LINK, BEGINNING = b"\x00", b"\x01", b"\x02"
LARGEST = 2**53 - 1  # beyond it JSON readers disagree about whole numbers (RFC 8785, 3.2.2.3)
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True)
class Header:
    """What the chain seals in the open: nothing in it is personal."""

    book: UUID
    audience: str
    number: int
    entry: UUID
    kind: str
    version: int
    at: datetime
    actor_kind: str
    actor_key: str
    corrects: UUID | None
    leaf: str

    def plain(self, previous: str) -> dict[str, object]:
        """Return the object whose canonical form is hashed."""
        return {
            "actor": [self.actor_kind, self.actor_key],
            "at": instant(self.at),
            "audience": self.audience,
            "book": str(self.book),
            "corrects": str(self.corrects) if self.corrects else None,
            "entry": str(self.entry),
            "kind": self.kind,
            "leaf": self.leaf,
            "number": self.number,
            "previous": previous,
            "version": self.version,
        }

    def canonical(self, previous: str) -> str:
        """Return the canonical form of `plain`, written directly: its names are few, known, and in their order.

        A test holds it to `canonical(header.plain(previous))`.
        """
        corrects = f'"{self.corrects}"' if self.corrects else "null"
        text = (
            f'{{"actor":[{quoted(self.actor_kind)},{quoted(self.actor_key)}],"at":"{instant(self.at)}",'
            f'"audience":{quoted(self.audience)},"book":"{self.book}","corrects":{corrects},"entry":"{self.entry}",'
            f'"kind":{quoted(self.kind)},"leaf":{quoted(self.leaf)},"number":{self.number:d},'
            f'"previous":{quoted(previous)},"version":{self.version:d}}}'
        )
        if not text.isascii():
            _check_letters(text)
        return text


def instant(at: datetime) -> str:
    """Return the moment in the record's one fixed form: UTC, always six decimals, always Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment_in(said: object) -> datetime | None:
    """Return the moment a sealed entry names; None for anything else, and for one without its zone."""
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def canonical(value: object) -> str:
    """Return the canonical JSON (RFC 8785) of a value without fractions.

    Raises Malformed for fractions, numbers beyond 2**53, keys that are not printable ASCII, half
    characters, and anything JSON does not know. With these left out, sorted keys and Python's
    own escapes are RFC 8785 to the byte; a test holds it against an independent implementation.
    """
    _check(value)
    return _json(value)


def _check(value: object) -> None:  # noqa: C901  # one branch for each kind of value JSON knows
    if isinstance(value, str):
        if not value.isascii():
            _check_letters(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            # For ASCII, printable means from the space to the tilde.
            if not isinstance(key, str) or not (key.isascii() and key.isprintable()):
                raise Malformed(f"{key!r} cannot be the name of a field.")
            if not (isinstance(item, str) and item.isascii()):
                _check(item)
    elif value is None or isinstance(value, bool):
        return
    elif isinstance(value, int):
        if abs(value) > LARGEST:
            raise Malformed("The number is too large to be written in one way.")
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    else:
        raise Malformed(f"A {type(value).__name__} cannot be sealed.")


def _check_letters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Malformed("The text holds half a character.") from None


def new_salt() -> str:
    """Return 128 random bits as hex: without it nobody can guess erased words from their leaf."""
    return secrets.token_hex(16)


def digest(text: str) -> str:
    """Return the SHA-256, in hex, of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def leaf(salt: str, body: str) -> str:
    """Return the SHA-256, in hex, of the salted content."""
    return hashlib.sha256(LEAF + bytes.fromhex(salt) + body.encode()).hexdigest()


def beginning(book: UUID, audience: str) -> str:
    """Return what stands before the first link of a chain."""
    return hashlib.sha256(BEGINNING + canonical({"audience": audience, "book": str(book)}).encode()).hexdigest()


def link(previous: str, header: Header) -> str:
    """Return the next head of the chain, in hex."""
    return hashlib.sha256(LINK + bytes.fromhex(previous) + header.canonical(previous).encode()).hexdigest()
