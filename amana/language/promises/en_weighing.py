"""How much the words of an English sentence speak for a promise, by weights learned from labelled sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from amana.language.due.en import MONTHS, WEEKDAYS
from amana.language.findings import Side
from amana.language.promises import en_words
from amana.language.promises.heads import Token

WEIGHTS = Path(__file__).parent.parent / "weights" / "promises_en.json"
VERSION = "promises-features-1"

_KINDS = (
    "SERVICE DONE STAFF THINGS PEOPLE ADVERSE FIXING COMING CUSTOMERS_THINGS FINITE ARRIVING TRAVEL CALLERS".split()
)
_KINDS_OF: dict[str, list[str]] = {}
for _kind in _KINDS:
    for _word in getattr(en_words, _kind):
        _KINDS_OF.setdefault(_word, []).append(f"<{_kind}>")
_ALIKE = (
    dict.fromkeys(WEEKDAYS, "<day>")
    | dict.fromkeys(MONTHS.keys() - {"may", "mar"}, "<month>")
    | dict.fromkeys("tomorrow tmrw today tonight 2moro 2day tmr 2mrw tomoz".split(), "<today>")
    | dict.fromkeys("morning afternoon evening noon midday lunchtime lunch midnight teatime".split(), "<part>")
    | dict.fromkeys("hour hours hr hrs minute minutes min mins".split(), "<hours>")
    | dict.fromkeys("one two three four five six seven eight nine ten eleven twelve".split(), "#")
)
_TIMED = {"<day>", "<month>", "<today>", "<part>", "<hours>", "#", "days", "week", "soon", "shortly"}
_CACHED = 40_000  # words and pairs whose weights are kept


def features(words: Sequence[str], side: Side, *, asks: bool) -> Iterator[str]:
    """What a sentence of these words is known by: each feature is what a weight is learned for and looked up by."""
    names = [alike(word) for word in words]
    around = ["^", *names, "$"]
    for name in names:
        yield from of_word(name, side)
    for pair in pairwise(around):
        yield from of_pair(*pair)
    for first, last in zip(around, around[2:], strict=False):
        yield f"k {first} {last}"
    yield from of_whole(len(names), side, asks=asks, timed=not _TIMED.isdisjoint(names))


def alike(word: str) -> str:
    """The word, or the name of those that are read alike: numbers, days, months, parts of a day."""
    return "#" if word[0].isdigit() else _ALIKE.get(word, word)


def of_word(name: str, side: Side) -> Iterator[str]:
    """The features of one word: itself, whose word it is, what kind of word, and its end."""
    yield f"u {name}"
    yield f"{side} {name}"
    for kind in _KINDS_OF.get(name, ()):
        yield f"u {kind}"
    if len(name) > 4:
        yield f"s {name[-3:]}"


def of_pair(first: str, second: str) -> Iterator[str]:
    """The features of two words in a row: both, and each with the kind of the other."""
    yield f"b {first} {second}"
    for kind in _KINDS_OF.get(second, ()):
        yield f"b {first} {kind}"
    for kind in _KINDS_OF.get(first, ()):
        yield f"b {kind} {second}"


def of_whole(count: int, side: Side, *, asks: bool, timed: bool) -> Iterator[str]:
    """The features of the sentence: how long, who wrote it, whether it asks and names a time."""
    yield f"n {min(count // 4, 6)}"
    yield f"side {side}"
    if asks:
        yield "asks"
    if timed:
        yield "timed"
        yield f"timed {side}"


class Weights:
    """The learned weights, and what each word and pair adds, kept for the next time it comes."""

    def __init__(self, of_feature: Mapping[str, float], bias: float) -> None:
        self._of = of_feature
        self._bias = bias
        self._known_pairs = _split(of_feature, "b ")
        self._skips = _split(of_feature, "k ")
        self._words: dict[Side, dict[str, tuple[str, float, bool]]] = {"company": {}, "customer": {}, "caller_note": {}}
        self._pairs: dict[tuple[str, str], float] = {}
        self._wholes: dict[tuple[int, Side, bool, bool], float] = {}

    def of(self, tokens: Sequence[Token], side: Side, *, asks: bool) -> float:
        """The sum for a sentence: the logarithm of the odds that it holds a promise."""
        words, pairs, skips = self._words[side], self._pairs, self._skips
        total, timed, before, last = self._bias, False, "", "^"
        for token in tokens:
            known = words.get(token[0])
            name, weight, is_time = self._word(token[0], side) if known is None else known
            added = pairs.get((last, name))
            total += weight + (self._pair(last, name) if added is None else added)
            if (before, name) in skips:
                total += skips[before, name]
            if is_time:
                timed = True
            before, last = last, name
        total += self._pair(last, "$") + skips.get((before, "$"), 0.0)
        return total + self._whole(len(tokens), side, asks, timed)

    def _word(self, word: str, side: Side) -> tuple[str, float, bool]:
        known = self._words[side]
        if len(known) > _CACHED:
            known.clear()
        name = alike(word)
        made = known[word] = name, sum(self._of.get(one, 0.0) for one in of_word(name, side)), name in _TIMED
        return made

    def _pair(self, first: str, second: str) -> float:
        if len(self._pairs) > _CACHED:
            self._pairs.clear()
        known = self._known_pairs
        total = known.get((first, second), 0.0)
        for kind in _KINDS_OF.get(second, ()):
            total += known.get((first, kind), 0.0)
        for kind in _KINDS_OF.get(first, ()):
            total += known.get((kind, second), 0.0)
        self._pairs[first, second] = total
        return total

    def _whole(self, count: int, side: Side, asks: bool, timed: bool) -> float:
        key = min(count // 4, 6), side, asks, timed
        if key not in self._wholes:
            whole = of_whole(count, side, asks=asks, timed=timed)
            self._wholes[key] = sum(self._of.get(one, 0.0) for one in whole)
        return self._wholes[key]


def _split(of_feature: Mapping[str, float], start: str) -> dict[tuple[str, str], float]:
    """The weights of features of two words, by the two."""
    found = {}
    for name, weight in of_feature.items():
        if name.startswith(start):
            first, _, second = name[len(start) :].partition(" ")
            found[first, second] = weight
    return found


class DamagedWeights(Exception):
    """The file of weights is not the one its checksum names, or was made for other features."""


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights of the file beside, loaded when first asked. Raises DamagedWeights when it is not as it was made."""
    made = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    if made["features"] != VERSION or checksum(made["weights"], made["bias"]) != made["sha256"]:
        raise DamagedWeights(WEIGHTS.name)
    return Weights(made["weights"], made["bias"])


def checksum(of_feature: Mapping[str, float], bias: float) -> str:
    """The SHA-256 of weights, whatever the order they stand in."""
    return hashlib.sha256(json.dumps([sorted(of_feature.items()), bias]).encode()).hexdigest()
