"""Breaking a paragraph into lines and setting each in the order in which it is drawn (Unicode Bidirectional Algorithm)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

Direction = Literal["ltr", "rtl"]
Measure = Callable[[str, Direction], float]

_SPACES = re.compile(r"[^\S\n]+")
_CODE = re.compile(r"(?<![\w+])\+?[0-9A-Za-z]*[0-9][0-9A-Za-z]*(?:[-./:][0-9A-Za-z]+)+")
# These take the direction of what is around them, which is one.
_NEUTRAL = {"WS", "ON", "CS", "ES", "ET", "NSM"}
# Marks that set direction have done their work once the levels are known; no font draws them.
_UNDRAWN = {"Cf", "Cc", "Cs", "Co", "Cn"}


@dataclass(frozen=True)
class Run:
    """Letters of one direction, in the order in which they are read."""

    text: str
    direction: Direction


@dataclass(frozen=True)
class Letter:
    character: str
    level: int


def clean(text: str) -> str:
    """Return a text without control characters, in composed form, with its line ends as \\n; its direction marks stay."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})


def covered(text: str, known: Collection[int]) -> str:
    """Return a text in which what a font cannot draw is named ("[grinning face]") or, where it is a letter, a "?"."""
    return "".join(_drawable(character, known) for character in text)


def _drawable(character: str, known: Collection[int]) -> str:
    kind = unicodedata.category(character)
    if ord(character) in known or character == "\n" or kind == "Cf":
        return character
    if kind == "Zs":
        return " "
    if kind in {"Mn", "Me", "Sk"} or kind in _UNDRAWN:
        return ""
    if kind == "So":
        return f"[{unicodedata.name(character, 'symbol').lower()}]"
    plain = unicodedata.normalize("NFKD", character)
    return plain if plain != character and all(ord(one) in known for one in plain) else "?"


def with_codes_whole(paragraph: str) -> str:
    """Return a paragraph in which each telephone number, order number and date is set apart, left to right.

    Between Arabic letters "88-1204" would else be drawn as "1204-88".
    """
    return _CODE.sub("\N{LEFT-TO-RIGHT ISOLATE}\\g<0>\N{POP DIRECTIONAL ISOLATE}", paragraph)


def direction_of(text: str, *, otherwise: Direction) -> Direction:
    """Return the direction of a paragraph, by its first letter that has one (rules P2 and P3)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return otherwise


def levelled(text: str, direction: Direction) -> list[Letter]:
    """Return the letters of a paragraph, in reading order, each with its embedding level."""
    strong = {unicodedata.bidirectional(character) for character in text} - _NEUTRAL
    if strong <= ({"R", "AL"} if direction == "rtl" else {"L", "EN"}):
        # Of one direction throughout, as most paragraphs are: nothing has to be resolved.
        return [Letter(character, 1 if direction == "rtl" else 0) for character in text]
    base = TextDirection.RTL if direction == "rtl" else TextDirection.LTR
    found = BidiParagraph(text, base_direction=base).get_characters_with_embedding_level()
    return [Letter(one.character, one.embedding_level) for one in found]


def broken(letters: Sequence[Letter], width: float, measure: Measure) -> Iterator[Sequence[Letter]]:
    """Yield the letters of each line: as many words as fit, and of a word that fits on none as many letters as do."""
    line: list[Letter] = []
    used = 0.0
    for word in _words(letters):
        long = sum(measure(run.text, run.direction) for run in drawn(word))
        bare = sum(measure(run.text, run.direction) for run in drawn(_stripped(word)))
        if line and used + bare > width:
            yield _stripped(line)
            line, used = [], 0.0
        *whole, last = _cut(word, width, measure) if bare > width else [word]
        yield from whole
        if whole:
            long = sum(measure(run.text, run.direction) for run in drawn(last))
        line, used = [*line, *last], used + long
    yield _stripped(line)


def _words(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Yield each word with the spaces after it."""
    word: list[Letter] = []
    for letter in letters:
        if word and word[-1].character == " " and letter.character != " ":
            yield word
            word = []
        word.append(letter)
    if word:
        yield word


def _stripped(letters: Sequence[Letter]) -> Sequence[Letter]:
    end = len(letters)
    while end and letters[end - 1].character == " ":
        end -= 1
    return letters[:end]


def _cut(word: Sequence[Letter], width: float, measure: Measure) -> Iterator[list[Letter]]:
    piece: list[Letter] = []
    used = 0.0
    for letter in word:
        wide = measure(letter.character, "ltr")
        if piece and used + wide > width:
            yield piece
            piece, used = [], 0.0
        piece.append(letter)
        used += wide
    yield piece


def drawn(line: Sequence[Letter]) -> list[Run]:
    """Return the runs of a line from left to right (rule L2); within a run the letters stay in reading order."""
    runs: list[tuple[int, list[str]]] = []
    for letter in line:
        if runs and runs[-1][0] == letter.level:
            runs[-1][1].append(letter.character)
        else:
            runs.append((letter.level, [letter.character]))
    highest = max((level for level, _letters in runs), default=0)
    for least in range(highest, 0, -1):
        runs = _turned(runs, least)
    made = [(_visible("".join(letters)), level) for level, letters in runs]
    return [Run(text, "rtl" if level % 2 else "ltr") for text, level in made if text]


def _turned(runs: list[tuple[int, list[str]]], least: int) -> list[tuple[int, list[str]]]:
    turned: list[tuple[int, list[str]]] = []
    block: list[tuple[int, list[str]]] = []
    for run in runs:
        if run[0] >= least:
            block.append(run)
            continue
        turned += [*block[::-1], run]
        block = []
    return turned + block[::-1]


def _visible(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in _UNDRAWN)


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text as they were typed, inner spaces folded; none at its ends is empty."""
    return [_SPACES.sub(" ", line).strip() for line in text.strip().split("\n")]
