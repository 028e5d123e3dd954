"""What a sentence is for the learned heads: hashed ids of its words, their parts, their neighbours and their kinds."""

from __future__ import annotations

import re
import sys
import tomllib
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from amana.language.findings import Language
from amana.language.normalising import fold_in_place

VERSION = "features-4"
SIZE = 1 << 15
# Where each block of ids begins: kinds of words, the same in each language; words; pairs of words; parts of words.
BLOCKS = (0, 4096, 14336, 22528)
_SIZES = tuple(end - start for start, end in zip(BLOCKS, (*BLOCKS[1:], SIZE), strict=True))
_KINDS, _WORDS, _PAIRS, _GRAMS = range(4)
_GRAMS_BEGIN, _MOST_GRAMS = BLOCKS[_GRAMS] + 1, _SIZES[_GRAMS] - 1
# The first block needs no hashing: 0 is always there, then kinds of words, and pairs of kinds.
_FIRST_KIND, _PAIRED, _KINDS_AT_MOST = 1, 64, 63
MOST_KINDS = 18  # kinds of one text that are paired, so that a long one does not take quadratic time

TOKEN = re.compile(r"[^\W\d_]+(?:['\"][^\W\d_]+)*|\d+(?:[.,:/]\d+)*%?|[?!\u061f]|[₪$€£%]")
_HE_PREFIX = re.compile(r"(?:ו?(?:כש|מש|לכש|של)?[הבלמשכ]|ו)(?=[א-ת]{3})")
_HE_SUFFIX = re.compile(r"(?<=[א-ת]{3})(?:יכם|יכן|ינו|ים|ות|כם|כן|נו|תי|ת|ה|ך|י|ו|יה)$")
_AR_PREFIX = re.compile(r"(?:[وف]?(?:بال|كال|لل|ال|[بلكس])|[وفح])(?=[\u0621-\u064a]{3})")
_AR_SUFFIX = re.compile(r"(?<=[\u0621-\u064a]{3})(?:كما|هما|تها|ات|ون|ين|كم|هم|ها|نا|ني|تك|ته|وا|ك|ه|ي|ت|ا)$")
_EN_SUFFIX = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|es|s|er|ly|'s|'ll|'re|'ve|'d|n't)$")
_AFFIXES = {"he": (_HE_PREFIX, _HE_SUFFIX), "ar": (_AR_PREFIX, _AR_SUFFIX), "en": (None, _EN_SUFFIX)}

Blocks = tuple[bytes, bytes, bytes, bytes]
Ints = npt.NDArray[np.intp]


def features(text: str, language: Language) -> list[int]:
    """The ids, from 0 to 32,767, of what is in a sentence or turn; the same on every machine.

    An id comes as often as its feature does. The id where a block begins is always there.
    """
    ids: list[int] = np.frombuffer(b"".join(blocks(text, language)), dtype="<u2").tolist()
    return ids


def blocks(text: str, language: Language) -> Blocks:
    """The ids as `features` gives them, block by block, each id two bytes, the lower first."""
    return joined([noticed(text, language)])


@dataclass(frozen=True, slots=True)
class Noticed:
    """What is in one sentence: the numbers of its kinds of words, the rest as packed ids."""

    kinds: tuple[int, ...]
    words: bytes
    pairs: bytes
    grams: bytes


@lru_cache(maxsize=256)
def noticed(text: str, language: Language) -> Noticed:
    """What is in one sentence; `joined` makes ids of it, alone or together with its neighbours."""
    folded, _ = fold_in_place(text)
    words = [known(token, language) for token in TOKEN.findall(folded)]
    bases = [base for _ids, _grams, _kinds, _own, base in words]
    return Noticed(
        tuple(dict.fromkeys([kind for _ids, _grams, kinds, _own, _base in words for kind in kinds])),
        b"".join([packed(edges(bases)), *[ids for ids, _grams, _kinds, _own, _base in words]]),
        _neighbours([own for _ids, _grams, _kinds, own, _base in words], bases),
        b"".join([grams for _ids, grams, _kinds, _own, _base in words]),
    )


def joined(sentences: Sequence[Noticed]) -> Blocks:
    """The ids of a sentence, or of a few as one turn."""
    kinds = tuple(dict.fromkeys([kind for one in sentences for kind in one.kinds]))
    return (
        packed(of_kinds(kinds)),
        _FIRST[_WORDS] + b"".join([one.words for one in sentences]),
        _FIRST[_PAIRS] + b"".join([one.pairs for one in sentences]),
        _FIRST[_GRAMS] + b"".join([one.grams for one in sentences]),
    )


@lru_cache(maxsize=1_000)
def of_kinds(kinds: tuple[int, ...]) -> tuple[int, ...]:
    """The ids of the first block: the one that is always there, the kinds, and each two of them."""
    pairs = [_PAIRED + one * _KINDS_AT_MOST + other for one, other in combinations(sorted(kinds[:MOST_KINDS]), 2)]
    return (0, *kinds, *pairs)


@lru_cache(maxsize=2_000)
def known(token: str, language: Language) -> tuple[bytes, bytes, tuple[int, ...], int, int]:
    """Of one folded token: ids of its forms, ids of its parts, its kinds, and two numbers to pair it with its neighbours."""
    if token[0].isdigit():
        token = "0%" if token.endswith("%") else "0" * min(len(token), 4)
    forms = _forms(token, language)
    base = forms[-1][: 5 if language == "en" else 4]
    ids = packed([_id(_WORDS, form) for form in dict.fromkeys((*forms, "~" + base))])
    return (
        ids,
        packed([_GRAMS_BEGIN + zlib.crc32(gram) % _MOST_GRAMS for gram in _grams(token)]),
        _kinds_of(forms),
        _crc(token),
        _crc("~" + base),
    )


def _forms(token: str, language: Language) -> tuple[str, ...]:
    """The word, without its first part, without its last, and without both, where it has them; the barest last."""
    prefix, suffix = _AFFIXES.get(language, (None, _EN_SUFFIX))
    found = prefix.match(token) if prefix is not None else None
    bare = token[found.end() :] if found else token
    return tuple(dict.fromkeys((token, suffix.sub("", token), bare, suffix.sub("", bare))))


def _grams(token: str) -> list[bytes]:
    """The stretches of three to five letters of the word with a sign before and after it, encoded, in their order."""
    encoded = f"<{token}>".encode("utf-8", "surrogatepass")
    letters = len(token)
    width, rest = divmod(len(encoded) - 2, letters)
    if rest or width > 2 or (width == 2 and not token.isalpha()):  # letters of different width
        framed = f"<{token}>"
        grams = {framed[at : at + size] for size in (3, 4, 5) for at in range(letters + 3 - size)}
        return sorted([gram.encode("utf-8", "surrogatepass") for gram in grams])
    return sorted({encoded[place] for place in _places_of_grams(letters, width)})


@lru_cache(maxsize=128)
def _places_of_grams(letters: int, width: int) -> tuple[slice, ...]:
    """Where they stand in the encoded word, of which each letter takes so many bytes, and the signs around it one."""
    ends = (0, *range(1, letters * width + 2, width), letters * width + 2)
    return tuple(slice(ends[at], ends[at + size]) for size in (3, 4, 5) for at in range(len(ends) - size))


PAIRED = 5  # numbers by which a word is paired with its neighbours
PAIRS = _SIZES[_PAIRS] - 1  # ids of pairs; the numbers are below it


def paired(owns: Sequence[int], bases: Sequence[int]) -> Ints:
    """Of each word a row of numbers: three to be added to those of what comes after it, and two for what comes before.

    The first is added to the fourth of the next word, the second to the fifth; the third to the fifth of the one after.
    What such a sum leaves, divided by `PAIRS`, is the id of the pair in its block, as `_neighbours` has it.
    """
    own, base = np.array(owns, np.int64), np.array(bases, np.int64)
    return np.stack((own * 31, base * 37, base * 41, own, base), axis=1) % PAIRS


def _neighbours(owns: list[int], bases: list[int]) -> bytes:
    start, size = BLOCKS[_PAIRS] + 1, PAIRS
    return packed(
        [start + (one * 31 + other) % size for one, other in pairwise(owns)]
        + [start + (one * 37 + other) % size for one, other in pairwise(bases)]
        + [start + (one * 41 + other) % size for one, other in zip(bases, bases[2:], strict=False)]
    )


def edges(bases: Sequence[int]) -> tuple[int, ...]:
    """The ids of how a text begins and ends; none for a text without words."""
    start, size = BLOCKS[_WORDS] + 1, _SIZES[_WORDS] - 1
    return (start + bases[0] * 43 % size, start + bases[-1] * 47 % size) if bases else ()


@lru_cache(maxsize=1)
def _lexicon() -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """The kinds of words by the beginnings of their words, and by whole words (written after =)."""
    beginnings: dict[str, tuple[int, ...]] = {}
    whole: dict[str, tuple[int, ...]] = {}
    written = tomllib.loads((Path(__file__).parent / "taxonomy" / "kinds.toml").read_text(encoding="utf-8"))
    for number, words in enumerate(written.values(), _FIRST_KIND):
        for word in fold_in_place(" ".join(words.values()))[0].split():
            table = whole if word[0] == "=" else beginnings
            known = table.get(word.lstrip("="), ())
            table[word.lstrip("=")] = known if number in known else (*known, number)
    return beginnings, whole


@lru_cache(maxsize=1)
def _longest_beginnings() -> dict[str, int]:
    """How long the longest beginning is that has these first two letters."""
    longest: dict[str, int] = {}
    for beginning in _lexicon()[0]:
        longest[beginning[:2]] = max(len(beginning), longest.get(beginning[:2], 0))
    return longest


def _kinds_of(forms: tuple[str, ...]) -> tuple[int, ...]:
    beginnings, whole = _lexicon()
    longest = _longest_beginnings()
    found: set[int] = set()
    for form in forms:
        if form in whole:
            found.update(whole[form])
        for end in range(2, min(len(form), longest.get(form[:2], 0)) + 1):
            found.update(beginnings.get(form[:end], ()))
    return tuple(sorted(found))


def _id(block: int, name: str) -> int:
    return BLOCKS[block] + 1 + _crc(name) % (_SIZES[block] - 1)


def _crc(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


def packed(ids: Iterable[int]) -> bytes:
    """Ids of two bytes each, the lower first."""
    held = array("H", ids)
    if sys.byteorder == "big":
        held.byteswap()
    return held.tobytes()


_FIRST = tuple(packed([start]) for start in BLOCKS)
