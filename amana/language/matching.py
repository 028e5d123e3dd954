"""Finding phrases in folded sentences quickly: a phrase is tried only where letters that it needs occur."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce
from itertools import chain, groupby, product
from operator import itemgetter, or_
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from amana.language.needing import (
    ANY_FIGURE,
    BEGINS_A_WORD,
    GRAM,
    Beginnings,
    Begun,
    Stretch,
    by_rarest_gram,
    needed_in,
)
from amana.language.normalising import fold_in_place
from amana.language.sentences import chunks

# Hebrew and Arabic write "and", "that", "to" and the article onto the word that follows.
_BEFORE = r"(?<![\w'])(?:ו?(?:כש|ש|ה)?|[وف]?)"
_BEFORE_ANY = r"(?<![\w'])(?:ו?(?:כש|ש|מ|ב|ל|כ)?ה?|[وف]?[بلك]?(?:ال|ل)?)"
# The same, written out.
_ATTACHED = frozenset(map("".join, product(("", "ו"), ("", "כש", "ש", "ה")))) | {"و", "ف"}
_ATTACHED_ANY = frozenset(
    map(
        "".join,
        chain(product(("", "ו"), ("", *"שמבלכ", "כש"), ("", "ה")), product(("", *"وف"), ("", *"بلك"), ("", "ال", "ل"))),
    )
)
# What a Hebrew or Arabic word may end in without becoming another word.
_AFTER = r"(?![\w])"
_AFTER_ANY = r"(?:ים|ות|ה|ת|ית|ا|ه|ين|ون|ات|يه|ي|كم|هم|نا|ها|ني|تم|وا)?(?![\w])"
_FEW_WORDS = r"(?:[ ,،]+\w[\w'\"-]*){0,3}[ ,،]+"
_WORDS_KEPT = 6_000
_PARTS = 3  # of a phrase, at most, that are looked for before it is tried
_FIGURE = re.compile(r"\d")
_SENTENCES_KEPT = 1_000
_FIRST, _SECOND = itemgetter(0), itemgetter(1)


class Hit(NamedTuple):
    """A phrase found: what it stands for, and its place in the sentence."""

    label: str
    start: int
    end: int


# The number of a phrase that may be there, where its first word begins, and where in it, after what is attached, the
# phrase does; both -1 where that is not certain, so that it is to be looked for everywhere.
_Possible = tuple[int, int, int]


@dataclass(slots=True)
class _Tables:
    """What an index knows of its phrases, which stays as it is; and of words and sentences, of which it learns more."""

    count: int = 0  # phrases
    never_missing: int = 0
    firsts: int = 0  # the first bit of each phrase
    anywhere: int = 0  # the first bits of those of which it is not certain how they begin
    with_a_figure: int = 0
    by_gram: dict[str, list[Stretch]] = field(default_factory=dict)
    short_grams: tuple[str, ...] = ()
    beginnings: dict[Collection[str], Beginnings] = field(default_factory=dict)  # by what may stand before a word
    # Plain tables: each word of a text is looked up, and to note how late it was used would take longer.
    known: dict[str, int] = field(default_factory=dict)
    begun: dict[str, tuple[Begun, ...]] = field(default_factory=dict)
    lately: dict[str, list[_Possible]] = field(default_factory=dict)  # of the sentences being read, as each table asks

    def again(self) -> _Tables:
        """The same phrases, to which others can be added; nothing known of any word."""
        by_gram = {gram: [*stretches] for gram, stretches in self.by_gram.items()}
        beginnings = {attached: each.again() for attached, each in self.beginnings.items()}
        return replace(self, by_gram=by_gram, beginnings=beginnings, known={}, begun={}, lately={})


class Index:
    """Which of the phrases of several tables may be in a sentence, by its words: each word is looked up once for all of them.

    Of each phrase up to three parts are looked for, a bit each side by side; it may be there where all of them are.
    """

    def __init__(self) -> None:
        self._tables = _Tables()
        self._adding = Lock()

    def add(self, phrases: Sequence[str], attached: Collection[str]) -> int:
        """Take in the phrases of one more table, before whose words `attached` may stand; the number of the first of them.

        What another thread finds out meanwhile it finds out of the phrases there were, and it is kept with those.
        """
        with self._adding:
            own, of_stretch = self._tables.again(), dict[str, int]()
            begin = own.count
            begins = own.beginnings.setdefault(attached, Beginnings(attached))
            for number, phrase in enumerate(phrases, begin):
                first = 1 << _PARTS * number
                needed = [unit for unit in needed_in(phrase.replace(" ~ ", "~")) if unit][:_PARTS]
                for part, unit in enumerate(needed):
                    for stretch in unit:
                        of_stretch[stretch] = of_stretch.get(stretch, 0) | first << part
                own.never_missing |= sum([first << part for part in range(len(needed), _PARTS)])
                own.firsts |= first
                own.anywhere |= 0 if begins.add(phrase, first) else first
            own.with_a_figure |= of_stretch.pop(ANY_FIGURE, 0)
            for gram, stretches in by_rarest_gram(of_stretch, attached).items():
                own.by_gram.setdefault(gram, []).extend(stretches)
            own.short_grams = tuple([gram for gram in own.by_gram if len(gram) < GRAM])
            own.count += len(phrases)
            self._tables = own
        return begin

    def possible(self, folded: str) -> list[_Possible]:
        """The phrases that may be in a folded sentence, in order."""
        own = self._tables
        found = own.lately.get(folded)
        if found is None:
            words = chunks(folded)
            there = _parts_in(own, words)
            there &= (there >> 1) & (there >> 2) & own.firsts
            found = _placed(own, there, folded, words) if there else []
            if len(own.lately) >= _SENTENCES_KEPT:
                own.lately = {}
            own.lately[folded] = found
        return found

    def forget_sentences(self) -> None:
        """Keep what is known of words alone."""
        self._tables.lately = {}


def _parts_in(own: _Tables, words: Sequence[str]) -> int:
    """The parts of phrases that these words are a reason to look for, a bit each."""
    known = own.known
    try:
        return reduce(or_, map(known.__getitem__, words), own.never_missing)
    except KeyError:
        if len(known) > _WORDS_KEPT:
            known = own.known = {}
            own.begun = {}
        known.update({word: _of_word(own, word) for word in words if word not in known})
        return reduce(or_, map(known.__getitem__, words), own.never_missing)


def _placed(own: _Tables, there: int, folded: str, words: Sequence[str]) -> list[_Possible]:
    """Of these phrases those that begin in one of the words, with their places, and those that may begin anywhere."""
    found = [(number, -1, -1) for number in _numbers(there & own.anywhere)]
    begun_in = own.begun
    is_plain = len(folded) == sum(map(len, words)) + len(words) - 1  # one blank between each two words
    place = 0
    for word in words:
        if not is_plain:
            place = folded.find(word, place)
        begun = begun_in.get(word)
        if begun is None:
            begun = begun_in[word] = tuple([one for each in own.beginnings.values() for one in each.in_word(word)])
        for bits, start, at in begun:
            if here := bits & there:
                found += [(number, place + start, place + at) for number in _numbers(here)]
        place += len(word) + 1
    found.sort()
    return found


def _of_word(own: _Tables, word: str) -> int:
    """The parts of phrases that the word is a reason to look for, a bit each."""
    found = own.with_a_figure if own.with_a_figure and _FIGURE.search(word) is not None else 0
    grams = own.by_gram.keys() & {word[at : at + GRAM] for at in range(len(word) - GRAM + 1)}
    grams.update([gram for gram in own.short_grams if gram in word])
    for stretch in chain.from_iterable([own.by_gram[gram] for gram in grams]):
        if stretch.stands_in(word):
            found |= stretch.parts
    return found


def _numbers(bits: int) -> list[int]:
    """The numbers of phrases by their first bits."""
    numbers = []
    while bits:
        lowest = bits & -bits
        numbers.append(lowest.bit_length() // _PARTS)
        bits ^= lowest
    return numbers


_INDEXES: dict[str, Index] = {}


def together(language: str) -> Index:
    """The index that the tables of phrases of a language share."""
    return _INDEXES.setdefault(language, Index())


def forget_sentences() -> None:
    """Keep of what was read what is known of its words alone."""
    for index in list(_INDEXES.values()):  # another thread may begin one
        index.forget_sentences()


class Phrases:
    """Phrases by label.

    A phrase is a regular expression without `|` at its top level; `~` stands for up to three words between, and a
    phrase begins and ends where a word does, except that `*` at its end leaves the last word open. With `bends` its
    first word may have any attached part before it, and its last the usual endings. Tables that are asked about the
    same sentences may share an `index`.
    """

    def __init__(
        self, by_label: Mapping[str, Iterable[str]], *, bends: bool = False, index: Index | None = None
    ) -> None:
        self._rows = [(phrase, label) for label, phrases in by_label.items() for phrase in phrases]
        self._bends = bends
        self._attached = _ATTACHED_ANY if bends else _ATTACHED
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._tails: dict[int, re.Pattern[str]] = {}
        self._index = index or Index()
        self._from = self._index.add([phrase for phrase, _label in self._rows], self._attached)
        self._to = self._from + len(self._rows)

    def find(self, folded: str) -> list[Hit]:
        """Each phrase that occurs in a folded sentence, at its first place, in the order they were given."""
        possible, first, end = self._index.possible(folded), self._from, self._to
        if not possible or possible[-1][0] < first or possible[0][0] >= end:
            return []
        own = [one for one in possible if first <= one[0] < end]
        found = []
        for number, places in groupby(own, _FIRST) if len(own) > 1 else [(one[0], [one]) for one in own]:
            if (place := self._place(number - first, folded, list(places))) is not None:
                found.append(Hit(self._rows[number - first][1], *place))
        return found

    def labels(self, folded: str) -> set[str]:
        """The labels of the phrases that occur in a folded sentence."""
        first, end, rows, tails, found = self._from, self._to, self._rows, self._tails, set[str]()
        for number, _start, at in self._index.possible(folded):
            if first <= number < end and (label := rows[number - first][1]) not in found:
                if at < 0:
                    is_there = self._pattern(number - first).search(folded) is not None
                else:
                    is_there = (tails.get(number - first) or self._tail(number - first)).match(folded, at) is not None
                if is_there:
                    found.add(label)
        return found

    def _place(self, number: int, folded: str, places: list[_Possible]) -> tuple[int, int] | None:
        """The first place of the phrase: looked for where one of its beginnings stands, or else everywhere."""
        if places[0][2] < 0:
            found = self._pattern(number).search(folded)
            return found.span() if found is not None else None
        for start, ats in groupby(places, _SECOND) if len(places) > 1 else [(places[0][1], places)]:
            (_number, _start, at), *others = ats
            # What is attached may be read in two ways: the whole expression says which is meant.
            found = self._pattern(number).match(folded, start) if others else self._tail(number).match(folded, at)
            if found is not None:
                return start, found.end()
        return None

    def _pattern(self, number: int) -> re.Pattern[str]:
        if number not in self._compiled:
            self._compiled[number] = re.compile("".join(_expression(self._rows[number][0], self._bends)))
        return self._compiled[number]

    def _tail(self, number: int) -> re.Pattern[str]:
        """The phrase without what may be attached before it."""
        tail = self._tails.get(number)
        if tail is None:
            tail = self._tails[number] = re.compile("".join(_expression(self._rows[number][0], self._bends)[1:]))
        return tail


@lru_cache(maxsize=16)
def phrases_in_file(path: Path) -> Mapping[str, tuple[str, ...]]:
    """The phrases of a TOML file, a table whose keys are labels and whose values hold one folded phrase a line."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        label: tuple(fold_in_place(line.strip())[0] for line in lines.splitlines() if line.strip())
        for label, lines in written.items()
    }


def _expression(phrase: str, bends: bool) -> tuple[str, str, str]:
    """What may come before a phrase, the phrase, and what may end its last word."""
    is_open = phrase.endswith("*")
    body = (phrase[:-1] if is_open else phrase).replace(" ~ ", "~").replace("~", _FEW_WORDS)
    before = (_BEFORE_ANY if bends else _BEFORE) if BEGINS_A_WORD.match(body) else ""
    closed = not is_open and re.search(r"[\w)?]$", body)
    return before, body, (_AFTER_ANY if bends else _AFTER) if closed else ""
