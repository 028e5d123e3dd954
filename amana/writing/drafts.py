"""A draft as the checks see it: its reading, its folded form, and the way back to its own places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from amana.language import Reading, read
from amana.language.findings import Language
from amana.language.normalising import fold_in_place
from amana.language.sentences import sentences
from amana.writing.advising import Context, Place

LONGEST = 100_000  # characters looked at

Words = dict[str, re.Pattern[str]]  # by language


@dataclass(frozen=True)
class Draft:
    """One draft while it is checked; `text` is cut to what is looked at."""

    text: str
    context: Context

    @cached_property
    def reading(self) -> Reading:
        """What is found in the draft."""
        context = self.context
        return read(self.text, sent_at=context.at, side=context.side, locale=context.locale, week=context.week)

    @property
    def language(self) -> Language:
        """The language of most of it."""
        return self.reading.language

    @cached_property
    def _fold(self) -> tuple[str, list[int] | None]:
        return fold_in_place(self.text)

    @property
    def folded(self) -> str:
        """Its form for matching."""
        return self._fold[0]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Its sentences, as places in the folded form."""
        return list(sentences(self.folded))

    @property
    def end(self) -> Place:
        """Where something is missing."""
        return Place("", len(self.text), len(self.text))

    def place(self, start: int, end: int) -> Place:
        """A stretch of the folded form as a place of the text."""
        places = self._fold[1]
        if places is not None:
            start, end = places[start], places[end - 1] + 1
        return Place(self.text[start:end], start, end)

    def sentence_at(self, place: int) -> tuple[int, int]:
        """The sentence around a place of the folded form."""
        return next(((a, b) for a, b in self.sentences if a <= place < b), (place, place + 1))

    def every(self, words: Words) -> Iterator[re.Match[str]]:
        """Where such words stand, in any of the three languages."""
        for language in ("en", "he", "ar"):
            if language in words:
                yield from words[language].finditer(self.folded)

    def has(self, words: Words) -> bool:
        """Whether any such words stand in it."""
        return any(pattern.search(self.folded) for pattern in words.values())
