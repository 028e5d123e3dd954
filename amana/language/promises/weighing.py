"""How much the words of a sentence speak for a promise, by weights learned from labelled sentences of its language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

from amana.language.findings import Side
from amana.language.promises.heads import Token

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


class Weights:
    """The learned weights, and what each word and pair adds, kept for the next time it comes."""

    def __init__(self, of_feature: Mapping[str, float], bias: float, vocabulary: Vocabulary) -> None:
        self._of, self._bias, self._vocabulary = of_feature, bias, vocabulary
        self._bits = {kind: 1 << place for place, kind in enumerate(vocabulary.telling)}
        self._names: dict[str, _Name] = {}
        self._words: dict[Side, dict[str, tuple[_Name, float, int]]] = {
            "company": {},
            "customer": {},
            "caller_note": {},
        }
        self._kept = 0  # pairs, near and apart
        self._wholes: dict[tuple[int, Side, bool, int], float] = {}

    def of(self, tokens: Sequence[Token], side: Side, *, asks: bool) -> float:
        """The sum for a sentence: the logarithm of the odds that it holds a promise."""
        words = self._words[side]
        before, last = None, self._name("^")
        total, told = self._bias, 0
        for token in tokens:
            known = words.get(token[0])
            one, weight, bits = self._word(token[0], side) if known is None else known
            name = one[0]
            added = last[1].get(name)
            total += weight + (self._pair(last, name, "b") if added is None else added)
            if before is not None:
                added = before[2].get(name)
                total += self._pair(before, name, "k") if added is None else added
            told |= bits
            before, last = last, one
        total += self._pair(last, "$", "b")
        if before is not None:
            total += self._pair(before, "$", "k")
        key = min(len(tokens) // 4, 6), side, asks, told
        whole = self._wholes.get(key)
        return total + (self._whole(key) if whole is None else whole)

    def _word(self, word: str, side: Side) -> tuple[_Name, float, int]:
        known = self._words[side]
        if len(known) > _CACHED:
            known.clear()
        name = self._vocabulary.alike(word)
        weight = sum(self._of.get(one, 0.0) for one in _of_word(name, side, self._vocabulary))
        bits = 0
        for kind in self._vocabulary.kinds(name):
            bits |= self._bits.get(kind, 0)
        made = known[word] = self._name(name), weight, bits
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
    made = json.loads(vocabulary.path.read_text(encoding="utf-8"))
    if made["features"] != vocabulary.version or checksum(made["weights"], made["bias"]) != made["sha256"]:
        raise DamagedWeights(vocabulary.path.name)
    return Weights(made["weights"], made["bias"], vocabulary)


def checksum(of_feature: Mapping[str, float], bias: float) -> str:
    """The SHA-256 of weights, whatever the order they stand in."""
    return hashlib.sha256(json.dumps([sorted(of_feature.items()), bias]).encode()).hexdigest()
