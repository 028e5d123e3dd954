"""Putting what is said into the index of words, and taking out what was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from amana.language.normalising import search_terms
from amana.record.appending import Appended
from amana.record.storing import insert_rows
from amana.search.models import Indexed

LONGEST_TEXT = 20_000
LONGEST_TERM = 60
MOST_TERMS = 5_000
GONE = {"entry.withdrawn", "entry.erased"}


def index(entries: Sequence[Appended]) -> None:
    """Reaction: make these entries findable; two statements for any number of them."""
    said = [(entry, terms) for entry in entries if entry.kind not in GONE and (terms := terms_of(entry.content))]
    rows = [(entry.book, entry.id, entry.audience, entry.at) for entry, _terms in said]
    insert_rows(Indexed, ("case_id", "entry", "audience", "at"), rows)
    _write([(entry.id, terms) for entry, terms in said])


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


def _write(said: Sequence[tuple[UUID, list[str]]]) -> None:
    """Put the words under the number that each entry has been given; no word holds a space."""
    if not said:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            insert = (
                "INSERT INTO search_words (id, terms) "
                "SELECT i.id, array_to_tsvector(string_to_array(said.terms, ' ')) "
                "FROM UNNEST(%s::uuid[], %s::text[]) AS said(entry, terms) JOIN search_indexed i ON i.entry = said.entry "
                "ON CONFLICT (id) DO UPDATE SET terms = excluded.terms"
            )
            cursor.execute(insert, [[entry for entry, _terms in said], [" ".join(terms) for _entry, terms in said]])
        else:
            insert = (
                "INSERT OR REPLACE INTO search_words (rowid, terms) SELECT id, %s FROM search_indexed WHERE entry = %s"
            )
            cursor.executemany(insert, [(" ".join(terms), entry.hex) for entry, terms in said])
