"""Finding phrases in folded sentences quickly: a phrase is tried only where letters that it needs occur."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from amana.language.normalising import fold_in_place
from amana.language.sentences import chunks

# Hebrew and Arabic write "and", "that", "to" and the article onto the word that follows.
_BEFORE = r"(?<![\w'])(?:ו?(?:כש|ש|ה)?|[وف]?)"
_BEFORE_ANY = r"(?<![\w'])(?:ו?(?:כש|ש|מ|ב|ל|כ)?ה?|[وف]?[بلك]?(?:ال|ل)?)"
# What a Hebrew or Arabic word may end in without becoming another word.
_AFTER = r"(?![\w])"
_AFTER_ANY = r"(?:ים|ות|ה|ת|ית|ا|ه|ين|ون|ات|يه|ي|كم|هم|نا|ها|ني|تم|وا)?(?![\w])"
_FEW_WORDS = r"(?:[ ,،]+\w[\w'\"-]*){0,3}[ ,،]+"
_GRAM = 3  # letters, at most, that are looked for before a phrase is tried
_WORDS_KEPT = 6_000
_PLAIN = re.compile(r"[^\W_ ](?:[^\W_]|[ '\",*~-])*")  # a phrase without anything that may be missing
_PARTED = re.compile("[~*]")
_BEGINS = "^"  # before a stretch: the phrase begins with it


# Of a word: numbers of phrases to try, and longer stretches with the numbers of those to try where they stand.
_OfWord = tuple[tuple[int, ...], tuple[tuple[str, tuple[int, ...]], ...]]


class Hit(NamedTuple):
    """A phrase found: what it stands for, and its place in the sentence."""

    label: str
    start: int
    end: int


class Phrases:
    """Phrases by label.

    A phrase is a regular expression without `|` at its top level; `~` stands for up to three words between, and a
    phrase begins and ends where a word does, except that `*` at its end leaves the last word open. With `bends` its
    first word may have any attached part before it, and its last the usual endings.
    """

    def __init__(self, by_label: Mapping[str, Iterable[str]], *, bends: bool = False) -> None:
        self._rows = [(phrase, label) for label, phrases in by_label.items() for phrase in phrases]
        self._bends = bends
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._always: list[int] = []
        self._of_stretch: dict[str, list[int]] = {}
        self._besides: list[list[tuple[str, ...]]] = []
        for number, (phrase, _label) in enumerate(self._rows):
            needed, *besides = _needed(phrase.replace(" ~ ", "~"))
            self._besides.append([tuple(one.removeprefix(_BEGINS) for one in others) for others in besides])
            if not needed:
                self._always.append(number)
            for stretch in needed:
                self._of_stretch.setdefault(stretch, []).append(number)
        self._by_gram = _by_rarest_gram(self._of_stretch)
        self._of_word = lru_cache(maxsize=_WORDS_KEPT)(self._of_word_anew)

    def find(self, folded: str) -> list[Hit]:
        """Each phrase that occurs in a folded sentence, at its first place, in the order they were given."""
        reasons = [*filter(None, map(self._of_word, chunks(folded)))]
        if not reasons and not self._always:
            return []
        tried = set(self._always)
        for numbers, stretches in reasons:
            tried.update(numbers)
            for stretch, longer in stretches:
                if stretch in folded:
                    tried.update(longer)
        return [
            Hit(self._rows[number][1], found.start(), found.end())
            for number in sorted(tried)
            if self._may_be(number, folded) and (found := self._pattern(number).search(folded)) is not None
        ]

    def _may_be(self, number: int, folded: str) -> bool:
        """Whether of all that the phrase needs something is there."""
        for stretches in self._besides[number]:
            for stretch in stretches:
                if stretch in folded:
                    break
            else:
                return False
        return True

    def _of_word_anew(self, word: str) -> _OfWord | None:
        """The phrases that need no more than what stands in the word, and the longer stretches it is a reason to look for."""
        candidates = [stretch for gram in _grams(word) for stretch in self._by_gram.get(gram, ())]
        numbers = {n for stretch in candidates if self._stands(stretch, word) for n in self._of_stretch[stretch]}
        longer = [(one.removeprefix(_BEGINS), tuple(self._of_stretch[one])) for one in candidates if _fits(one, word)]
        return (tuple(numbers), tuple(longer)) if numbers or longer else None

    def _stands(self, stretch: str, word: str) -> bool:
        """Whether the stretch stands in the word, and if a phrase begins with it, where one can begin."""
        plain = stretch.removeprefix(_BEGINS)
        if plain == stretch or plain not in word or not plain[0].isalnum():
            return plain in word
        return re.search((_BEFORE_ANY if self._bends else _BEFORE) + re.escape(plain), word) is not None

    def _pattern(self, number: int) -> re.Pattern[str]:
        compiled = self._compiled.get(number)
        if compiled is None:
            compiled = self._compiled[number] = re.compile(_expression(self._rows[number][0], self._bends))
        return compiled


@lru_cache(maxsize=16)
def phrases_in_file(path: Path) -> Mapping[str, tuple[str, ...]]:
    """The phrases of a TOML file, a table whose keys are labels and whose values hold one folded phrase a line."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        label: tuple(fold_in_place(line.strip())[0] for line in lines.splitlines() if line.strip())
        for label, lines in written.items()
    }


def _grams(word: str, *, least: int = 1) -> set[str]:
    """All stretches of `least` to three letters; the word where it is shorter."""
    sizes = range(min(least, len(word)), _GRAM + 1)
    return {word[at : at + size] for size in sizes for at in range(len(word) - size + 1)}


def _by_rarest_gram(stretches: Iterable[str]) -> dict[str, list[str]]:
    """The stretches by the letters of their longest word that the fewest have."""
    grams = {stretch: _grams(_longest_word(stretch), least=_GRAM) for stretch in stretches}
    often = Counter(chain.from_iterable(grams.values()))
    found: dict[str, list[str]] = {}
    for stretch, own in grams.items():
        found.setdefault(min(own, key=lambda gram: (often[gram], gram)), []).append(stretch)
    return found


def _longest_word(stretch: str) -> str:
    return max(stretch.removeprefix(_BEGINS).split(" "), key=len)


def _fits(stretch: str, word: str) -> bool:
    """Whether the word may be the longest one of a stretch that is more than one word."""
    pieces = stretch.removeprefix(_BEGINS).split(" ")
    own = _longest_word(stretch)
    place, last = pieces.index(own), len(pieces) - 1
    if 0 < place < last:
        return word == own
    return last > 0 and (word.startswith(own) if place else word.endswith(own))


def _expression(phrase: str, bends: bool) -> str:
    is_open = phrase.endswith("*")
    body = (phrase[:-1] if is_open else phrase).replace(" ~ ", "~").replace("~", _FEW_WORDS)
    before = (_BEFORE_ANY if bends else _BEFORE) if re.match(r"[\w(]", body) else ""
    closed = not is_open and re.search(r"[\w)?]$", body)
    return f"{before}{body}{(_AFTER_ANY if bends else _AFTER) if closed else ''}"


def _needed(phrase: str) -> list[set[str]]:
    """Sets of stretches of letters; every text with the phrase holds at least one of each set.

    The first set is the one that says most; it is empty when nothing is certain.
    """
    if _PLAIN.fullmatch(phrase):
        stretch = max(_PARTED.split(phrase), key=lambda one: len(_longest_word(one)))
        return [{_BEGINS + stretch if phrase.startswith(stretch) else stretch}]
    found = [one for one in _units(phrase) if one and all(stretch.removeprefix(_BEGINS).strip() for stretch in one)]
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
            begins = begins if not plain else ""
            plain, end = "", _closing(phrase, at)
            if phrase[end + 1 : end + 2] not in ("?", "*", "{") or phrase[end + 1 :] == "*":
                yield _alternatives(phrase[at + 1 : end], begins)
            begins, at = "", end
        elif character in " '\",-" or character.isalnum():
            plain += character
        else:
            may_be_missing = character in "?{" or (character == "*" and at + 1 < len(phrase))
            yield {begins + (plain[:-1] if may_be_missing else plain)}
            plain, begins = "", ""
            at += {"\\": 1, "[": phrase.find("]", at) - at, "{": phrase.find("}", at) - at}.get(character, 0)
        at += 1
    yield {begins + plain}


def _alternatives(group: str, begins: str) -> set[str]:
    """One stretch an alternative, marked where it and `begins` say that the phrase begins with it; none when one is open."""
    if group.startswith(("?!", "?<", "?=")):
        return set()
    found: set[str] = set()
    depth, begin = 0, 0
    for at, character in enumerate(group + "|"):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0:
            needed = _needed(group[begin:at])[0]
            if not needed:
                return set()
            found |= needed if begins else {one.removeprefix(_BEGINS) for one in needed}
            begin = at + 1
    return {one for one in found if not one.startswith(_BEGINS) or one.removeprefix(_BEGINS) not in found}


def _closing(phrase: str, opened: int) -> int:
    depth = 0
    for at in range(opened, len(phrase)):
        depth += {"(": 1, ")": -1}.get(phrase[at], 0)
        if depth == 0:
            return at
    raise ValueError(f"a bracket is not closed in {phrase!r}")
