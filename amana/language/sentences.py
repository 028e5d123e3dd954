"""Where paragraphs and sentences begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_BREAK = re.compile(r"\n\s*\n")
# A full stop ends a sentence before a blank, and not after an initial, an abbreviation, or a number that goes on.
# Of a row of marks only the whole can end one, so it is looked at once, from its first.
_END = re.compile(r"(?<![.!?\u061f\u061b;\u2026])[.!?\u061f\u061b;\u2026]++[\"')\]]*+(?=\s|$)|[!?\u061f]+|\n+|\s[|]\s")
_MAY_END = re.compile(r"[.!?\u061f\u061b;\u2026\n|]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|no|nr|vs|approx|ext|e\.g|i\.e|a\.m|p\.m|inc|ltd|ref|w|tel)|\s[^\W\d_]|^[^\W\d_]|\b[א-ת]\.[א-ת])\.$"
)
LONGEST = 600  # characters; a "sentence" beyond this is cut, so that work stays linear


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text, parted by blank lines, without the blanks around them."""
    start = 0
    for gap in _BREAK.finditer(text):
        if text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if text[start:].strip():
        yield start, len(text)


def sentences(folded: str) -> Iterator[tuple[int, int]]:
    """The sentences of a folded text, each with its final mark, without blanks around it; at most 600 characters."""
    start = 0
    for mark in _ends(folded):
        if mark.group().startswith(".") and _is_abbreviated(folded, start, mark.start()):
            continue
        yield from _pieces(folded, start, mark.end())
        start = mark.end()
    yield from _pieces(folded, start, len(folded))


def _is_abbreviated(folded: str, start: int, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to an abbreviation; after four letters only to the one that ends in "prox"."""
    last = folded[max(stop - 4, 0) : stop]
    if len(last) == 4 and last.isalpha() and last != "prox":
        return False
    return _ABBREVIATION.search(folded, max(start, stop - 8), stop + 1) is not None


def _ends(folded: str) -> Iterator[re.Match[str]]:
    """As `_END.finditer`, looking only where a mark stands."""
    end = 0
    for place in _MAY_END.finditer(folded):
        begins = place.start() - (place.group() == "|")
        if begins >= end and (mark := _END.match(folded, begins)) is not None:
            end = mark.end()
            yield mark


@lru_cache(maxsize=1_000)
def chunks(sentence: str) -> tuple[str, ...]:
    """What stands between the blanks of a sentence; kept while a text is read, as each of the finders asks."""
    return tuple(sentence.split())


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without the blanks around it, cut where it is too long; nothing when it is blank."""
    words = folded[start:end].rstrip()
    end = start + len(words)
    start = end - len(words.lstrip())
    while end - start > LONGEST:
        cut = folded.rfind(" ", start, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = end - len(folded[cut:end].lstrip())
    if start < end:
        yield start, end
