"""Finding phrases in folded sentences quickly: a phrase is tried only where three letters that it needs occur."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from amana.language.normalising import fold_in_place

# Hebrew and Arabic write "and", "that", "to" and the article onto the word that follows.
_BEFORE = r"(?<![\w'])(?:ו?(?:כש|ש|ה)?|[وف]?)"
_BEFORE_ANY = r"(?<![\w'])(?:ו?(?:כש|ש|מ|ב|ל|כ)?ה?|[وف]?[بلك]?(?:ال|ل)?)"
# What a Hebrew or Arabic word may end in without becoming another word.
_AFTER = r"(?![\w])"
_AFTER_ANY = r"(?:ים|ות|ה|ת|ית|ا|ه|ين|ون|ات|يه|ي|كم|هم|نا|ها|ني|تم|وا)?(?![\w])"
_FEW_WORDS = r"(?:[ ,،]+\w[\w'\"-]*){0,3}[ ,،]+"
_GRAM = 3  # letters that are looked for before a phrase is tried
_WORDS_KEPT = 2_000
_PLAIN = re.compile(r"[^\W_ ](?:[^\W_]|[ '\",*~-])*")  # a phrase without anything that may be missing
_PARTED = re.compile("[~*]")


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
        for number, (phrase, _label) in enumerate(self._rows):
            needed = _needed(phrase.replace(" ~ ", "~"))
            if not _worth(needed):
                self._always.append(number)
                continue
            for stretch in needed:
                self._of_stretch.setdefault(stretch, []).append(number)
        self._by_gram, self._anywhere = _by_rarest_gram(self._of_stretch)
        self._of_word = lru_cache(maxsize=_WORDS_KEPT)(self._of_word_anew)

    def find(self, folded: str) -> Iterator[Hit]:
        """Each phrase that occurs in a folded sentence, at its first place, in the order they were given."""
        yield from self.find_each([folded])[0]

    def find_each(self, sentences: Sequence[str]) -> list[list[Hit]]:
        """What `find` finds in each of the folded sentences of a text; the letters are looked for in all at once."""
        tried = [set(self._always) for _ in sentences]
        text = "\n".join(sentences)
        for stretch in {*self._anywhere, *chain.from_iterable(map(self._of_word, text.split()))}:
            if stretch in text:
                for place, sentence in enumerate(sentences):
                    if stretch in sentence:
                        tried[place].update(self._of_stretch[stretch])
        return [
            [
                Hit(self._rows[number][1], found.start(), found.end())
                for number in sorted(numbers)
                if (found := self._pattern(number).search(sentence)) is not None
            ]
            for sentence, numbers in zip(sentences, tried, strict=True)
        ]

    def _of_word_anew(self, word: str) -> tuple[str, ...]:
        """The stretches that the word makes worth looking for."""
        return tuple(stretch for gram in _grams(word) if gram in self._by_gram for stretch in self._by_gram[gram])

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


def _grams(text: str) -> set[str]:
    """All stretches of three letters."""
    return {text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)}


def _by_rarest_gram(stretches: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The stretches by three letters of one of their words, those that the fewest have; and those without any."""
    grams = {stretch: {gram for word in stretch.split() for gram in _grams(word)} for stretch in stretches}
    often = Counter(gram for own in grams.values() for gram in own)
    found: dict[str, list[str]] = {}
    for stretch, own in grams.items():
        if own:
            found.setdefault(min(own, key=lambda gram: (often[gram], gram)), []).append(stretch)
    return found, [stretch for stretch, own in grams.items() if not own]


def _expression(phrase: str, bends: bool) -> str:
    is_open = phrase.endswith("*")
    body = (phrase[:-1] if is_open else phrase).replace(" ~ ", "~").replace("~", _FEW_WORDS)
    before = (_BEFORE_ANY if bends else _BEFORE) if re.match(r"[\w(]", body) else ""
    closed = not is_open and re.search(r"[\w)?]$", body)
    return f"{before}{body}{(_AFTER_ANY if bends else _AFTER) if closed else ''}"


def _needed(phrase: str) -> set[str]:
    """Stretches of letters of which every text with the phrase holds at least one; empty when none is certain."""
    if _PLAIN.fullmatch(phrase):
        stretch = max(_PARTED.split(phrase), key=len)
        return {stretch} if stretch else set()
    best: set[str] = set()
    for unit in _units(phrase):
        found = unit if isinstance(unit, set) else {unit}
        if found and _worth(found) > _worth(best):
            best = found
    return best


def _worth(stretches: set[str]) -> int:
    return min((len(stretch) for stretch in stretches), default=0)


def _units(phrase: str) -> Iterator[str | set[str]]:
    """The parts of a phrase that must be there, in order: plain stretches, and for a group one stretch an alternative."""
    plain, at = "", 0
    while at < len(phrase):
        character = phrase[at]
        if character == "(":
            yield plain
            plain, end = "", _closing(phrase, at)
            if phrase[end + 1 : end + 2] not in ("?", "*") or (end + 2 == len(phrase) and phrase[end + 1] == "*"):
                yield _alternatives(phrase[at + 1 : end])
            at = end
        elif character in " '\",-" or character.isalnum():
            plain += character
        else:
            yield plain[:-1] if character == "?" else plain
            plain = ""
            at += {"\\": 1, "[": phrase.find("]", at) - at}.get(character, 0)
        at += 1
    yield plain


def _alternatives(group: str) -> set[str]:
    if group.startswith(("?!", "?<", "?=")):
        return set()
    found: set[str] = set()
    depth, begin = 0, 0
    for at, character in enumerate(group + "|"):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0:
            needed = _needed(group[begin:at])
            if not needed:
                return set()
            found |= needed
            begin = at + 1
    return found


def _closing(phrase: str, opened: int) -> int:
    depth = 0
    for at in range(opened, len(phrase)):
        depth += {"(": 1, ")": -1}.get(phrase[at], 0)
        if depth == 0:
            return at
    raise ValueError(f"a bracket is not closed in {phrase!r}")
