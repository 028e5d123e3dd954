"""Finding phrases in folded sentences quickly: a phrase is tried only where letters that it needs occur."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, product
from pathlib import Path
from typing import NamedTuple

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
_LONGEST_ATTACHED = max(map(len, _ATTACHED_ANY))
# What a Hebrew or Arabic word may end in without becoming another word.
_AFTER = r"(?![\w])"
_AFTER_ANY = r"(?:ים|ות|ה|ת|ית|ا|ه|ين|ون|ات|يه|ي|كم|هم|نا|ها|ني|تم|وا)?(?![\w])"
_FEW_WORDS = r"(?:[ ,،]+\w[\w'\"-]*){0,3}[ ,،]+"
_GRAM = 3  # letters, at most, that are looked for before a phrase is tried
_WORDS_KEPT = 6_000
_PARTS = 3  # of a phrase, at most, that are looked for before it is tried
_PLAIN = re.compile(r"(?:[^\W_]|[ '\",-])+")  # without anything that may be missing
# Marks at a stretch: the phrase begins with it; a blank stands before it; a blank stands after it. And any figure.
_BEGINS, _BEGINS_A_PIECE, _ENDS_A_PIECE, _ANY_FIGURE = "^", "<", ">", "#"
_MARKS_OF_BEGINNING = _BEGINS + _BEGINS_A_PIECE
_FIGURE = re.compile(r"\d")
_A_FIGURE = re.compile(r"\\d(?![?*]|\{0)")
_BRACKETS = re.compile(r"[()|]")
_DEEPER = {"(": 1, ")": -1, "|": 0}
_A_BLANK = re.compile(r" (?![?*{])")
_MOST_BEGINNINGS = 48
_BEGINS_A_WORD = re.compile(r"[\w(]")


class Hit(NamedTuple):
    """A phrase found: what it stands for, and its place in the sentence."""

    label: str
    start: int
    end: int


class _Stretch(NamedTuple):
    """The longest word of a stretch of letters that phrases need, and where in a word of the text it may stand."""

    letters: str
    begins: str  # as marked: _BEGINS, _BEGINS_A_PIECE, or nothing
    ends: bool  # whether a blank follows
    whole: str  # the stretch, where it is more than the word
    phrases: int  # a bit each, as _bit has them


# Of a word of a text: the parts of phrases it is, a bit each, and stretches to look for with the parts that they are.
_OfWord = tuple[int, tuple[tuple[str, int], ...]]


class Phrases:
    """Phrases by label.

    A phrase is a regular expression without `|` at its top level; `~` stands for up to three words between, and a
    phrase begins and ends where a word does, except that `*` at its end leaves the last word open. With `bends` its
    first word may have any attached part before it, and its last the usual endings.
    """

    def __init__(self, by_label: Mapping[str, Iterable[str]], *, bends: bool = False) -> None:
        self._rows = [(phrase, label) for label, phrases in by_label.items() for phrase in phrases]
        self._bends = bends
        self._attached = _ATTACHED_ANY if bends else _ATTACHED
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._tails: dict[int, re.Pattern[str]] = {}
        self._begins: dict[int, tuple[str, ...]] = {}  # of a phrase: what it begins with, where that is certain
        self._all = (1 << len(self._rows)) - 1
        self._never_missing = 0
        of_stretch: dict[str, int] = {}
        for number, (phrase, _label) in enumerate(self._rows):
            needed = [unit for unit in _needed(phrase.replace(" ~ ", "~")) if unit][:_PARTS]
            for part, unit in enumerate(needed):
                for stretch in unit:
                    of_stretch[stretch] = of_stretch.get(stretch, 0) | self._bit(number, part)
            for part in range(len(needed), _PARTS):
                self._never_missing |= self._bit(number, part)
        self._with_a_figure = of_stretch.pop(_ANY_FIGURE, 0)
        self._by_gram = _by_rarest_gram(of_stretch)
        self._short_grams = tuple(gram for gram in self._by_gram if len(gram) < _GRAM)
        # A plain table: each word of a text is looked up in it, and to note how late it was used would take longer.
        self._known: dict[str, _OfWord | None] = {}

    def find(self, folded: str) -> list[Hit]:
        """Each phrase that occurs in a folded sentence, at its first place, in the order they were given."""
        return [
            Hit(self._rows[number][1], *found)
            for number in self._possible(folded)
            if (found := self._place(number, folded)) is not None
        ]

    def labels(self, folded: str) -> set[str]:
        """The labels of the phrases that occur in a folded sentence."""
        found: set[str] = set()
        for number in self._possible(folded):
            label = self._rows[number][1]
            if label not in found and self._place(number, folded) is not None:
                found.add(label)
        return found

    def _bit(self, number: int, part: int) -> int:
        """The bit that says that a part of a phrase may be there: the first parts of all phrases, then the second ones."""
        return 1 << (part * len(self._rows) + number)

    def _possible(self, folded: str) -> list[int]:
        """The numbers of the phrases of which every part may be there, by the words of the sentence."""
        there = self._never_missing
        for found, longer in self._of_words(chunks(folded)):
            there |= found
            for stretch, parts in longer:
                if stretch in folded:
                    there |= parts
        possible = there & self._all
        for _part in range(1, _PARTS):
            there >>= len(self._rows)
            possible &= there
        numbers = []
        while possible:
            lowest = possible & -possible
            numbers.append(lowest.bit_length() - 1)
            possible ^= lowest
        return numbers

    def _place(self, number: int, folded: str) -> tuple[int, int] | None:
        """The first place of the phrase: looked for where one of its beginnings stands, or else everywhere."""
        beginnings = self._begins.get(number)
        if beginnings is None:
            beginnings = self._begins[number] = _beginnings(self._rows[number][0])
        if not beginnings:
            found = self._pattern(number).search(folded)
            return found.span() if found is not None else None
        starts: dict[int, set[int]] = {}
        for letters in beginnings:
            at = folded.find(letters)
            while at >= 0:
                if (start := self._start(folded, at)) is not None:
                    starts.setdefault(start, set()).add(at)
                at = folded.find(letters, at + 1)
        for start in sorted(starts):
            places = starts[start]
            # What is attached may be read in two ways: the whole expression says which is meant.
            is_plain = len(places) == 1
            found = (self._tail if is_plain else self._pattern)(number).match(
                folded, places.pop() if is_plain else start
            )
            if found is not None:
                return start, found.end()
        return None

    def _start(self, folded: str, at: int) -> int | None:
        """Where the word with its attached parts begins in which a phrase begins at `at`; None where none can begin."""
        start = at
        while start and at - start <= _LONGEST_ATTACHED and _is_of_word(folded[start - 1]):
            start -= 1
        return start if start == at or folded[start:at] in self._attached else None

    def _of_words(self, words: Sequence[str]) -> list[_OfWord]:
        """What those of the words tell that tell anything."""
        known = self._known
        try:
            return [*filter(None, map(known.__getitem__, words))]
        except KeyError:
            if len(known) > _WORDS_KEPT:
                known = self._known = {}
            known.update({word: self._of_word(word) for word in words if word not in known})
            return [*filter(None, map(known.__getitem__, words))]

    def _of_word(self, word: str) -> _OfWord | None:
        """The parts of phrases that the word is a reason to look for; None for most words."""
        found = self._with_a_figure if self._with_a_figure and _FIGURE.search(word) is not None else 0
        grams = self._by_gram.keys() & {word[at : at + _GRAM] for at in range(len(word) - _GRAM + 1)}
        grams.update([gram for gram in self._short_grams if gram in word])
        longer: list[tuple[str, int]] = []
        for stretch in chain.from_iterable([self._by_gram[gram] for gram in grams]):
            if not self._stands(stretch, word):
                continue
            if stretch.whole:
                longer.append((stretch.whole, stretch.phrases))
            else:
                found |= stretch.phrases
        return (found, tuple(longer)) if found or longer else None

    def _stands(self, stretch: _Stretch, word: str) -> bool:
        """Whether the longest word of a stretch stands in the word where it may."""
        letters, begins, ends, _whole, _phrases = stretch
        if ends and not word.endswith(letters):
            return False
        if begins == _BEGINS_A_PIECE:
            return word == letters if ends else word.startswith(letters)
        if begins != _BEGINS or not letters[0].isalnum():
            return letters in word
        at = len(word) - len(letters) if ends else word.find(letters)
        while at >= 0 and self._start(word, at) is None:
            at = -1 if ends else word.find(letters, at + 1)
        return at >= 0

    def _pattern(self, number: int) -> re.Pattern[str]:
        if number not in self._compiled:
            self._compiled[number] = re.compile("".join(_expression(self._rows[number][0], self._bends)))
        return self._compiled[number]

    def _tail(self, number: int) -> re.Pattern[str]:
        """The phrase without what may be attached before it."""
        if number not in self._tails:
            self._tails[number] = re.compile("".join(_expression(self._rows[number][0], self._bends)[1:]))
        return self._tails[number]


@lru_cache(maxsize=16)
def phrases_in_file(path: Path) -> Mapping[str, tuple[str, ...]]:
    """The phrases of a TOML file, a table whose keys are labels and whose values hold one folded phrase a line."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        label: tuple(fold_in_place(line.strip())[0] for line in lines.splitlines() if line.strip())
        for label, lines in written.items()
    }


def _grams(word: str) -> set[str]:
    """All stretches of three letters; the word where it is shorter."""
    size = min(_GRAM, len(word))
    return {word[at : at + size] for at in range(len(word) - size + 1)}


def _by_rarest_gram(of_stretch: Mapping[str, int]) -> dict[str, list[_Stretch]]:
    """The stretches, by the letters of their longest word that the fewest have."""
    phrases: dict[tuple[str, str, bool, str], int] = {}
    for stretch, own in of_stretch.items():
        begins = stretch[0] if stretch[0] in _MARKS_OF_BEGINNING else ""
        pieces = _bare(stretch).split(" ")
        longest = _longest_word(stretch)
        place = pieces.index(longest)
        ends = place < len(pieces) - 1 or stretch.endswith(_ENDS_A_PIECE)
        whole = _bare(stretch) if len(pieces) > 1 else ""
        how = longest, _BEGINS_A_PIECE if place else begins, ends, whole
        phrases[how] = phrases.get(how, 0) | own
    grams = {letters: _grams(letters) for letters, _begins, _ends, _whole in phrases}
    often = Counter(chain.from_iterable(grams.values()))
    found: dict[str, list[_Stretch]] = {}
    for how, own in phrases.items():
        rarest = min(grams[how[0]], key=lambda gram: (often[gram], gram))
        found.setdefault(rarest, []).append(_Stretch(*how, own))
    return found


def _bare(stretch: str) -> str:
    """The letters of a stretch, without its marks."""
    return stretch.lstrip(_MARKS_OF_BEGINNING).rstrip(_ENDS_A_PIECE)


def _longest_word(stretch: str) -> str:
    return max(_bare(stretch).split(" "), key=len)


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character in "_'"


def _beginnings(phrase: str) -> tuple[str, ...]:
    """The letters that the matches of a phrase begin with, at the beginning of a word; none where they are not certain."""
    if _BEGINS_A_WORD.match(phrase) is None:
        return ()
    found = _begun(phrase.removesuffix("*").replace(" ~ ", "~"))
    if found is None or len(found) > _MOST_BEGINNINGS:
        return ()
    # What a shorter one begins is found by it already.
    return tuple(sorted(one for one in found if not any(one != other and one.startswith(other) for other in found)))


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


def _expression(phrase: str, bends: bool) -> tuple[str, str, str]:
    """What may come before a phrase, the phrase, and what may end its last word."""
    is_open = phrase.endswith("*")
    body = (phrase[:-1] if is_open else phrase).replace(" ~ ", "~").replace("~", _FEW_WORDS)
    before = (_BEFORE_ANY if bends else _BEFORE) if _BEGINS_A_WORD.match(body) else ""
    closed = not is_open and re.search(r"[\w)?]$", body)
    return before, body, (_AFTER_ANY if bends else _AFTER) if closed else ""


def _needed(phrase: str) -> list[set[str]]:
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
                yield {_ANY_FIGURE}
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
        needed = _needed(one)[0]
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
