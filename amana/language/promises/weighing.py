"""How much the words of a sentence speak for a promise, by weights learned from labelled sentences of its language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from amana.language.findings import Side

FOLDER = Path(__file__).parent.parent / "weights"
_CACHED = 40_000  # words and pairs whose weights are kept


@dataclass(frozen=True, eq=False)  # known by itself: it is asked for at every sentence
class Vocabulary:
    """How the words of one language are read before they are weighed."""

    language: str
    version: str  # of the features: weights learned for others are refused
    alike: Callable[[str], str]  # the word, or the name of those that are read alike
    of_word: Callable[[str], Sequence[str]]  # the features of a word by itself, by its name
    kinds: Callable[[str], Sequence[str]]  # the kinds of word it is, by its name
    telling: tuple[str, ...]  # kinds that say something wherever in the sentence they stand, the first those of time

    @property
    def path(self) -> Path:
        """Where the weights of the language are."""
        return FOLDER / f"promises_{self.language}.json"


def features(words: Sequence[str], side: Side, vocabulary: Vocabulary, *, asks: bool) -> Iterator[str]:
    """What a sentence of these words is known by: each feature is what a weight is learned for and looked up by."""
    names = [vocabulary.alike(word) for word in words]
    told: set[str] = set()
    for name in names:
        kinds = vocabulary.kinds(name)
        told.update(kinds)
        yield from _of_word(name, side, vocabulary)
    around = ["^", *names, "$"]
    for first, second in pairwise(around):
        yield from _of_pair(first, second, "b", vocabulary)
    for first, last in zip(around, around[2:], strict=False):
        yield from _of_pair(first, last, "k", vocabulary)
    yield from _of_whole(len(names), side, [one for one in vocabulary.telling if one in told], asks=asks)


def _of_word(name: str, side: Side, vocabulary: Vocabulary) -> Iterator[str]:
    yield f"{side} {name}"
    yield from vocabulary.of_word(name)
    for kind in vocabulary.kinds(name):
        yield f"u {kind}"
        yield f"{side} {kind}"


def _of_pair(first: str, second: str, how: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Two words, near each other as `how` tells: both, and each, or its kind, with the kind of the other."""
    yield f"{how} {first} {second}"
    others = vocabulary.kinds(second)
    for kind in others:
        yield f"{how} {first} {kind}"
    for kind in vocabulary.kinds(first):
        yield f"{how} {kind} {second}"
        for other in others:
            yield f"{how} {kind} {other}"


def _of_whole(count: int, side: Side, told: Sequence[str], *, asks: bool) -> Iterator[str]:
    """The features of the sentence: how long, who wrote it, whether it asks, and which telling kinds it has."""
    yield f"n {min(count // 4, 6)}"
    yield f"side {side}"
    if asks:
        yield "asks"
        yield f"asks {side}"
    for one in told:
        yield f"has {one}"
        yield f"has {side} {one}"
    for first, second in combinations(told, 2):
        yield f"has {first} {second}"
        yield f"has {side} {first} {second}"


class _Name(NamedTuple):
    """A word, or those read alike: what it adds with the one after it, and with the one after that."""

    name: str
    pairs: dict[str, float]
    skips: dict[str, float]


# A word by the side whose it is: its name, what it adds with those after it, what it adds, and its telling kinds as bits.
_Word = tuple[str, dict[str, float], dict[str, float], float, int]


class _Nothing(dict[str, float]):
    """What is added with a word before the first."""

    def __missing__(self, _name: str) -> float:
        return 0.0


_NOTHING = _Nothing()


class Weights:
    """The learned weights, and what each word and pair adds, kept for the next time it comes."""

    def __init__(self, of_feature: Mapping[str, float], bias: float, vocabulary: Vocabulary) -> None:
        self._of, self._bias, self._vocabulary = of_feature, bias, vocabulary
        self._bits = {kind: 1 << place for place, kind in enumerate(vocabulary.telling)}
        self._names: dict[str, _Name] = {}
        self._words: dict[Side, dict[str, _Word]] = {
            "company": {},
            "customer": {},
            "caller_note": {},
        }
        self._kept = 0  # pairs, near and apart
        self._wholes: dict[tuple[int, Side, bool, int], float] = {}

    def of(self, words: Sequence[str], side: Side, *, asks: bool) -> float:
        """The sum for a sentence: the logarithm of the odds that it holds a promise."""
        try:
            total, told = self._known(words, self._words[side])
        except KeyError:
            total, told = self._learnt(words, side)
        key = min(len(words) // 4, 6), side, asks, told
        whole = self._wholes.get(key)
        return total + (self._whole(key) if whole is None else whole)

    def _known(self, words: Sequence[str], known: Mapping[str, _Word]) -> tuple[float, int]:
        """What the words and pairs add, and which telling kinds there are. Raises KeyError where one is not known yet."""
        total, told = self._bias, 0
        before: Mapping[str, float] = _NOTHING
        _start, pairs, skips = self._name("^")
        for word in words:
            name, own_pairs, own_skips, weight, bits = known[word]
            total += weight + pairs[name]
            total += before[name]
            told |= bits
            before, pairs, skips = skips, own_pairs, own_skips
        total += pairs["$"]
        return total + before["$"], told

    def _learnt(self, words: Sequence[str], side: Side) -> tuple[float, int]:
        """As `_known`; what is not known of words and pairs is found out and kept."""
        before, last = None, self._name("^")
        total, told = self._bias, 0
        for word in words:
            name, pairs, skips, weight, bits = self._words[side].get(word) or self._word(word, side)
            total += weight + self._pair(last, name, "b")
            if before is not None:
                total += self._pair(before, name, "k")
            told |= bits
            before, last = last, _Name(name, pairs, skips)
        total += self._pair(last, "$", "b")
        if before is not None:
            total += self._pair(before, "$", "k")
        return total, told

    def _word(self, word: str, side: Side) -> _Word:
        known = self._words[side]
        if len(known) > _CACHED:
            known.clear()
        name = self._vocabulary.alike(word)
        weight = sum(self._of.get(one, 0.0) for one in _of_word(name, side, self._vocabulary))
        bits = 0
        for kind in self._vocabulary.kinds(name):
            bits |= self._bits.get(kind, 0)
        made = known[word] = *self._name(name), weight, bits
        return made

    def _name(self, name: str) -> _Name:
        known = self._names.get(name)
        if known is None:
            if len(self._names) > _CACHED:
                self._forget()
            known = self._names[name] = _Name(name, {}, {})
        return known

    def _pair(self, first: _Name, second: str, how: str) -> float:
        kept = first.pairs if how == "b" else first.skips
        added = kept.get(second)
        if added is None:
            if self._kept >= 2 * _CACHED:
                self._forget()
            self._kept += 1
            added = sum([self._of.get(one, 0.0) for one in _of_pair(first.name, second, how, self._vocabulary)])
            kept[second] = added
        return added

    def _forget(self) -> None:
        """Begin anew: what the words that are being weighed hold of pairs is theirs alone from now on."""
        self._names.clear()
        for known in self._words.values():
            known.clear()
        self._kept = 0

    def _whole(self, key: tuple[int, Side, bool, int]) -> float:
        count, side, asks, bits = key
        told = [kind for kind, bit in self._bits.items() if bits & bit]
        whole = sum(self._of.get(one, 0.0) for one in _of_whole(count * 4, side, told, asks=asks))
        self._wholes[key] = whole
        return whole


class DamagedWeights(Exception):
    """A file of weights is not the one its checksum names, or was made for other features."""


@lru_cache(maxsize=8)
def weights(vocabulary: Vocabulary) -> Weights:
    """The weights of a language, loaded when first asked. Raises DamagedWeights when they are not as they were made."""
    text = vocabulary.path.read_text(encoding="utf-8")
    made = json.loads(text)
    if made["features"] != vocabulary.version or checksum(text) != made["sha256"]:
        raise DamagedWeights(vocabulary.path.name)
    return Weights(made["weights"], made["bias"], vocabulary)


def written(about: Mapping[str, Any], bias: float, of_feature: Mapping[str, float]) -> str:
    """The text of a file of weights, which begins with what is told about them."""
    rest = json.dumps({"bias": bias, "weights": of_feature}, ensure_ascii=False, indent=0)
    header = json.dumps({**about, "sha256": checksum(rest)}, ensure_ascii=False, indent=0)
    return f"{header[:-2]},{rest[1:]}\n"


def checksum(text: str) -> str:
    """The SHA-256 of the weights of a file as they are written, from the first to the end, without what stands before."""
    return hashlib.sha256(text[text.find('"bias"') :].rstrip().encode()).hexdigest()
