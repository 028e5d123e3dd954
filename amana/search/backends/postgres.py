"""Words in a tsvector of our own making: PostgreSQL is never asked to divide a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from amana.search.dividing import GAP, MARK, Words

if TYPE_CHECKING:
    from amana.search.backends import Sequel, Wanted


class Postgres:
    """See backends.Backend."""

    def write(self, words: Mapping[int, Words]) -> None:
        insert = (
            "INSERT INTO search_words (id, terms) SELECT said.id, said.terms::tsvector "
            "FROM UNNEST(%s::bigint[], %s::text[]) AS said(id, terms) "
            "ON CONFLICT (id) DO UPDATE SET terms = excluded.terms"
        )
        with connection.cursor() as cursor:
            cursor.execute(insert, [list(words), [_vector(one) for one in words.values()]])

    def remove(self, numbers: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words WHERE id = ANY(%s)", [list(numbers)])

    def sweep(self, *, is_first: bool) -> bool:  # VACUUM does it by itself
        return False

    def kept(self, numbers: Sequence[int]) -> list[str]:
        select = (
            "SELECT lexeme FROM search_words, unnest(terms) WHERE id = ANY(%s) AND positions IS NOT NULL"
            " AND lexeme NOT LIKE %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(select, [list(numbers), f"{MARK}%"])
            return [str(word) for (word,) in cursor.fetchall()]

    def newest(
        self, wanted: Wanted, *, since: int, before: int, most: int, case: UUID | None = None
    ) -> tuple[str, list[str | int | UUID]]:
        of_case = ""
        values: list[str | int | UUID] = [_query(wanted), since, before]
        if case is not None:
            of_case = " AND id IN (SELECT id FROM search_indexed WHERE case_id = %s ORDER BY id DESC LIMIT %s)"
            values += [case, most]
        select = (
            "SELECT id FROM search_words WHERE terms @@ %s::tsquery AND id >= %s AND id < %s"  # noqa: S608  # a constant
            f"{of_case} ORDER BY id DESC LIMIT %s"
        )
        return select, [*values, most]


def _vector(words: Words) -> str:
    # No term holds a quotation mark or a backslash.
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words.in_order, 1):
        if word != GAP:
            places.setdefault(word, []).append(place)
    placed = [f"'{word}':{','.join(map(str, found))}" for word, found in places.items()]
    return " ".join([*placed, *(f"'{term}'" for term in words.besides)])


def _query(wanted: Wanted) -> str:
    groups = " & ".join(f"({_any(group)})" for group in wanted.all_of)
    return f"{groups} & !({_any(wanted.none_of)})" if wanted.none_of else groups


def _any(sequels: Sequence[Sequel]) -> str:
    return " | ".join("(" + " <-> ".join(f"'{term}'" for term in one) + ")" for one in sequels)
