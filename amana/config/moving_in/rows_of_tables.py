"""Tables as exports write them: one row a record, under the headings of the first."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from amana.config.moving_in.opening import Part
from amana.config.moving_in.records import LARGEST, Broken, Found, Record, as_text, is_foreign, legible


def of_table(stream: IO[bytes], part: Part) -> Iterator[Found]:
    """Yield each row under its headings, in lower case with one space between words; separated as the first line says."""
    text = as_text(stream)
    head = text.readline(1 << 20)
    separator = max(",;\t|", key=head.count)
    csv.field_size_limit(LARGEST)
    first: list[str] = next(csv.reader([head], delimiter=separator), [])
    names = [" ".join(name.lower().replace("_", " ").split()) for name in first]
    rows = csv.reader((line.replace("\0", "") for line in text), delimiter=separator)
    number = 1
    while True:
        number += 1
        try:
            yield from _row(next(rows), names, f"{part.name}:{number}", separator)
        except StopIteration:
            return
        except csv.Error as error:
            yield Broken(f"{part.name}:{number}", _("This row cannot be read: %(why)s") % {"why": error}, "")


def _row(row: list[str], names: list[str], place: str, separator: str) -> Iterator[Found]:
    if not any(cell.strip() for cell in row):
        return
    raw = legible(separator.join(row))
    if len(row) > len(names):
        yield Broken(place, _("This row has more cells than there are headings."), raw)
        return
    if any(map(is_foreign, row)):
        yield Broken(place, _("These bytes are no UTF-8; each of them was read as a question mark."), raw)
    yield Record("", dict(zip(names, map(legible, row), strict=False)), place)
