"""Where paragraphs and sentences begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BREAK = re.compile(r"\n\s*\n")
# A full stop ends a sentence before a blank, and not after an initial, an abbreviation, or a number that goes on.
_END = re.compile(r"[.!?\u061f\u061b;\u2026]+[\"')\]]*(?=\s|$)|[!?\u061f]+|\n+|\s[|]\s")
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
    for mark in _END.finditer(folded):
        if mark.group().startswith(".") and _ABBREVIATION.search(
            folded, max(start, mark.start() - 8), mark.start() + 1
        ):
            continue
        yield from _pieces(folded, start, mark.end())
        start = mark.end()
    yield from _pieces(folded, start, len(folded))


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    if start < end <= start + LONGEST:
        yield start, end
        return
    while end - start > LONGEST:
        cut = folded.rfind(" ", start, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        yield start, cut
        start = cut
        while start < end and folded[start].isspace():
            start += 1
    if start < end:
        yield start, end
