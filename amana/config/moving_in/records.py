"""What a file of an export is taken apart into: records, and pieces that are none; and its bytes as text."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

PIECE = 1 << 18
# One record with everything in it; a message of ten megabytes fits many times.
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Record:
    """One object of a file, the name of the list it stood in ("" for none), and where it stood."""

    kind: str
    value: dict[str, Any]
    place: str


@dataclass(frozen=True)
class Broken:
    """A piece of a file that is no record: as it stands there, where, and why."""

    place: str
    why: str
    raw: str


Found = Record | Broken


def as_text(stream: IO[bytes]) -> IO[str]:
    """Return the file as text by the mark at its beginning, else UTF-8; a byte that is none becomes U+DCxx until it is looked at."""
    first = stream.read(4)
    rest: IO[bytes] = io.BufferedReader(_Rejoined(first, stream))
    encoding = "utf-8-sig"
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif len(first) > 1 and first[1] == 0 and first[0]:
        encoding = "utf-16-le"
    return io.TextIOWrapper(
        rest, encoding, errors="surrogateescape" if encoding == "utf-8-sig" else "replace", newline=""
    )


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes were looked at already."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first, self._rest = first, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._first[: len(buffer)] if self._first else self._rest.read(len(buffer))
        self._first = self._first[len(piece) :] if self._first else b""
        buffer[: len(piece)] = piece
        return len(piece)


def legible(raw: str) -> str:
    """Return a text in which every byte that is no UTF-8 is a U+FFFD."""
    try:
        return raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", "\ufffd")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def is_foreign(raw: str) -> bool:
    """True when the text holds bytes that are no UTF-8."""
    return not raw.isascii() and any("\udc80" <= letter <= "\udcff" for letter in raw)


def checked(record: Record, raw: str) -> Iterator[Found]:
    """Yield a record; where what stands there holds bytes that are no UTF-8, they are told first and read as question marks."""
    if not is_foreign(raw):
        yield record
        return
    yield Broken(record.place, _("These bytes are no UTF-8; each of them was read as a question mark."), legible(raw))
    yield Record(record.kind, json.loads(legible(json.dumps(record.value, ensure_ascii=False))), record.place)
