"""Showing where in a text something was found: a stretch of it, with the words that were looked for marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from amana.language.normalising import fold_in_place
from amana.search.asking import Asked
from amana.search.dividing import CODE, PHONE, TELEPHONE, ends_of, joined, word_forms

# Letters that are shown, and how many of them stand before the first word that was found.
SHOWN, BEFORE = 240, 60
LOOKED_AT = 100_000
_WORD = re.compile(r"[^\W_]+(?:['\"][^\W_]+)*")
_HEBREW_OR_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True)
class Piece:
    """Some letters of a text, and whether they were looked for."""

    text: str
    is_found: bool = False


@dataclass(frozen=True)
class Quote:
    """A stretch of a text in its own direction."""

    pieces: tuple[Piece, ...]
    direction: str

    @property
    def is_found(self) -> bool:
        """Whether any of it was looked for."""
        return any(piece.is_found for piece in self.pieces)


def quote(text: str, asked: Asked, *, at: int | None = None) -> Quote:
    """Return the stretch of a text round the first thing that was found in it; its beginning when nothing was.

    With `at` the stretch begins there: what means alike need not hold any of the words.
    """
    text = text[:LOOKED_AT]
    places = list(_places(text, {term for part in asked.parts for sequel in part.sequels for term in sequel}))
    begin, end = _stretch(text, places[0][0] if places else 0) if at is None else (at, min(len(text), at + SHOWN))
    pieces: list[Piece] = [Piece("… ")] if begin else []
    reached = begin
    for start, stop in places:
        if start >= reached and stop <= end:
            pieces += [Piece(text[reached:start]), Piece(text[start:stop], is_found=True)]
            reached = stop
    pieces.append(Piece(text[reached:end] + (" …" if end < len(text) else "")))
    shown = [
        Piece(" ".join(one.text.split()) if one.is_found else _in_one_line(one.text), one.is_found) for one in pieces
    ]
    return Quote(tuple(one for one in shown if one.text), direction_of(text[begin:end]))


def direction_of(text: str) -> str:
    """Return "rtl" for a text most of whose letters are Hebrew or Arabic; its first letter may be of a product's name."""
    return "rtl" if len(_HEBREW_OR_ARABIC.findall(text)) > len(_LATIN.findall(text)) else "ltr"


def _in_one_line(text: str) -> str:
    words = " ".join(text.split())
    return f"{' ' if text[:1].isspace() else ''}{words}{' ' if words and text[-1:].isspace() else ''}"


def _stretch(text: str, found: int) -> tuple[int, int]:
    """Return where to begin and to end, between words."""
    begin = max(0, found - BEFORE)
    if begin:
        space = text.find(" ", begin, found)
        begin = space + 1 if space >= 0 else begin
    end = min(len(text), begin + SHOWN)
    if end < len(text):
        space = text.rfind(" ", max(begin, end - BEFORE), end)
        end = space if space > found else end
    return begin, end


def _places(text: str, terms: set[str]) -> Iterator[tuple[int, int]]:
    """Yield where one of the terms stands, in order and without overlaps."""
    folded, kept = fold_in_place(text)
    spots = [*_words(folded, terms), *_numbers(folded, terms)]
    reached = 0
    for start, end in sorted(spots, key=lambda spot: (spot[0], -spot[1])):
        if start >= reached:
            reached = end
            yield (start, end) if kept is None else (kept[start], kept[end - 1] + 1)


def _words(folded: str, terms: set[str]) -> Iterator[tuple[int, int]]:
    last = len(folded)
    for match in _WORD.finditer(folded):
        if match.start() > last:
            return
        if not terms.isdisjoint(_forms(match.group())):
            # What stands beyond the stretch round the first is not shown.
            last = min(last, match.start() + SHOWN)
            yield match.span()


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[str, ...]:
    return tuple(form for forms in word_forms(word) for form in forms)


def _numbers(folded: str, terms: set[str]) -> Iterator[tuple[int, int]]:
    if not any(letter.isdecimal() for term in terms for letter in term):
        return
    for match in CODE.finditer(folded):
        if any(run in terms for run in joined(match.group())):
            yield match.span()
    if any(term.startswith(PHONE) for term in terms):
        for match in TELEPHONE.finditer(folded):
            if any(end in terms for end in ends_of(match.group())):
                yield match.span()
