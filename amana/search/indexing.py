"""Putting what is said into the index of words, and taking out what was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from amana.language.normalising import search_terms
from amana.record.appending import Appended
from amana.search.models import Indexed

LONGEST_TEXT = 20_000
LONGEST_TERM = 60
MOST_TERMS = 5_000
GONE = {"entry.withdrawn", "entry.erased"}


def index(entries: Sequence[Appended]) -> None:
    """Reaction: make these entries findable; three statements for any number of them."""
    said = [(entry, terms) for entry in entries if entry.kind not in GONE and (terms := terms_of(entry.content))]
    rows = Indexed.objects.bulk_create(
        Indexed(case_id=entry.book, entry=entry.id, audience=entry.audience, at=entry.at) for entry, _terms in said
    )
    _write([(row.pk, terms) for row, (_entry, terms) in zip(rows, said, strict=True)])


def forget(entries: Sequence[Appended]) -> None:
    """Reaction: take what was withdrawn or erased out of the index, for both sides."""
    keys = [UUID(str(entry.content["about"])) for entry in entries]
    rows = Indexed.objects.filter(entry__in=keys)
    numbers = list(rows.values_list("pk", flat=True))
    if not numbers:
        return
    column = "id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM search_words WHERE {column} = %s", [[number] for number in numbers])  # noqa: S608  # one of two names
    rows.delete()


def terms_of(says: Mapping[str, Any]) -> list[str]:
    """Return the words an entry is found by: what it says, its subject, and who wrote it."""
    sender = says.get("from")
    parts = [says.get("subject"), says.get("text"), says.get("customer"), says.get("who")]
    if isinstance(sender, Mapping):
        parts += [sender.get("name"), sender.get("address")]
    text = "\n".join(str(part) for part in parts if part)[:LONGEST_TEXT]
    return list(dict.fromkeys(term for term in search_terms(text) if len(term) <= LONGEST_TERM))[:MOST_TERMS]


def _write(rows: Sequence[tuple[int, list[str]]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            insert = (
                "INSERT INTO search_words (id, terms) VALUES (%s, array_to_tsvector(%s::text[])) "
                "ON CONFLICT (id) DO UPDATE SET terms = excluded.terms"
            )
            cursor.executemany(insert, [[number, terms] for number, terms in rows])
        else:
            insert = "INSERT OR REPLACE INTO search_words (rowid, terms) VALUES (%s, %s)"
            cursor.executemany(insert, [[number, " ".join(terms)] for number, terms in rows])
