"""Regular expressions that are tried only on texts of which a word begins as one of their matches may begin."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from threading import Lock
from typing import TYPE_CHECKING, Any

from amana.language.due.beginning import LETTERS, alike, begun_by
from amana.language.sentences import chunks

_LONGEST = 1_000  # characters; in a longer text almost everything begins
_PATIENCE = (
    200  # searches before it is found out how the matches of all patterns begin, which takes longer than a few of them
)
_MOST = 4_000  # beginnings of one pattern
_WORDS_KEPT = 6_000
_TEXTS_KEPT = 1_000
# Where words begin, of one script each: whatever is no letter of the three scripts begins at each character.
_RUN = re.compile(r"[a-z]+|[\u05d0-\u05ea]+|[\u0621-\u064a]+|\S")
_HEBREW, _ARABIC = (0x5D0, 0x5EA), (0x621, 0x64A)
_EDGES = {"AT_BOUNDARY", "AT_BEGINNING", "AT_BEGINNING_STRING"}


class _Known:
    """How the matches of some patterns begin, which stays as it is; and what is known of words and texts by that."""

    def __init__(self, of_beginning: dict[str, int]) -> None:
        self.of_beginning = of_beginning  # a beginning that goes on after a blank ends with it
        # Plain tables: every word of a text is looked up, and to note how late it was used would take longer.
        self.of_word: dict[str, int] = {}
        self.of_text: dict[str, int] = {}  # of the sentences being read, as each of the patterns asks

    def learnt(self, word: str) -> int:
        """The patterns of which a match may begin in a word."""
        found, known = 0, self.of_beginning.get
        plain = alike(word) + " "
        for run in _RUN.finditer(word):
            start = run.start()
            for end in range(start + 1, min(start + LETTERS, len(plain)) + 1):
                found |= known(plain[start:end], 0)
        return found


class _Words:
    """Of each word the patterns of which a match may begin in it, a bit each: a word is looked up once for all of them."""

    def __init__(self) -> None:
        self._count = 0
        self._waiting: list[Any] = []
        self._searches = 0
        self._known = _Known({})
        self._adding = Lock()

    def await_use(self, pattern: Any) -> None:
        """Find out how its matches begin when it and others were searched often enough."""
        with self._adding:
            self._waiting.append(pattern)

    def count(self) -> None:
        """Count a search by a pattern of which that is not known."""
        self._searches += 1
        if self._searches < _PATIENCE:
            return
        with self._adding:
            waiting, self._waiting, self._searches = self._waiting, [], 0
            of_beginning, bits = {**self._known.of_beginning}, list[int]()
            for pattern in waiting:
                begun = beginnings_of_words(pattern.pattern)
                bits.append(self._add(begun, of_beginning) if begun is not None else 0)
            # First what is known of words, then that the patterns rely on it: another thread may be asking.
            self._known = _Known(of_beginning)
            for pattern, bit in zip(waiting, bits, strict=True):
                pattern.bit = bit

    def _add(self, begun: Iterable[str], of_beginning: dict[str, int]) -> int:
        """Take in the beginnings of a pattern; its bit."""
        bit = 1 << self._count
        self._count += 1
        for letters in begun:
            known = letters[: letters.find(" ") + 1] or letters
            of_beginning[known] = of_beginning.get(known, 0) | bit
        return bit

    def of(self, text: str) -> int:
        """The patterns of which a match may begin in one of the words of a text."""
        own = self._known
        found = own.of_text.get(text)
        if found is None:
            words, known = chunks(text), own.of_word
            try:
                found = reduce(or_, map(known.__getitem__, words), 0)
            except KeyError:
                if len(known) > _WORDS_KEPT:
                    known = own.of_word = {}
                known.update({word: own.learnt(word) for word in words if word not in known})
                found = reduce(or_, map(known.__getitem__, words), 0)
            if len(own.of_text) >= _TEXTS_KEPT:
                own.of_text = {}
            own.of_text[text] = found
        return found

    def forget_texts(self) -> None:
        """Keep what is known of words alone."""
        self._known.of_text = {}


_WORDS = _Words()
forget_texts = _WORDS.forget_texts

if TYPE_CHECKING:
    from re import compile as sought
else:

    class sought:  # noqa: N801 - it stands for the function re.compile
        """A pattern as `re.compile` makes it, compiled when first used; a wrong one raises re.error then.

        `search` and `finditer` answer as the pattern's own. Where every match begins with a word of which the first
        letters are known, they answer more quickly after a few times, as most texts have no such word.
        """

        def __init__(self, pattern: str | re.Pattern[str]) -> None:
            self.pattern = pattern if isinstance(pattern, str) else pattern.pattern
            self.bit: int | None = None  # as `_Words` has it; 0 where it may begin anywhere
            if not isinstance(pattern, str):
                self._compiled = pattern
            _WORDS.await_use(self)

        def __getattr__(self, name: str) -> Any:
            # Asked once for each method: from then on the method is an attribute, as quick as the pattern's own.
            found = re.compile(self.pattern) if name == "_compiled" else getattr(self._compiled, name)
            setattr(self, name, found)
            return found

        def search(self, text: str, pos: int = 0, endpos: int = 1 << 60) -> re.Match[str] | None:
            """The first match."""
            if self.bit:
                if len(text) < _LONGEST and not self.bit & _WORDS.of(text):
                    return None
            elif self.bit is None:
                _WORDS.count()
            return self._compiled.search(text, pos, endpos)

        def finditer(self, text: str, pos: int = 0, endpos: int = 1 << 60) -> Iterator[re.Match[str]]:
            """The matches from left to right, none within another."""
            if self.bit:
                if len(text) < _LONGEST and not self.bit & _WORDS.of(text):
                    return iter(())
            elif self.bit is None:
                _WORDS.count()
            return self._compiled.finditer(text, pos, endpos)


class AnyOf:
    """A pattern of many alternatives, of which each is tried only on texts of which a word begins as its matches may.

    `search` tells whether one of them is there, by the match of one of them, which need not be the first or the longest.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._whole: re.Pattern[str] | None = None
        self._each = [(part, [sought(one) for one in each]) for part, each in alternatives(pattern)]
        self._by_bit: dict[int, Any] | None = None
        self._bits = 0
        self._always: re.Pattern[str] | None = None

    def search(self, text: str, pos: int = 0, endpos: int = 1 << 60) -> re.Match[str] | None:
        """A match, if there is one."""
        by_bit = self._by_bit or self._learnt()
        if by_bit is None or len(text) >= _LONGEST:
            if self._whole is None:
                self._whole = re.compile(self.pattern)
            return self._whole.search(text, pos, endpos)
        if self._always is not None and (found := self._always.search(text, pos, endpos)) is not None:
            return found
        there = self._bits & _WORDS.of(text)
        while there:
            bit = there & -there
            if (found := by_bit[bit]._compiled.search(text, pos, endpos)) is not None:
                return found  # type: ignore[no-any-return]  # the list holds what the patterns give
            there ^= bit
        return None

    def _learnt(self) -> dict[int, Any] | None:
        """The alternatives by their bits, once these are known."""
        each: list[tuple[str, list[Any]]] = list(self._each)
        if any(one.bit is None for _part, ones in each for one in ones):
            _WORDS.count()
            return None
        anywhere = [part for part, ones in each if not all(one.bit for one in ones)]
        told = [one for _part, ones in each if all(one.bit for one in ones) for one in ones]
        self._always = re.compile("|".join(anywhere)) if anywhere else None
        self._bits = reduce(or_, [one.bit for one in told], 0)
        self._by_bit = {one.bit: one for one in told} or {0: None}
        return self._by_bit


def alternatives(pattern: str) -> list[tuple[str, list[str]]]:
    """Patterns of which one matches somewhere in a text where this one does, and none elsewhere; each with its own.

    It is parted at its own "|", and each part at those of the bracket it begins with, if that comes once; where it is
    not certain that this says the same, it stays whole.
    """
    if _MORE_THAN_CHOICES.search(pattern) is not None:
        return [(pattern, [pattern])]
    found: list[tuple[str, list[str]]] = []
    for one in _parted(pattern):
        begin, end = _choice(one)
        each = _parted(one[begin + 3 : end - 1]) if end else []
        found.append((one, [f"{one[:begin]}(?:{each}){one[end:]}" for each in each] or [one]))
    return found


def _parted(pattern: str) -> list[str]:
    """The parts between the "|" that stand in no bracket."""
    found, depth, begin = [], 0, 0
    for at, sign in _signs(pattern):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and depth == 0:
            found.append(pattern[begin:at])
            begin = at + 1
    return [*found, pattern[begin:]]


def _choice(pattern: str) -> tuple[int, int]:
    """Where the bracket with a choice stands that the pattern begins with; twice 0 where it begins otherwise."""
    before = _BEFORE_A_CHOICE.match(pattern)
    begin = before.end() if before is not None else 0
    if not pattern.startswith("(?:", begin):
        return 0, 0
    depth = 0
    for at, sign in _signs(pattern):
        depth += {"(": 1, ")": -1}.get(sign, 0) if at >= begin else 0
        if sign == ")" and depth == 0 and at > begin:
            return (0, 0) if pattern[at + 1 : at + 2] in ("?", "*", "+", "{") else (begin, at + 1)
    return 0, 0


def _signs(pattern: str) -> Iterator[tuple[int, str]]:
    """The brackets and "|" of a pattern that stand for themselves, with their places."""
    for found in _SIGNS.finditer(pattern):
        if found.group() in ("(", ")", "|"):
            yield found.start(), found.group()


# Groups with names or numbers, and what is tried once only, may say something else when it is parted.
_MORE_THAN_CHOICES = re.compile(r"\(\?[P>(]|\\[1-9]|(?<!\\)[*+?}]\+|(?<![\\?])\((?!\?)")
# Where a word begins, and letters that may stand before it.
_BEFORE_A_CHOICE = re.compile(r"(?:\^|\\b|\(\?<!(?:\[[^\]]*\]|\\w)\)|\w\?)*")
# What is written with a backslash, and what stands in square brackets, is passed over.
_SIGNS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)


def beginnings_of_words(pattern: str) -> frozenset[str] | None:
    """What every match begins with, of which it is certain that it is the beginning of a word; None where it is not.

    Up to four letters, as `due.beginning.beginnings` has them, so that a word in which a match begins has them somewhere.
    """
    if "(?i" in pattern:
        return None
    try:
        parsed = importlib.import_module("re._parser").parse(pattern)
    except ImportError:
        return None
    begun = begun_by(parsed)
    if "" in begun or len(begun) > _MOST or any(letters[0] == " " for letters in begun) or parsed.getwidth()[0] == 0:
        return None
    return begun if _begins_a_word(parsed) else None


def _begins_a_word(items: Iterable[Any]) -> bool:
    """Whether a match can only begin where a word does, or with what is no letter of a word."""
    begun = begun_by(items)
    if not any(letters[:1].isalpha() or letters[:1] in ("", " ") for letters in begun):
        return True
    for operation, argument in items:
        told = _tells(str(operation), argument, begun)
        if told is not None:
            return told
    return False


def _tells(operation: str, argument: Any, begun: Iterable[str]) -> bool | None:
    """What one operation of a pattern says of that; None where it leaves it to the next."""
    if operation == "AT":
        return True if str(argument) in _EDGES else None
    if operation == "ASSERT_NOT":
        return True if argument[0] < 0 and _is_letter_of_a_word(argument[1], begun) else None
    if operation == "ASSERT":
        return None
    if operation == "SUBPATTERN":
        return _begins_a_word(argument[-1])
    return operation == "BRANCH" and all(map(_begins_a_word, argument[1]))


def _is_letter_of_a_word(items: Any, begun: Iterable[str]) -> bool:
    """Whether these are one character, which may be any that can stand before the beginnings within a word."""
    if len(items) != 1 or str(items[0][0]) != "IN":
        return False
    members = [(str(operation), argument) for operation, argument in items[0][1]]
    if any(operation == "NEGATE" for operation, _argument in members):
        return False
    if any(operation == "CATEGORY" and str(argument) == "CATEGORY_WORD" for operation, argument in members):
        return True
    for script in (_HEBREW, _ARABIC):
        covered = any(op == "RANGE" and arg[0] <= script[0] and arg[1] >= script[1] for op, arg in members)
        if covered and all(script[0] <= ord(letters[0]) <= script[1] for letters in begun):
            return True
    return False


__all__ = ["AnyOf", "alternatives", "beginnings_of_words", "forget_texts", "sought"]
