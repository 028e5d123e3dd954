"""Weighing sentences for the heads: what the weights of a sentence add up to, so that a turn is the sum of its sentences.

The sums are those of `features.blocks`, reached by a shorter way: what a word adds by itself is kept for the next time it
comes. All are whole numbers far below two to the 24th, so that floats hold them exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amana.language.features import BLOCKS, TOKEN, edges, known, neighbours, of_kinds
from amana.language.findings import Language

Floats = npt.NDArray[np.float32]
Weights = npt.NDArray[np.int8]  # feature, column; one row of zeros after the last feature
VectorOf = Callable[[str, Language], Floats]

AT_ONCE = 32  # sentences, so that a long text takes neither more memory nor more than its share of time
_SENTENCES_KEPT = 64
_WORDS_KEPT = 6_000  # 1.5 kB each


# Of one word: packed sums (words, parts of words, each with how many they are; vector), kinds, packed numbers, base.
_Word = tuple[bytes, tuple[int, ...], bytes, int]
_Sums = tuple[tuple[int, ...], Floats, Floats]  # of one sentence or turn: its kinds, sums and vector, as in Weighed


class Weighed(NamedTuple):
    """What sentences or turns add up to, one a row."""

    kinds: Sequence[tuple[int, ...]]
    sums: Floats  # of each block, and last in each row how many features there are
    vectors: Floats  # not yet of length 1


class Scale:
    """The weights of one language, and what its words and sentences add up to by them."""

    def __init__(self, language: Language, weights: Weights, vector_of: VectorOf | None, dimensions: int) -> None:
        self.language = language
        self.weights = weights
        self._columns = weights.shape[1]
        # The feature that is always there, of each block; of the kinds it is counted with the others.
        self._firsts = np.ones((4, self._columns + 1), np.float32)
        self._firsts[:, :-1] = weights[list(BLOCKS)]
        self._firsts[0] = 0
        self._vector_of = vector_of
        self._dimensions = dimensions
        self._word = lru_cache(maxsize=_WORDS_KEPT)(self._word_anew)
        self._kept: dict[str, _Sums] = {}

    def sentences(self, folded: Sequence[str]) -> Weighed:
        """What each folded sentence adds up to; at most `AT_ONCE`. They are kept, as they come again in their turns."""
        found = self._weighed(folded)
        if len(self._kept) + len(folded) > _SENTENCES_KEPT:
            self._kept = {}
        self._kept |= zip(folded, zip(*found, strict=True), strict=True)
        return Weighed(found.kinds, found.sums + self._firsts, found.vectors)

    def turns(self, turns: Sequence[Sequence[str]]) -> Weighed:
        """What turns of a few folded sentences add up to, as `joined` makes one of them."""
        known = dict(self._kept)
        missing = list(dict.fromkeys([one for turn in turns for one in turn if one not in known]))
        for start in range(0, len(missing), AT_ONCE):
            part = missing[start : start + AT_ONCE]
            known |= zip(part, zip(*self._weighed(part), strict=True), strict=True)
        made = [self._turn([known[sentence] for sentence in turn]) for turn in turns]
        sums = np.array([sums for _kinds, sums, _vectors in made]) + self._firsts
        return Weighed([kinds for kinds, *_ in made], sums, np.array([vectors for *_, vectors in made]))

    def _turn(self, own: Sequence[_Sums]) -> _Sums:
        """What a few sentences add up to together."""
        if len(own) == 1:
            return own[0]
        kinds = tuple(dict.fromkeys([kind for one in own for kind in one[0]]))
        ids = of_kinds(kinds)
        sums = np.add.reduce([one[1] for one in own])
        sums[0, :-1] = self.weights[ids].sum(axis=0, dtype=np.float32)
        sums[0, -1] = len(ids)
        return kinds, sums, np.add.reduce([one[2] for one in own])

    def _weighed(self, folded: Sequence[str]) -> Weighed:
        """What each sentence adds up to, without the features that are always there."""
        words = [[self._word(token) for token in TOKEN.findall(sentence)] for sentence in folded]
        every, lengths = [word for own in words for word in own], [len(own) for own in words]
        kinds = [tuple(dict.fromkeys([kind for word in own for kind in word[1]])) for own in words]
        width, chosen = self._columns + 1, _chosen(lengths)
        alone = np.frombuffer(b"".join([word[0] for word in every]), np.float32)
        own = chosen @ alone.reshape(len(every), 2 * width + self._dimensions)
        sums = np.zeros((len(folded), 4, width), np.float32)
        sums[:, 0] = self._of_ids([of_kinds(one) for one in kinds])
        sums[:, 1], sums[:, 3] = own[:, :width], own[:, width : 2 * width]
        if every:
            filled = [number for number, length in enumerate(lengths) if length]
            numbers = np.frombuffer(b"".join([word[2] for word in every]), np.intp).reshape(len(every), 2)
            ends = np.cumsum([lengths[number] for number in filled])
            pairs = self.weights[neighbours(numbers[:, 0], numbers[:, 1], ends)]
            sums[:, 2, :-1] = chosen @ np.add.reduce(pairs, axis=1, dtype=np.float32)
            sums[:, 2, -1] = [2 * max(length - 1, 0) + max(length - 2, 0) for length in lengths]
            outer = [edges([words[number][0][3], words[number][-1][3]]) for number in filled]
            sums[filled, 1, :-1] += np.add.reduce(self.weights[outer], axis=1, dtype=np.float32)
            sums[filled, 1, -1] += 2
        return Weighed(kinds, sums, own[:, 2 * width :])

    def _of_ids(self, ids: Sequence[Sequence[int]]) -> Floats:
        """The sums for lists of features, and how many they are."""
        lengths = [len(own) for own in ids]
        found = np.empty((len(ids), self._columns + 1), np.float32)
        found[:, :-1] = _chosen(lengths) @ self.weights[list(chain.from_iterable(ids))].astype(np.float32)
        found[:, -1] = lengths
        return found

    def _word_anew(self, token: str) -> _Word:
        """What a word adds by itself, its kinds, and its two numbers, packed and the second as it is."""
        ids, grams, kinds, own, base = known(token, self.language)
        both = np.frombuffer(ids + grams, "<u2")
        count = len(ids) // 2
        sums = np.add.reduceat(self.weights[both], (0, count), axis=0, dtype=np.float32)
        vector = np.zeros(self._dimensions, np.float32)
        if self._vector_of is not None and token[0].isalpha():
            vector = self._vector_of(token, self.language)
        counts = np.array([count, len(both) - count], np.float32)
        row = np.concatenate((sums[0], counts[:1], sums[1], counts[1:], vector), dtype=np.float32)
        return row.tobytes(), kinds, np.array([own, base], np.intp).tobytes(), base


def with_zeros(weights: Weights) -> Weights:
    """The weights with the row of zeros that a feature which is not there points to."""
    return np.concatenate((weights, np.zeros((1, weights.shape[1]), np.int8)))


def _chosen(lengths: Sequence[int]) -> Floats:
    """What adds up so many rows after each other: for a few hundred rows, quickest as a product of matrices."""
    found = np.zeros((len(lengths), sum(lengths)), np.float32)
    at = 0
    for row, length in zip(found, lengths, strict=True):
        row[at : at + length] = 1
        at += length
    return found
