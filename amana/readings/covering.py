"""Covering what names a person before a text leaves the installation: names, addresses, links, numbers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from unicodedata import category, combining, normalize

from amana.language.identifiers import identifiers_in
from amana.language.normalising import fold_in_place

# Letters looked at, and letters that may leave at most.
LONGEST, LONGEST_SENT = 20_000, 8_000
NAME, ADDRESS, LINK, NUMBER, LEFT_OUT = "[name]", "[address]", "[link]", "[number]", "[left out]"

# Sums and days say what is promised and by when; they name nobody.
_TELLING = {"amount", "date"}
_MAIL = re.compile(r"[^\s@<>\"(),;:]{1,64}@[^\s<>\"(),;:]{1,255}|(?<!\S)@\w{2,}")
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}://|(?<!\w)www\.)\S+"
    r"|(?<![\w.@-])(?:[a-z0-9-]{1,63}\.){1,8}(?:[a-z]{2,24}/\S+|(?:com|net|org|info|io|me|ly|app|gov|(?:co|org|gov|ac|net)\.[a-z]{2})(?![\w.]))"
)
# Five digits and more, however they are set apart; a mark of script between them changes nothing, it was folded away.
_NUMBER = re.compile(r"\+?\d(?:[ \-./()_*]{0,3}\d){4,}")
_WORD = re.compile(r"\w{5,}")
_DIGIT = re.compile(r"\d")
_FEW_DIGITS = 4
COVER = re.compile(r"\[(?:name|address|link|number|left out)\]")
_LETTERS = re.compile(r"[^\W\d_]+")
# Parts of names that are words of every sentence too; alone they name nobody.
_PARTICLES = frozenset(
    "al el de la da di van von der den ben bin ibn bat abu בן בת בר אל אבו ابن بن بنت ال ابو ام".split()
)
# What Hebrew and Arabic write together with the word that follows.
_PREFIXED = re.compile(r"(?:[והבכלמש]{1,3}|[وفبلك]{1,2}(?:ال)?|ال|لل)(?=[א-ת\u0621-\u064a]{2})")

Stretch = tuple[int, int, str]


@dataclass(frozen=True)
class Covered:
    """A text that may leave, and where each of its letters stood: `begins[i]` to `ends[i]` in the original."""

    text: str
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a stretch that is not empty; what was covered is in it as a whole."""
        return self.begins[start], self.ends[end - 1]


def has_words(covered: str) -> bool:
    """Whether anything is said beside what is covered."""
    return _LETTERS.search(COVER.sub("", covered)) is not None


def cover(text: str, *, names: Iterable[str], without: Iterable[tuple[int, int]] = ()) -> Covered:
    """Return the text with every known name, and whatever looks like an address, a link or a number, covered.

    The stretches of `without` are left out as a whole: a signature, what is quoted from before.

    Covered are the words of `names` in whatever case and with whatever is written together with them in Hebrew and
    Arabic, mail addresses, links, and numbers of five digits and more but for sums and days. Marks that are not seen
    are left out. At most 8,000 letters are returned.
    """
    text = _start_of(text).encode("utf-8", "replace").decode()
    folded, places = _folded(text)
    letters: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    at = 0
    left_out = [(bisect_left(places, start), bisect_left(places, end), LEFT_OUT) for start, end in without]
    stretches = _merged([*(one for one in left_out if one[0] < one[1]), *_stretches(folded, names)])
    for start, end, cover_word in [*stretches, (len(folded), len(folded), "")]:
        letters += [text[place] for place in places[at:start]]
        begins += places[at:start]
        ends += [place + 1 for place in places[at:start]]
        if cover_word:
            letters.append(cover_word)
            begins += [places[start]] * len(cover_word)
            ends += [places[end - 1] + 1] * len(cover_word)
        at = end
    whole = "".join(letters)[:LONGEST_SENT]
    return Covered(whole, tuple(begins[: len(whole)]), tuple(ends[: len(whole)]))


def _start_of(text: str) -> str:
    """As much as is looked at, ending with a whole word."""
    if len(text) <= LONGEST:
        return text
    start, _space, _rest = text[:LONGEST].rpartition(" ")
    return start


def _folded(text: str) -> tuple[str, list[int]]:
    """The text folded so that a name is known with and without accents and capitals, and where each letter stood."""
    folded, kept = fold_in_place(text)
    pairs = [
        (_plain(letter), place)
        for letter, place in zip(folded, kept if kept is not None else range(len(text)), strict=True)
        if not combining(letter) and category(letter) != "Cf"
    ]
    return "".join(letter for letter, _place in pairs), [place for _letter, place in pairs]


def _plain(letter: str) -> str:
    """A letter without its accent, small; always one letter."""
    small = normalize("NFKD", letter)[:1].casefold()
    return small if len(small) == 1 else letter


def _merged(found: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order; those that overlap become one, under the name of the first."""
    merged: list[Stretch] = []
    for start, end, word in sorted(found, key=lambda one: (one[0], -one[1])):
        if merged and start < merged[-1][1]:
            before = merged[-1]
            merged[-1] = (before[0], max(before[1], end), before[2])
        else:
            merged.append((start, end, word))
    return merged


def _stretches(folded: str, names: Iterable[str]) -> Iterator[Stretch]:
    yield from ((one.start(), one.end(), LINK) for one in _LINK.finditer(folded))
    yield from ((one.start(), one.end(), ADDRESS) for one in _MAIL.finditer(folded))
    yield from _numbers(folded)
    is_named = _is_named(names)
    yield from ((one.start(), one.end(), NAME) for one in _LETTERS.finditer(folded) if is_named(one.group()))


def _numbers(folded: str) -> Iterator[Stretch]:
    found = list(identifiers_in(folded, folded, lambda start, end: (start, end)))
    telling = [(one.start, one.end) for one in found if one.kind in _TELLING]
    yield from ((one.start, one.end, NUMBER) for one in found if one.kind not in _TELLING)
    for match in _NUMBER.finditer(folded):
        if not any(start <= match.start() and match.end() <= end for start, end in telling):
            yield match.start(), match.end(), NUMBER
    for match in _WORD.finditer(folded):
        inside = any(start < match.end() and match.start() < end for start, end in telling)
        if not inside and len(_DIGIT.findall(match.group())) >= _FEW_DIGITS:
            yield match.start(), match.end(), NUMBER


def _is_named(names: Iterable[str]) -> Callable[[str], bool]:
    """Return the question whether a folded word is, or holds after what is written together with it, one of the names."""
    known = set()
    for name in names:
        words = _LETTERS.findall(_folded(name)[0])
        known |= {word for place, word in enumerate(words) if len(word) > 1 and (place == 0 or word not in _PARTICLES)}

    def is_named(word: str) -> bool:
        return word in known or any(word[cut:] in known for cut in _cuts(word))

    return is_named


def _cuts(word: str) -> range:
    """How many letters may belong to another word that is written together with this one."""
    match = _PREFIXED.match(word)
    return range(1, match.end() + 1) if match else range(0)
