"""Weighing sentences for the heads: what the weights of a sentence add up to, so that a turn is the sum of its sentences.

The sums are those of `features.blocks`, reached by a shorter way: what a word adds by itself is kept for the next time it
comes. All are whole numbers far below two to the 24th, so that floats hold them exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amana.language.features import BLOCKS, PAIRED, TOKEN, edges, known, neighbours, of_kinds, paired
from amana.language.findings import Language
from amana.language.sentences import chunks

Floats = npt.NDArray[np.float32]
Weights = npt.NDArray[np.int8]  # feature, column
VectorOf = Callable[[str, Language], Floats]
Span = tuple[int, int]  # from, and up to before

AT_ONCE = 30  # sentences, so that a long text takes neither more memory nor more than its share of time
_WORDS_KEPT = 6_000  # 1.5 kB each
_CHUNKS_KEPT = 12_000


class _Word(NamedTuple):
    """What a word adds by itself."""

    packed: bytes  # floats: sums of its forms, sums of its parts, vector, numbers to pair it with its neighbours
    kinds: tuple[int, ...]
    base: int
    forms: int  # how many
    parts: int


class Weighed(NamedTuple):
    """What sentences and turns add up to."""

    sums: Floats  # block, sentence or turn, column
    counts: Floats  # block, sentence or turn: how many features there are
    vectors: Floats  # sentence or turn, dimension; not yet of length 1


class Scale:
    """The weights of one language, and what its words and sentences add up to by them."""

    def __init__(self, language: Language, weights: Weights, vector_of: VectorOf | None, dimensions: int) -> None:
        self.language = language
        self.weights = weights
        self._columns: int = weights.shape[1]
        # The feature that is always there, of each block; of the kinds it is counted with the others.
        self._firsts = weights[list(BLOCKS)].astype(np.float32)[:, None]
        self._firsts[0] = 0
        self._vector_of = vector_of
        self._dimensions = dimensions
        self._width = 2 * self._columns + dimensions + PAIRED
        self._word = lru_cache(maxsize=_WORDS_KEPT)(self._word_anew)
        # What stands between two blanks: no token goes beyond it.
        self._chunk = lru_cache(maxsize=_CHUNKS_KEPT)(self._chunk_anew)

    def weighed(self, folded: Sequence[str], turns: Sequence[Span] = ()) -> Weighed:
        """What each folded sentence adds up to, and after them each turn, as `joined` makes one of its sentences.

        A turn is given by the place of its first sentence and the one after its last.
        """
        words = [[*chain.from_iterable(map(self._chunk, chunks(sentence)))] for sentence in folded]
        ends = [0, *accumulate(map(len, words))]
        rows = [*pairwise(range(len(words) + 1)), *turns]
        places = [(ends[first], ends[end]) for first, end in rows]
        packed, kinds, bases, forms, parts = zip(*chain(*words), strict=True) if ends[-1] else ((),) * 5
        alone = np.frombuffer(b"".join(packed), np.float32).reshape(len(packed), self._width)
        own = _chosen(places, range(len(places)), len(places), len(packed)) @ alone
        features = [of_kinds(tuple(dict.fromkeys(chain.from_iterable(kinds[first:end])))) for first, end in places]
        sums = np.empty((4, len(rows), self._columns), np.float32)
        np.matmul(*self._beside(bases, ends, rows, features, alone), out=sums[:3])
        sums[1] += own[:, : self._columns]
        sums[3] = own[:, self._columns : 2 * self._columns]
        sums += self._firsts
        counts = [list(map(len, features)), *_counts(forms, parts, ends, rows)]
        return Weighed(sums, np.array(counts, np.float32), own[:, 2 * self._columns : -PAIRED])

    def _beside(
        self, bases: Sequence[int], ends: Sequence[int], rows: Sequence[Span],
        features: Sequence[Sequence[int]], alone: Floats,
    ) -> tuple[Floats, Floats]:  # fmt: skip
        """What to choose, and from which weights: of the kinds of words, the first and last words, the pairs."""
        pairs = neighbours(alone[:, -PAIRED:])
        outer = [edges(bases[start:end]) for start, end in pairwise(ends)]
        ids = np.array([*chain.from_iterable(outer), *chain.from_iterable(features)], np.intp)
        weights = self.weights.take(np.concatenate((pairs, ids)), axis=0).astype(np.float32)
        outer_at = list(accumulate(map(len, outer), initial=len(pairs)))
        kinds_at = list(accumulate(map(len, features), initial=outer_at[-1]))
        # Of each word there are three: with the next in two ways, and with the one after; the last have fewer.
        paired_at = [(3 * start, max(3 * end - 4, 3 * start)) for start, end in pairwise(ends)]
        spans = [*pairwise(kinds_at), *((outer_at[first], outer_at[end]) for first, end in rows)]
        into = [*range(2 * len(rows))]
        for row, (first, end) in enumerate(rows, 2 * len(rows)):
            spans += paired_at[first:end]
            into += [row] * (end - first)
        return _chosen(spans, into, 3 * len(rows), len(weights)).reshape(3, len(rows), len(weights)), weights

    def _chunk_anew(self, chunk: str) -> tuple[_Word, ...]:
        return tuple(self._word(token) for token in TOKEN.findall(chunk))

    def _word_anew(self, token: str) -> _Word:
        ids, grams, kinds, own, base = known(token, self.language)
        both = np.frombuffer(ids + grams, "<u2")
        count = len(ids) // 2
        sums = np.add.reduceat(self.weights[both], (0, count), axis=0, dtype=np.float32)
        vector = np.zeros(self._dimensions, np.float32)
        if self._vector_of is not None and token[0].isalpha():
            vector = self._vector_of(token, self.language)
        row = np.concatenate((sums[0], sums[1], vector, paired(own, base)), dtype=np.float32)
        return _Word(row.tobytes(), kinds, base, count, len(both) - count)


def _counts(
    forms: Sequence[int], parts: Sequence[int], ends: Sequence[int], rows: Sequence[Span]
) -> Iterator[list[int]]:
    """How many features of words, of pairs and of parts of words each row has, with those that are always there."""
    lengths = [end - start for start, end in pairwise(ends)]
    outer = accumulate([2 * bool(length) for length in lengths], initial=0)
    pairs = accumulate([2 * max(length - 1, 0) + max(length - 2, 0) for length in lengths], initial=0)
    forms_to, parts_to = ([*accumulate(each, initial=0)] for each in (forms, parts))
    ones = [forms_to[end] + beside for end, beside in zip(ends, outer, strict=True)]
    for so_far in (ones, list(pairs), [parts_to[end] for end in ends]):
        yield [so_far[end] - so_far[first] + 1 for first, end in rows]


def _chosen(spans: Sequence[Span], into: Sequence[int], height: int, width: int) -> Floats:
    """What adds up each of these spans of rows into one row: for a few hundred, quickest as a product of matrices."""
    found = np.zeros((height, width), np.float32)
    for row, (first, end) in zip(into, spans, strict=True):
        found[row, first:end] = 1
    return found
