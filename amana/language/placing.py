"""Places in a text: those of the folded one in the one given, its paragraphs, and its sentences with their languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from amana.language.detecting import direction_of, language_of
from amana.language.findings import Direction, Finding, Language, Paragraph
from amana.language.normalising import fold_in_place, without_marks
from amana.language.sentences import paragraphs, sentences

F = TypeVar("F", bound=Finding)
_LOCALES: dict[str, Language] = {"he": "he", "iw": "he", "ar": "ar", "en": "en"}
_QUOTED_LINE = re.compile(r"\s*>")


class Text:
    """The text, folded for matching, and the way back to its own places."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.folded, self._places = fold_in_place(text)

    @property
    def plain(self) -> str:
        """The text without invisible marks, each letter where it stands in the folded text."""
        return self.original if self._places is None else without_marks(self.original)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of a non-empty stretch of the folded text."""
        if self._places is None:
            return start, end
        return self._places[start], self._places[end - 1] + 1

    def placed(self, found: Iterable[F]) -> tuple[F, ...]:
        """What was found in the plain text, as found in the original."""
        return tuple(found) if self._places is None else tuple([self._placed(one) for one in found])

    def _placed(self, found: F) -> F:
        start, end = self.span(found.start, found.end)
        return replace(found, start=start, end=end, quote=self.original[start:end])


def paragraphs_of(body: Text) -> list[Paragraph]:
    """The paragraphs of a text, each with its language and direction."""
    found = []
    for start, end in paragraphs(body.original):
        words = body.original[start:end]
        language = language_of(words)
        direction: Direction = direction_of(language, words)
        found.append(Paragraph(start, end, language, direction))
    return found


def sentences_of(body: Text, found: list[Paragraph]) -> Iterator[tuple[int, int, Language]]:
    """The sentences to read, as places in the folded text, each with the language of its own letters."""
    several = len({paragraph.language for paragraph in found}) > 1 or any(p.language != "en" for p in found)
    main: Language = next((paragraph.language for paragraph in found if paragraph.language != "unknown"), "en")
    folded = body.folded
    scripts = [one for one in _SCRIPTS if one[1].search(folded)] if several else []
    is_quoting = ">" in folded
    for start, end in sentences(folded):
        if is_quoting and _QUOTED_LINE.match(folded, start, end):
            continue
        yield start, end, _quick(folded, start, end, scripts) or main if scripts else main


_SCRIPTS: tuple[tuple[Language, re.Pattern[str]], ...] = (
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("ar", re.compile(r"[\u0620-\u064a]")),
    ("en", re.compile(r"[a-z]")),
)


def _quick(folded: str, start: int, end: int, scripts: list[tuple[Language, re.Pattern[str]]]) -> Language | None:
    """The language of a stretch by its letters alone, of the scripts given; Latin letters are read as English."""
    found = [language for language, letter in scripts if letter.search(folded, start, end) is not None]
    if len(found) < 2:
        return found[0] if found else None
    counts = {language: len(letter.findall(folded, start, end)) for language, letter in scripts}
    hebrew, arabic, latin = counts.get("he", 0), counts.get("ar", 0), counts.get("en", 0)
    if 1.5 * max(hebrew, arabic) >= latin:
        return "he" if hebrew >= arabic else "ar"
    return "en"


def chief_of(found: list[Paragraph], locale: str | None) -> Language:
    """The language of most of the text; the given locale when no letters tell."""
    lengths: dict[Language, int] = {}
    for paragraph in found:
        if paragraph.language != "unknown":
            lengths[paragraph.language] = lengths.get(paragraph.language, 0) + paragraph.end - paragraph.start
    if lengths:
        return max(lengths, key=lambda language: lengths[language])
    return _LOCALES.get((locale or "")[:2].lower(), "unknown") if not found else "unknown"
