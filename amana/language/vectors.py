"""Turning sentences into vectors that lie near each other when the sentences mean alike, across three languages.

A sentence is the sum of its words, so it knows neither order nor negation: nothing that depends on a "not" may be
decided on it alone. Numbers have no vector. The weights are made by `scripts/distil_vectors.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from amana.language.findings import Language
from amana.language.normalising import fold

Floats = NDArray[np.float32]

DIMENSIONS = 256
WEIGHTS = Path(__file__).parent / "weights"
WORD = re.compile(r"[^\W\d_]+(?:['\"][^\W\d_]+)*")

# A word is known by its own vector, or, less surely, by that of the word inside it.
_WHOLE, _INSIDE = 1.0, 0.8
_LEAST = 2  # letters that stay when its parts are taken off
_AT_ONCE = 4096  # words whose vectors are unpacked together: 4 MB

_PREFIXES: dict[Language, frozenset[str]] = {
    "he": frozenset(
        "וכשה ולכש ומה ושה ושל לכש וכש כשה מהה שב של שמ שה כש מש וה וב ול ומ וש וכ מה ו ה ב ל מ ש כ".split()
    ),
    "ar": frozenset(
        "وبال وكال فبال وال بال كال فال ولل عال هال ال لل ول وب فل سي ست سن بي بت بن هي هت حي ح و ب ل ف ك س ه ع م".split()
    ),
    "en": frozenset(("un", "re")),
}
_LONGEST_PREFIX = 4
_SUFFIXES: dict[Language, frozenset[str]] = {
    "he": frozenset(
        "יותיהם יהם יהן יכם יכן ינו ותי תיה יות תים ים ות תי תם תן כם כן נו יו יה ית ת ה י ו ך ם ן".split()
    ),
    "ar": frozenset(
        "تهما اتهم اتكم اتنا تها تهم تكم تنا توا وها وني كما هما ات ون ين ان يه وا تي ته تك كم هم ها نا ني ش ه ي ك ت ا".split()
    ),
    "en": frozenset(
        "'s 've 'll 're n't ingly edly ments ment ness ings ing ied ies iest est ers er ed es ly s d y".split()
    ),
}
_LONGEST_SUFFIX = 6
_FINALS = str.maketrans("כמנפצ", "ךםןףץ")
_REPEATED = re.compile(r"(.)\1{2,}")


class BadWeights(Exception):
    """The file of word vectors is not the one its description names."""


@dataclass(frozen=True, slots=True)
class _Table:
    numbers: dict[str, int]  # of each word: its row
    pairs: NDArray[np.uint8]  # rows of four-bit numbers, two a byte, the first in the lower half
    scales: Floats


def vectors_of(texts: Sequence[str], language: Language) -> Floats:
    """One row of length 1 per text, or of zeros when no word of it is known: an array of shape (texts, 256).

    `language` says whose prefixes and suffixes are taken off a word that is not known; "unknown" goes by its letters.
    Time and memory grow with the length of the text, no faster.
    """
    numbers = _table().numbers
    rows: list[int] = []
    inside: list[int] = []  # places of the words known by a part of them only
    lengths = []
    for text in texts:
        before = len(rows)
        for word in WORD.findall(fold(text)):
            number = numbers.get(word)
            if number is None:
                number = _number_inside(word, language)
                if number is None:
                    continue
                inside.append(len(rows))
            rows.append(number)
        lengths.append(len(rows) - before)
    sums = np.zeros((len(lengths), DIMENSIONS), np.float32)
    weights = np.full(len(rows), _WHOLE, np.float32)
    weights[inside] = _INSIDE
    _add(sums, np.array(rows, np.int64), weights, np.repeat(np.arange(len(lengths)), lengths))
    norms = np.sqrt(np.einsum("ij,ij->i", sums, sums))[:, None]
    np.divide(sums, norms, out=sums, where=norms > 0)
    return sums


def vectors_of_words(words: Sequence[str], language: Language) -> Floats:
    """What each word adds to the vector of its sentence, before that is made as long as 1: zeros when it is not known."""
    numbers = _table().numbers
    rows: list[int] = []
    owners: list[int] = []
    inside: list[int] = []
    for owner, word in enumerate(words):
        for one in (word,) if word in numbers else WORD.findall(fold(word)):
            number = numbers.get(one)
            if number is None:
                number = _number_inside(one, language)
                if number is None:
                    continue
                inside.append(len(rows))
            rows.append(number)
            owners.append(owner)
    sums = np.zeros((len(words), DIMENSIONS), np.float32)
    weights = np.full(len(rows), _WHOLE, np.float32)
    weights[inside] = _INSIDE
    _add(sums, np.array(rows, np.int64), weights, np.array(owners, np.int64))
    return sums


def _add(sums: Floats, rows: NDArray[np.int64], weights: Floats, owners: NDArray[np.int64]) -> None:
    """Add to the row of each owner the vectors of its words; owners come in order."""
    table = _table()
    for start in range(0, len(rows), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        plain = _PAIRS.take(table.pairs[rows[part]]).view(np.float32)
        plain *= (table.scales[rows[part]] * weights[part])[:, None]
        firsts = np.flatnonzero(np.diff(owners[part], prepend=-1))
        sums[owners[part][firsts]] += np.add.reduceat(plain, firsts, axis=0)


# What a byte holds: two numbers from -8 to 7, kept as one complex number so that one look-up gives both.
_PAIRS = np.array([complex((byte & 15) - 8, (byte >> 4) - 8) for byte in range(256)], np.complex64)


@lru_cache(maxsize=4_000)
def _number_inside(word: str, language: Language) -> int | None:
    """The row of the longest known word inside a word that is not known itself."""
    numbers = _table().numbers
    word = _REPEATED.sub(r"\1", word) if len(word) > 3 else word
    if word in numbers:
        return numbers[word]
    known = [form for form in _inside(word, language) if form in numbers]
    return numbers[min(known, key=lambda form: (-len(form), form))] if known else None


def _inside(word: str, language: Language) -> Iterator[str]:
    """What the word may be without a prefix, a suffix or both."""
    affixes = _script(word) if language == "unknown" else language
    if affixes == "unknown" or affixes != _script(word) or len(word) > 30:
        return
    yield from _without_end(word, affixes)
    for length in range(1, min(_LONGEST_PREFIX, len(word) - _LEAST) + 1):
        if word[:length] in _PREFIXES[affixes]:
            yield word[length:]
            yield from _without_end(word[length:], affixes)


def _without_end(word: str, language: Language) -> Iterator[str]:
    for length in range(1, min(_LONGEST_SUFFIX, len(word) - 2) + 1):
        if (suffix := word[-length:]) in _SUFFIXES[language]:
            bare = word[:-length]
            if language == "he":
                yield bare[:-1] + bare[-1].translate(_FINALS)
                yield bare + "ה"
            elif language == "ar":
                yield bare + "ه"
            elif suffix in ("ied", "ies", "iest"):
                yield bare + "y"
            elif suffix[0] in "ei":
                yield bare + "e"
            yield bare


def _script(word: str) -> Language:
    first = word[:1]
    if "\u05d0" <= first <= "\u05ea":
        return "he"
    if "\u0620" <= first <= "\u06d3":
        return "ar"
    return "en" if first.isascii() and first.isalpha() else "unknown"


@lru_cache(maxsize=1)
def _description() -> dict[str, object]:
    found: dict[str, object] = json.loads((WEIGHTS / "vectors.json").read_text("utf-8"))
    return found


@lru_cache(maxsize=1)
def _table() -> _Table:
    with (WEIGHTS / "vectors.npz").open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != _description()["sha256"]:
            raise BadWeights("vectors.npz is not the file that vectors.json describes")
        file.seek(0)
        with np.load(file, allow_pickle=False) as kept:
            words = bytes(kept["words"]).decode().split("\n")
            pairs, scales = kept["pairs"], kept["scales"].astype(np.float32)
    return _Table(dict(zip(words, range(len(words)), strict=True)), pairs, scales)
