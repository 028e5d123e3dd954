"""Words in an FTS5 table: its tokenizer parts words at spaces alone, all else is settled before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from amana.search.dividing import MARK, Words

if TYPE_CHECKING:
    from amana.search.backends import Sequel, Wanted


# Merged in one go: some hundredths of a second, in which nobody else writes.
PAGES = 200


class SQLite:
    """See backends.Backend."""

    def write(self, words: Mapping[int, Words]) -> None:
        rows = [(number, " ".join(one.in_order), " ".join(one.besides)) for number, one in words.items()]
        with connection.cursor() as cursor:
            cursor.executemany("INSERT OR REPLACE INTO search_words (rowid, words, forms) VALUES (%s, %s, %s)", rows)

    def remove(self, numbers: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [[number] for number in numbers])

    def sweep(self, *, is_first: bool) -> bool:
        # FTS5 only notes what was removed; a merge of all its parts leaves it out. A negative number begins one.
        with connection.cursor() as cursor:
            before = connection.connection.total_changes
            pages = -PAGES if is_first else PAGES
            cursor.execute("INSERT INTO search_words (search_words, rank) VALUES ('merge', %s)", [pages])
            # As its documentation says: fewer than two changes, and nothing was left to merge.
            return is_first or connection.connection.total_changes - before >= 2

    def kept(self, numbers: Sequence[int]) -> list[str]:
        found: list[str] = []
        with connection.cursor() as cursor:
            for number in numbers:
                cursor.execute("SELECT words FROM search_words WHERE rowid = %s", [number])
                for (text,) in cursor.fetchall():
                    found += dict.fromkeys(word for word in text.split(" ") if word and not word.startswith(MARK))
        return found

    def newest(
        self, wanted: Wanted, *, since: int, before: int, most: int, case: UUID | None = None
    ) -> tuple[str, list[str | int | UUID]]:
        of_case = ""
        values: list[str | int | UUID] = [_match(wanted), since, before]
        if case is not None:
            of_case = " AND rowid IN (SELECT id FROM search_indexed WHERE case_id = %s ORDER BY id DESC LIMIT %s)"
            values += [case.hex, most]
        select = (
            "SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid >= %s AND rowid < %s"  # noqa: S608  # a constant
            f"{of_case} ORDER BY rowid DESC LIMIT %s"
        )
        return select, [*values, most]


def _match(wanted: Wanted) -> str:
    groups = " AND ".join(f"({_any(group)})" for group in wanted.all_of)
    return f"({groups}) NOT ({_any(wanted.none_of)})" if wanted.none_of else groups


def _any(sequels: Sequence[Sequel]) -> str:
    # No term holds a quotation mark; a phrase is looked for where words stand in order.
    return " OR ".join((f'words : "{" ".join(one)}"' if len(one) > 1 else f'"{one[0]}"') for one in sequels)
