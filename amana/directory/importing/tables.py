"""Reading a table (CSV): one line for each company, or several for its contact points."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from amana.directory.hours import BadHours, week_in
from amana.directory.importing.records import (
    MOST_RECORDS,
    CannotRead,
    PointRow,
    Record,
    country_of,
    date_of,
    point,
    record,
    text_of,
)
from amana.directory.models import Point
from amana.directory.naming import domain_in, folded

# What the columns are called; only `name` must be there. `aliases` and `domains` part theirs by |.
COLUMNS = (
    "name", "aliases", "domains", "kind", "sector", "country", "site", "phone", "mail", "form", "chat", "messenger",
    "address", "social", "purpose", "label", "language", "hours", "keys", "wait", "tip", "source", "checked_on",
    "confidence",
)  # fmt: skip
_REACH = [kind for kind, _label in Point.KINDS]
_LONGEST_FIELD = 20_000
Row = Mapping[str, str]


def table(content: bytes) -> Iterator[tuple[str, Record | None]]:
    """Yield the companies of a table with a line of column names; lines of one name and domain are one company.

    Commas, semicolons and tabs are understood, UTF-8 and UTF-16. Raises CannotRead when it is no such table.
    """
    text = _text(content)
    try:
        rows = list(_rows(text))
    except csv.Error as error:
        raise CannotRead(_("The table cannot be read: %(why)s.") % {"why": error}) from error
    together: dict[str, list[tuple[int, Row]]] = {}
    for number, row in rows:
        own = folded(row.get("name", ""))
        domain = domain_in(row.get("domains", "").partition("|")[0] or row.get("site", ""))
        together.setdefault(f"{own}|{domain}" if own else f"line {number}", []).append((number, row))
    for key, lines in together.items():
        yield _("line %(number)s") % {"number": lines[0][0]}, _company(key, [row for _number, row in lines])


def _text(content: bytes) -> str:
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeError:
            break
    raise CannotRead(_("The table is not in UTF-8. Save it again as CSV in UTF-8."))


def _rows(text: str) -> Iterator[tuple[int, Row]]:
    if "\0" in text[:10_000]:
        raise CannotRead(_("This is no table: there are signs in it that no text has."))
    csv.field_size_limit(_LONGEST_FIELD)
    first = text.lstrip().partition("\n")[0]
    parting = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=parting)
    columns = [text_of(one, 30).lower() for one in next(reader, [])]
    if "name" not in columns:
        raise CannotRead(
            _("The first line has to name the columns, one of them `name`. Known are: %(all)s.")
            % {"all": ", ".join(COLUMNS)}
        )
    for row in reader:
        if reader.line_num > MOST_RECORDS:
            raise CannotRead(_("A table may have %(most)s lines.") % {"most": MOST_RECORDS})
        if any(one.strip() for one in row):
            yield reader.line_num, dict(zip(columns, row, strict=False))


def _company(key: str, rows: list[Row]) -> Record | None:
    first = rows[0]
    country = country_of(first.get("country", ""))
    points = [one for row in rows for one in _points(row, country)]
    return record(
        key, first.get("name", ""), points, aliases=_list(rows, "aliases"), domains=[*_list(rows, "domains"), first.get("site", "")],
        kind=text_of(first.get("kind", "")).lower(), sector=text_of(first.get("sector", "")).lower(), country=country,
        site=text_of(first.get("site", ""), 300), tips=tuple(filter(None, (text_of(row.get("tip", ""), 1000) for row in rows)))[:20],
        source=text_of(first.get("source", ""), 300), checked_on=date_of(first.get("checked_on", "")),
        confidence=text_of(first.get("confidence", "")).lower(),
    )  # fmt: skip


def _points(row: Row, country: str) -> Iterator[PointRow | None]:
    wait = re.match(r"\d{1,4}\Z", text_of(row.get("wait", "")))
    more: dict[str, Any] = {
        "purpose": text_of(row.get("purpose", "")).lower() or Point.SERVICE,
        "label": text_of(row.get("label", ""), 300),
        "language": text_of(row.get("language", ""), 8),
        "to_human": text_of(row.get("keys", "")),
        "usual_wait": int(wait.group()) if wait else None,
    }
    try:
        hours = week_in(row.get("hours", ""), country=country)
    except BadHours:
        hours = None
    for kind in _REACH:
        own = dict(more, hours=hours.to_json() if hours and kind in {Point.PHONE, Point.CHAT} else {})
        yield point(kind, row.get(kind, ""), **own)


def _list(rows: list[Row], column: str) -> list[str]:
    return [one for row in rows for one in (text_of(part) for part in row.get(column, "")[:2000].split("|")) if one]
