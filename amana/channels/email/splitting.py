"""Cutting the raw bytes of a message into header fields and parts, within fixed limits and without recursion.

Python's own parser is not used: on 16 of 131 hostile messages it raises, and its limits are the stack's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache

from amana.channels.email.decoding import from_transfer, parameters
from amana.channels.email.mail import Unparseable

MAX_MESSAGE_BYTES = 50 * 1024 * 1024
MAX_DEPTH = 50
MAX_PARTS = 500
MAX_HEADER_LINES = 20_000
MAX_HEADER_FIELDS = 2_000
MAX_FIELD_BYTES = 65_536
_FIELD = re.compile(rb"[!-9;-~]++[ \t]*+:")
# A header as programs write it: whole fields, then an empty line. Short enough that none of the limits is near.
_MAX_PLAIN = 32_768
_PLAIN_HEADER = re.compile(rb"(?:[!-9;-~]{1,76}+[ \t]*+:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)++(?=\r?\n)")
_PLAIN_FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:([^\n]*+\n(?:[ \t][^\n]*+\n)*+)")


@dataclass(slots=True)
class Part:
    """One node of the message: its fields (names in lower case, values unfolded, undecoded) and its undecoded body."""

    fields: list[tuple[str, bytes]]
    body: bytes
    type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    children: list[Part] = field(default_factory=list)
    oddities: set[str] = field(default_factory=set)
    _index: dict[str, list[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.fields:
            self._index.setdefault(name, []).append(value)

    def first(self, name: str) -> bytes | None:
        values = self._index.get(name)
        return values[0] if values else None

    def every(self, name: str) -> list[bytes]:
        return self._index.get(name, [])

    def has_one(self, names: Set[str]) -> bool:
        """True when there is a field with one of these names."""
        return not names.isdisjoint(self._index)

    def content(self) -> tuple[bytes, bool]:
        """The body without its transfer encoding, and whether anything in it was damaged."""
        encoding = self.first("content-transfer-encoding")
        if encoding is None or self.type.startswith("multipart/"):
            return self.body, False
        return from_transfer(encoding.partition(b";")[0].strip().lower(), self.body)

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in the order of the message."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


def split(raw: bytes) -> Part:
    """Return the message as a tree of parts. Attached messages (message/rfc822) are leaves; `split` them in turn.

    Raises Unparseable when the message is larger than 50 MiB, nested deeper than 50, or has more than 500 parts,
    2,000 header fields or 20,000 header lines. Linear in the size of the message for a given depth.
    """
    if len(raw) > MAX_MESSAGE_BYTES:
        raise Unparseable(f"The message is larger than {MAX_MESSAGE_BYTES // 1024 // 1024} MB.")
    root = _read_part(_with_line_feeds(raw), default_type="text/plain")
    waiting, count = [(root, 1)], 1
    while waiting:
        part, depth = waiting.pop()
        if not part.type.startswith("multipart/"):
            continue
        if depth > MAX_DEPTH:
            raise Unparseable(f"The message has parts nested more than {MAX_DEPTH} deep.")
        bodies = _bodies_between_boundaries(part, room=MAX_PARTS - count)
        inner_type = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        part.children = [_read_part(body, default_type=inner_type) for body in bodies]
        count += len(part.children)
        waiting.extend((child, depth + 1) for child in part.children)
    return root


def fields_and_body(raw: bytes) -> tuple[list[tuple[str, bytes]], bytes, bool]:
    """Return the header fields, what follows them, and whether a field was cut at 64 KiB."""
    start = _start_of_fields(raw)
    plain = _PLAIN_HEADER.match(raw, start, start + _MAX_PLAIN)
    if plain is not None:
        fields = [
            (_in_lower_case(name), _unfolded(value) if value.find(b"\n") + 1 < len(value) else value.strip())
            for name, value in _PLAIN_FIELD.findall(plain.group())
        ]
        if len(fields) <= MAX_HEADER_FIELDS:
            return fields, raw[raw.index(b"\n", plain.end()) + 1 :], False
    return _fields_of_any(raw, start)


@lru_cache(maxsize=1024)
def _in_lower_case(name: bytes) -> str:
    return name.decode("ascii").lower()


def _unfolded(value: bytes) -> bytes:
    return b" ".join([line.strip() for line in value[:-1].split(b"\n")])


def _fields_of_any(raw: bytes, start: int) -> tuple[list[tuple[str, bytes]], bytes, bool]:
    """The same, line by line: for headers that somebody broke."""
    groups: list[list[bytes]] = []
    position = start
    for count, (line, following) in enumerate(_lines(raw, position)):
        if count >= MAX_HEADER_LINES or len(groups) > MAX_HEADER_FIELDS:
            raise Unparseable("The message has too many header lines.")
        if line[:1] in (b" ", b"\t"):
            if groups:
                groups[-1].append(line)
        elif line and _FIELD.match(line):
            groups.append([line])
        elif not line or position == start or not line.startswith((b"From ", b">From ")):
            position = position if line else following
            break
        position = following
    fields = [_field(lines) for lines in groups]
    was_cut = any(len(value) > MAX_FIELD_BYTES for _, value in fields)
    return [(name, value[:MAX_FIELD_BYTES]) for name, value in fields], raw[position:], was_cut


def _lines(raw: bytes, position: int) -> Iterator[tuple[bytes, int]]:
    """Each line without its end, and where the next one begins."""
    while position < len(raw):
        end = raw.find(b"\n", position)
        end = len(raw) if end < 0 else end
        yield raw[position:end].removesuffix(b"\r"), end + 1
        position = end + 1


def _with_line_feeds(raw: bytes) -> bytes:
    """Old Macintosh files end their lines with a carriage return alone."""
    if b"\n" not in raw:
        return raw.replace(b"\r", b"\n")
    return raw


def _start_of_fields(raw: bytes) -> int:
    position = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    if raw.startswith((b"From ", b">From "), position):
        position = raw.find(b"\n", position) + 1 or len(raw)
    return position


def _field(lines: list[bytes]) -> tuple[str, bytes]:
    name, _, first = lines[0].partition(b":")
    value = b" ".join([first.strip(), *(line.strip() for line in lines[1:])]) if len(lines) > 1 else first.strip()
    return name.rstrip(b" \t").decode("ascii", "replace").lower(), value


def _read_part(raw: bytes, *, default_type: str) -> Part:
    fields, body, was_cut = fields_and_body(raw)
    part = Part(fields, body, type=default_type)
    if was_cut:
        part.oddities.add("header_cut")
    content_type = part.first("content-type")
    if content_type is not None:
        written, part.parameters = parameters(content_type)
        if written.count("/") == 1 and " " not in written:
            part.type = written
    return part


def _bodies_between_boundaries(part: Part, *, room: int) -> list[bytes]:
    """The bytes of each inner part; a multipart without its boundary becomes plain text."""
    boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
    marks = list(_boundary_lines(part.body, b"--" + boundary, limit=room + 1)) if boundary else []
    if not marks:
        part.type = "text/plain"
        part.oddities.add("boundary_missing")
        return []
    bodies = []
    for (_, start, is_last), following in zip(marks, [*marks[1:], None], strict=True):
        if is_last:
            break
        if following is None:
            part.oddities.add("boundary_unclosed")
        end = len(part.body) if following is None else following[0]
        bodies.append(_without_last_line_end(part.body[start:end]) if following else part.body[start:end])
        if len(bodies) > room:
            raise Unparseable(f"The message has more than {MAX_PARTS} parts.")
    return bodies


def _boundary_lines(body: bytes, mark: bytes, *, limit: int) -> Iterator[tuple[int, int, bool]]:
    """Each boundary line: where it begins, where the next line begins, and whether it is the closing one."""
    position = body.find(mark)
    while position >= 0 and limit >= 0:
        if position == 0 or body[position - 1] == 0x0A:
            end = body.find(b"\n", position)
            end = len(body) if end < 0 else end
            rest = body[position + len(mark) : min(end, position + len(mark) + 1000)].rstrip()
            if rest in (b"", b"--"):
                yield position, end + 1, rest == b"--"
                limit -= 1
                if rest == b"--":
                    return
        position = body.find(mark, position + len(mark))


def _without_last_line_end(body: bytes) -> bytes:
    """The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1)."""
    return body.removesuffix(b"\n").removesuffix(b"\r")
