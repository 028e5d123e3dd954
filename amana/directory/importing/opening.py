"""Telling what a file is, and reading it, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from amana.directory.importing.cards import cards
from amana.directory.importing.collections import datenanfragen, decoded, justdeleteme, twofactorauth
from amana.directory.importing.records import MOST_BYTES, MOST_PROBLEMS, MOST_RECORDS, CannotRead, Read, Record
from amana.directory.importing.tables import table

Told = Callable[[str, int], None]
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


def read(content: bytes, *, told: Told = lambda _what, _done: None) -> Read:
    """Return the companies of a file: a collection's archive or JSON, a table, or cards; at most 30 MB and 200,000.

    Raises CannotRead with a sentence when it is none of them, or empty.
    """
    if not content.strip():
        raise CannotRead(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise CannotRead(_("The file is larger than 30 MB; that is no directory."))
    source, made = _opened(content)
    records: dict[str, Record] = {}
    problems: list[str] = []
    for where, row in made:
        if len(records) >= MOST_RECORDS:
            raise CannotRead(_("There are more companies in it than can be read at once."))
        if row is None or not row.key:
            problems.append(_("%(where)s: no company can be read there.") % {"where": where or "?"})
        else:
            records[row.key] = _together(records[row.key], row) if row.key in records else row
        told("read", len(records))
    if not records:
        raise CannotRead(_("No company could be read in it."))
    return Read(source, hashlib.sha256(content).hexdigest(), list(records.values()), problems[:MOST_PROBLEMS])


def _opened(content: bytes) -> tuple[str, Iterator[tuple[str, Record | None]]]:
    if content.startswith(_PACKED) or content[257:262] == b"ustar":
        return "datenanfragen", datenanfragen(content)
    if b"BEGIN:VCARD" in content[:2000].upper() or b"B\0E\0G\0I\0N\0:\0V" in content[:200]:
        return "vcard", cards(content)
    if content.lstrip()[:1] in {b"{", b"["}:
        return _json(decoded(content))
    return "csv", table(content)


def _json(rows: Any) -> tuple[str, Iterator[tuple[str, Record | None]]]:  # Any: JSON from outside
    if isinstance(rows, dict) and any(isinstance(row, dict) and "contact" in row for row in list(rows.values())[:20]):
        return "twofactorauth", twofactorauth(rows)
    if isinstance(rows, list) and any(isinstance(row, dict) and "difficulty" in row for row in rows[:20]):
        return "justdeleteme", justdeleteme(rows)
    if rows is None:
        raise CannotRead(_("The JSON in it is damaged."))
    raise CannotRead(
        _("This JSON is none of the collections that can be read: 2factorauth contacts, JustDeleteMe sites.")
    )


def _together(one: Record, other: Record) -> Record:
    """Return the company that a file names twice under one key."""
    points = {(row.kind, row.value, row.purpose): row for row in (*other.points, *one.points)}
    people = {(row.name, row.role): row for row in (*other.people, *one.people)}
    return replace(
        one, points=tuple(points.values()), people=tuple(people.values()), tips=tuple(dict.fromkeys((*one.tips, *other.tips))),
        aliases=tuple(dict.fromkeys((*one.aliases, *other.aliases))), domains=tuple(dict.fromkeys((*one.domains, *other.domains))),
    )  # fmt: skip
