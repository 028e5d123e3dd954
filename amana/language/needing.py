"""What a phrase needs: stretches of letters of which every text that holds the phrase has some, and how it can begin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

LONGEST_ATTACHED = 8  # letters that may stand before a word as part of it, or more
GRAM = 3  # letters, at most, that are looked for before a phrase is tried
# Marks at a stretch: the phrase begins with it; a blank stands before it; a blank stands after it. And any figure.
_BEGINS, _BEGINS_A_PIECE, _ENDS_A_PIECE, ANY_FIGURE = "^", "<", ">", "#"
_MARKS_OF_BEGINNING = _BEGINS + _BEGINS_A_PIECE
_PLAIN = re.compile(r"(?:[^\W_]|[ '\",-])+")  # without anything that may be missing
_A_FIGURE = re.compile(r"\\d(?![?*]|\{0)")
_BRACKETS = re.compile(r"[()|]")
_DEEPER = {"(": 1, ")": -1, "|": 0}
_A_BLANK = re.compile(r" (?![?*{])")
_MOST_BEGINNINGS = 48
BEGINS_A_WORD = re.compile(r"[\w(]")
_OF_A_WORD = re.compile(r"[\w']+")


class Stretch(NamedTuple):
    """The longest word of a stretch of letters that phrases need, and where in a word of the text it may stand."""

    letters: str
    begins: str  # as marked: _BEGINS, _BEGINS_A_PIECE, or nothing
    ends: bool  # whether a blank follows
    attached: Collection[str]  # what may stand before it in the word
    parts: int  # of phrases, a bit each

    def stands_in(self, word: str) -> bool:
        """Whether it stands in the word where it may."""
        letters, begins, ends, attached, _parts = self
        if ends and not word.endswith(letters):
            return False
        if begins == _BEGINS_A_PIECE:
            return word == letters if ends else word.startswith(letters)
        if begins != _BEGINS or not letters[0].isalnum():
            return letters in word
        at = len(word) - len(letters) if ends else word.find(letters)
        while at >= 0 and begin_of_word(word, at, attached) is None:
            at = -1 if ends else word.find(letters, at + 1)
        return at >= 0


# Phrases, a bit each, that may begin in a word, where the word begins without signs before it, and where they begin.
Begun = tuple[int, int, int]


class Beginnings:
    """Phrases by the letters that their matches begin with, and where in a word of a text they begin."""

    def __init__(self, attached: Collection[str]) -> None:
        self._attached = attached
        self._open: dict[str, int] = {}
        self._before_a_blank: dict[str, int] = {}
        self._longest = 0

    def add(self, phrase: str, bit: int) -> bool:
        """Take in a phrase; False where it is not certain how it begins."""
        begins = beginnings(phrase)
        for letters in begins:
            if not is_of_word(letters[0]):
                return False
        for letters in begins:
            word, blank, _rest = letters.partition(" ")
            table = self._before_a_blank if blank else self._open
            table[word] = table.get(word, 0) | bit
            self._longest = max(self._longest, len(word))
        return bool(begins)

    def again(self) -> Beginnings:
        """The same, to which others can be added."""
        own = Beginnings(self._attached)
        own._open, own._before_a_blank, own._longest = {**self._open}, {**self._before_a_blank}, self._longest
        return own

    def in_word(self, word: str) -> Iterator[Begun]:
        """Where in the word which phrases may begin: at a letter that begins it, or after what may stand before it."""
        for found in _OF_A_WORD.finditer(word):
            start = found.start()
            for length in range(min(LONGEST_ATTACHED, found.end() - start - 1) + 1):
                if length and word[start : start + length] not in self._attached:
                    continue
                at = start + length
                bits = self._before_a_blank.get(word[at:], 0)
                for end in range(at + 1, min(len(word), at + self._longest) + 1):
                    bits |= self._open.get(word[at:end], 0)
                if bits:
                    yield bits, start, at


def begin_of_word(text: str, at: int, attached: Collection[str]) -> int | None:
    """Where the word with its attached parts begins in which a phrase begins at `at`; None where none can begin."""
    start = at
    longest = at - LONGEST_ATTACHED
    while start and start >= longest and is_of_word(text[start - 1]):
        start -= 1
    return start if start == at or text[start:at] in attached else None


def is_of_word(character: str) -> bool:
    """Whether a phrase that begins after it would begin within a word."""
    return character.isalnum() or character in "_'"


def _grams(word: str) -> set[str]:
    """All stretches of three letters; the word where it is shorter."""
    size = min(GRAM, len(word))
    return {word[at : at + size] for at in range(len(word) - size + 1)}


def by_rarest_gram(of_stretch: Mapping[str, int], attached: Collection[str]) -> dict[str, list[Stretch]]:
    """The stretches, by the letters of their longest word that the fewest have."""
    parts: dict[tuple[str, str, bool], int] = {}
    for stretch, own in of_stretch.items():
        begins = stretch[0] if stretch[0] in _MARKS_OF_BEGINNING else ""
        pieces = _bare(stretch).split(" ")
        longest = max(pieces, key=len) if len(pieces) > 1 else pieces[0]
        place = pieces.index(longest)
        ends = place < len(pieces) - 1 or stretch.endswith(_ENDS_A_PIECE)
        how = longest, _BEGINS_A_PIECE if place else begins, ends
        parts[how] = parts.get(how, 0) | own
    grams = {letters: _grams(letters) for letters, _begins, _ends in parts}
    often = Counter(chain.from_iterable(grams.values()))
    found: dict[str, list[Stretch]] = {}
    for how, own in parts.items():
        own_grams = grams[how[0]]
        rarest = min([(often[gram], gram) for gram in own_grams])[1]
        found.setdefault(rarest, []).append(Stretch(*how, attached, own))
    return found


def _bare(stretch: str) -> str:
    """The letters of a stretch, without its marks."""
    return stretch.lstrip(_MARKS_OF_BEGINNING).rstrip(_ENDS_A_PIECE)


def _longest_word(stretch: str) -> str:
    bare = _bare(stretch)
    return max(bare.split(" "), key=len) if " " in bare else bare


def beginnings(phrase: str) -> tuple[str, ...]:
    """The letters that the matches of a phrase begin with, at the beginning of a word; none where they are not certain."""
    if BEGINS_A_WORD.match(phrase) is None:
        return ()
    found = _begun(phrase.removesuffix("*").replace(" ~ ", "~"))
    if found is None or len(found) > _MOST_BEGINNINGS:
        return ()
    kept: list[str] = []
    for one in sorted(found):
        if not kept or not one.startswith(kept[-1]):  # what a shorter one begins is found by it already
            kept.append(one)
    return tuple(kept)


def _begun(phrase: str) -> set[str] | None:
    """The letters that the matches of a phrase begin with; None where one may begin with anything."""
    if not phrase.startswith("("):
        letters = _PLAIN.match(phrase)
        plain = letters.group() if letters is not None else ""
        plain = plain[:-1] if phrase[len(plain) : len(plain) + 1] in ("?", "*", "{", "+") else plain
        return {plain} if plain.strip() else None
    end = _closing(phrase, 0)
    if phrase.startswith(("(?!", "(?=", "(?<")):
        return _begun(phrase[end + 1 :])
    found: set[str] = set()
    for one in _branches(phrase[1:end]):
        begun = _begun(one)
        if begun is None:
            return None
        found |= begun
    if phrase[end + 1 : end + 2] not in ("?", "*", "{"):
        return found
    after = _begun(phrase[end + 2 :]) if phrase[end + 1] != "{" else None
    return found | after if after is not None else None


def _branches(group: str) -> Iterator[str]:
    """The alternatives inside a bracket."""
    depth, begin = 0, 0
    for found in _BRACKETS.finditer(group):
        depth += _DEEPER[found.group()]
        if found.group() == "|" and depth == 0:
            yield group[begin : found.start()]
            begin = found.end()
    yield group[begin:]


def needed_in(phrase: str) -> list[set[str]]:
    """Sets of stretches of letters; every text with the phrase holds at least one of each set.

    The first set is the one that says most; it is empty when nothing is certain.
    """
    found = [one for one in _units(phrase) if one and all(_bare(stretch).strip() for stretch in one)]
    return sorted(found, key=_worth, reverse=True) or [set()]


def _worth(stretches: set[str]) -> tuple[int, bool]:
    """How much is known when one of them is there: the commonest words are short, and a choice tells more than a word."""
    return min(len(_longest_word(stretch)) for stretch in stretches), len(stretches) > 1


def _units(phrase: str) -> Iterator[set[str]]:
    """The parts of a phrase that must be there, in order: a plain stretch, or for a group one stretch an alternative."""
    plain, at, begins = "", 0, _BEGINS
    while at < len(phrase):
        character = phrase[at]
        if character == "(":
            yield {begins + plain}
            begins = _BEGINS_A_PIECE if plain.endswith(" ") else "" if plain else begins
            plain, end = "", _closing(phrase, at)
            if phrase[end + 1 : end + 2] not in ("?", "*", "{") or phrase[end + 1 :] == "*":
                ends = _ENDS_A_PIECE if _A_BLANK.match(phrase, end + 1) is not None else ""
                yield _alternatives(phrase[at + 1 : end], begins, ends)
            begins, at = "", end
        elif (letters := _PLAIN.match(phrase, at)) is not None:
            plain += letters.group()
            at = letters.end() - 1
        else:
            may_be_missing = character in "?{" or (character == "*" and at + 1 < len(phrase))
            yield {begins + (plain[:-1] if may_be_missing else plain)}
            plain, begins = "", ""
            if _A_FIGURE.match(phrase, at) is not None:
                yield {ANY_FIGURE}
            at += {"\\": 1, "[": phrase.find("]", at) - at, "{": phrase.find("}", at) - at}.get(character, 0)
        at += 1
    yield {begins + plain}


def _alternatives(group: str, begins: str, ends: str) -> set[str]:
    """One stretch an alternative, marked as `begins` and `ends` say where it is the whole of it; none when one is open."""
    if group.startswith(("?!", "?<", "?=")):
        return set()
    found: set[str] = set()
    for one in _branches(group):
        if _PLAIN.fullmatch(one) is not None:
            found.add(begins + one + ends)
            continue
        needed = needed_in(one)[0]
        if not needed:
            return set()
        found |= {
            begins + letters.removeprefix(_BEGINS) if letters.startswith(_BEGINS) else letters for letters in needed
        }
    return found


def _closing(phrase: str, opened: int) -> int:
    depth = 0
    for found in _BRACKETS.finditer(phrase, opened):
        depth += _DEEPER[found.group()]
        if depth == 0:
            return found.start()
    raise ValueError(f"a bracket is not closed in {phrase!r}")
