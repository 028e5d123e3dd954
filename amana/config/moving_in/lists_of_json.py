"""JSON as exports write it: lines of objects, one list, or an object of lists as the pages of an API are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import IO, Any

from django.utils.translation import gettext as _

from amana.config.moving_in.opening import CannotRead, Part
from amana.config.moving_in.records import LARGEST, PIECE, Broken, Found, Record, as_text, checked, is_foreign, legible

_decoder = JSONDecoder()
_SPACE = " \t\r\n"


def of_json(stream: IO[bytes], part: Part) -> Iterator[Found]:
    """Lines of objects, one list, or an object of lists, as pages of an API are; told apart by how they begin."""
    text = as_text(stream)
    head = ""
    while len(head) < PIECE and (piece := text.read(PIECE)):
        head += piece
    start = head.lstrip(_SPACE)
    if len(head) < PIECE and (record := _alone(head)) is not None:
        yield from checked(Record("", record, part.name), head)
    elif part.ending != "json" or _is_of_lines(start):
        yield from _of_lines(head, text, part)
    elif start.startswith(("[", "{")):
        yield from _Walk(head, text, part).walk()
    elif start:
        yield Broken(part.name, _("This is no JSON."), legible(head[:2000]))


def _alone(text: str) -> dict[str, Any] | None:
    """Return the one record that is all of a file."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and not any(_is_list_of_objects(one) for one in _values(value)) else None


def _is_of_lines(start: str) -> bool:
    """True when each line is a value by itself; the first may be broken, and then does not end as a list goes on."""
    line, end, rest = start.partition("\n")
    try:
        value = json.loads(line)
    except RecursionError:
        return True
    except ValueError:
        if not end:
            # One line longer than what was looked at: a record, unless it is the whole page of an API.
            return line.startswith('{"') and len(line) >= PIECE and not _is_page(line)
        return not line.rstrip(_SPACE).endswith(("[", "{", ",")) and rest.lstrip(_SPACE).startswith(("{", "["))
    return bool(rest.strip(_SPACE)) or (
        isinstance(value, dict) and not any(_is_list_of_objects(one) for one in _values(value))
    )


def _is_page(head: str) -> bool:
    return head.partition(":")[2].lstrip().startswith(("[", '{"conversations"'))


def _values(value: dict[str, Any]) -> Iterator[Any]:
    """The lists a page may hold its records in; what a record holds itself (comments, notes) does not make it a page."""
    if "id" in value or any(isinstance(one, dict) and "id" in one for one in value.values()):
        return
    yield from value.values()
    for inner in value.values():
        if isinstance(inner, dict):
            yield from inner.values()


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and (not value or isinstance(value[0], dict))


def _of_lines(head: str, text: IO[str], part: Part) -> Iterator[Found]:
    rest, number = head, 0
    while rest:
        line, end, rest = rest.partition("\n")
        while not end:
            more = text.read(PIECE)
            if not more:
                break
            if len(line) > LARGEST:
                raise CannotRead(_("A line of %(name)s is longer than any record is.") % {"name": part.name})
            # Read on in growing pieces, so that a long line is not copied again and again.
            while "\n" not in more and len(more) < LARGEST and (next_piece := text.read(max(PIECE, len(more)))):
                more += next_piece
            first, end, rest = more.partition("\n")
            line += first
        if not rest and end:
            rest = text.read(PIECE)
        number += 1
        if line.strip(_SPACE):
            yield from _line(line, f"{part.name}:{number}")


def _line(line: str, place: str) -> Iterator[Found]:
    if is_foreign(line):
        yield Broken(place, _("These bytes are no UTF-8; each of them was read as a question mark."), legible(line))
        line = legible(line)
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        yield Broken(place, _("This line is no JSON: %(why)s") % {"why": str(error)[:120]}, legible(line))
        return
    if isinstance(value, dict):
        yield Record("", value, place)
    else:
        yield Broken(place, _("This line is no record."), legible(line))


class _Walk:
    """A walk through one JSON value that yields each object of its lists, holding one of them at a time."""

    def __init__(self, head: str, text: IO[str], part: Part) -> None:
        self._buffer, self._text, self._part, self._at, self._count = head, text, part, 0, 0
        self._raw = ""  # the value taken last, as it stands there

    def walk(self) -> Iterator[Found]:
        try:
            yield from self._value("", depth=0)
        except (JSONDecodeError, RecursionError) as error:
            place = f"{self._part.name} #{self._count + 1}"
            why = _("From here on the file is no JSON: %(why)s") % {"why": str(error)[:120]}
            yield Broken(place, why, legible(self._buffer[self._at : self._at + 2000]))

    def _value(self, kind: str, *, depth: int) -> Iterator[Found]:
        if self._next() == "[":
            yield from self._list(kind)
        elif depth < 2:
            yield from self._object(depth)
        else:
            self._take()

    def _list(self, kind: str) -> Iterator[Found]:
        self._at += 1
        while (letter := self._next()) != "]":
            if letter == ",":
                self._at += 1
                continue
            value = self._take()
            self._count += 1
            place = f"{self._part.name} #{self._count}"
            if isinstance(value, dict):
                yield from checked(Record(kind, value, place), self._raw)
            else:
                yield Broken(place, _("This is no record."), legible(json.dumps(value)[:2000]))
        self._at += 1

    def _object(self, depth: int) -> Iterator[Found]:
        """Either a page that holds lists, or one record by itself: the first says so by having no number of its own."""
        self._at += 1
        kept: dict[str, Any] = {}
        while (letter := self._next()) != "}":
            if letter == ",":
                self._at += 1
                continue
            name = str(self._take())
            if self._next() != ":":
                raise JSONDecodeError("a colon is missing", self._buffer[self._at : self._at + 40], 0)
            self._at += 1
            opening = self._next()
            if "id" not in kept and (opening == "[" or (opening == "{" and name == "_embedded")):
                yield from self._value(name, depth=depth + 1)
            else:
                kept[name] = self._take()
        self._at += 1
        if "id" in kept or any(isinstance(one, dict) and "id" in one for one in kept.values()):
            self._count += 1
            record = Record("", kept, f"{self._part.name} #{self._count}")
            yield from checked(record, json.dumps(kept, ensure_ascii=False))

    def _next(self) -> str:
        """Return the next letter that is no space, without taking it. Raises JSONDecodeError at the end of the file."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _SPACE:
                    return self._buffer[self._at]
                self._at += 1
            if not self._fill():
                raise JSONDecodeError("the file ends too early", "", 0)

    def _take(self) -> Any:
        """Take one whole value, reading on until it is there."""
        while True:
            self._next()
            try:
                value, end = _decoder.raw_decode(self._buffer, self._at)
            except JSONDecodeError:
                if not self._fill():
                    raise
                continue
            # A number may go on in the next piece.
            if end < len(self._buffer) or not self._fill():
                self._raw, self._at = self._buffer[self._at : end], end
                return value

    def _fill(self) -> bool:
        self._buffer = self._buffer[self._at :]
        self._at = 0
        if len(self._buffer) > LARGEST:
            return False
        piece = self._text.read(max(PIECE, len(self._buffer)))
        self._buffer += piece
        return bool(piece)
