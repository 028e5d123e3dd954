"""Asking the index of words: every word of the query must be there, in one of its forms."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from amana.language.normalising import query_terms
from amana.search.indexing import LONGEST_TERM
from amana.search.models import Indexed
from amana.team.viewing import Viewer

MOST_WORDS = 8
MOST_FORMS = 12
# From this length on the last word may still be being typed.
SHORTEST_BEGINNING = 3


def find(query: str, *, viewer: Viewer) -> QuerySet[Indexed]:
    """Return the entries this viewer may read that hold every word of the query; nothing for a query without words."""
    words = [forms[:MOST_FORMS] for forms in query_terms(query)][:MOST_WORDS]
    if not words:
        return Indexed.objects.none()
    if connection.vendor == "postgresql":
        found = RawSQL("SELECT id FROM search_words WHERE terms @@ %s::tsquery", [_for_postgres(words)])
    else:
        found = RawSQL("SELECT rowid FROM search_words WHERE search_words MATCH %s", [_for_sqlite(words)])
    return Indexed.objects.visible_to(viewer).filter(pk__in=found)


def _for_sqlite(words: list[tuple[str, ...]]) -> str:
    last = len(words) - 1
    return " AND ".join(
        "("
        + " OR ".join(_quoted(form, '"', "*" if _is_beginning(number == last, form) else "") for form in forms)
        + ")"
        for number, forms in enumerate(words)
    )


def _for_postgres(words: list[tuple[str, ...]]) -> str:
    last = len(words) - 1
    return " & ".join(
        "("
        + " | ".join(_quoted(form, "'", ":*" if _is_beginning(number == last, form) else "") for form in forms)
        + ")"
        for number, forms in enumerate(words)
    )


def _is_beginning(is_last: bool, form: str) -> bool:
    return is_last and len(form) >= SHORTEST_BEGINNING


def _quoted(form: str, mark: str, ending: str) -> str:
    """Return the form as one term of either query language: whatever was typed, it is a word and no operator."""
    plain = form[:LONGEST_TERM].replace("\\", "\\\\" if mark == "'" else "\\").replace("\0", "")
    return f"{mark}{plain.replace(mark, mark * 2)}{mark}{ending}"
