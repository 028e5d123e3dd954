"""How each database keeps the words of entries and is asked for them; both are told the same and find the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import connection

from amana.search.backends import postgres, sqlite
from amana.search.dividing import Words

# Terms that stand one after the other; one term is a word, several are a phrase.
Sequel = tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What an entry must hold: of each group of `all_of` one, and nothing of `none_of`. `all_of` is never empty."""

    all_of: tuple[tuple[Sequel, ...], ...]
    none_of: tuple[Sequel, ...] = ()


class Backend(Protocol):
    """What a database must be able to do."""

    def write(self, words: Mapping[int, Words]) -> None:
        """Keep the words under these numbers, in the place of any that were there."""

    def remove(self, numbers: Sequence[int]) -> None:
        """Forget the words under these numbers."""

    def sweep(self, *, is_first: bool) -> bool:
        """Rewrite some of what words that were removed still lie in, `is_first` to begin anew; whether there is more."""

    def kept(self, numbers: Sequence[int]) -> list[str]:
        """Return the words that stand in a text under these numbers, each once a number."""

    def newest(
        self, wanted: Wanted, *, since: int, before: int, most: int, case: UUID | None = None
    ) -> tuple[str, list[str | int | UUID]]:
        """Return a SELECT with its values: the numbers under which the words are found, the highest first.

        From `since` up to `before`, which is left out, `most` at most; only those of `case` if one is given.
        """


def backend() -> Backend:
    """Return the one of the database in use."""
    return postgres.Postgres() if connection.vendor == "postgresql" else sqlite.SQLite()
