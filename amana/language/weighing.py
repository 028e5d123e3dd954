"""Weighing sentences for the heads: what the weights of a sentence add up to, so that a turn is the sum of its sentences.

The sums are those of `features.blocks`, reached by a shorter way: what a word adds by itself is kept for the next time it
comes. All are whole numbers far below two to the 24th, so that floats hold them exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amana.language.features import BLOCKS, MOST_KINDS, PAIRED, TOKEN, edges, known, neighbours, of_kinds, paired
from amana.language.findings import Language
from amana.language.sentences import chunks

Floats = npt.NDArray[np.float32]
Weights = npt.NDArray[np.int8]  # feature, column
VectorsOf = Callable[[Sequence[str], Language], Floats]  # a row a word
Span = tuple[int, int]  # from, and up to before

AT_ONCE = 30  # sentences, so that a long text takes neither more memory nor more than its share of time
_KEPT = 6_000  # stretches between two blanks, twice: those of late, and those before; 1.5 kB each
_LEARNT_AT_ONCE = 500  # words
_COUNTED = 2  # numbers of a word that count its features


class _Word(NamedTuple):
    """What a word adds by itself."""

    # Floats: sums of its forms, sums of its parts, its vector, numbers to pair it with its neighbours, and how many
    # forms and parts it has.
    packed: bytes
    kinds: int  # a bit each
    base: int
    in_order: tuple[int, ...]  # its kinds


class Weighed(NamedTuple):
    """What sentences and turns add up to."""

    sums: Floats  # block, sentence or turn, column
    counts: Floats  # block, sentence or turn: how many features there are
    vectors: Floats  # sentence or turn, dimension; not yet of length 1


class Scale:
    """The weights of one language, and what its words and sentences add up to by them."""

    def __init__(self, language: Language, weights: Weights, vectors_of: VectorsOf | None, dimensions: int) -> None:
        self.language = language
        self.weights = weights
        self._columns: int = weights.shape[1]
        # The feature that is always there, of each block; of the kinds it is counted with the others.
        self._firsts = weights[list(BLOCKS)].astype(np.float32)[:, None]
        self._firsts[0] = 0
        self._vectors_of = vectors_of
        self._dimensions = dimensions
        self._width = 2 * self._columns + dimensions + PAIRED + _COUNTED
        # Of what stands between two blanks its words, as no token goes beyond it; and the words by themselves.
        self._chunks: dict[str, tuple[_Word, ...]] = {}
        self._chunks_before: dict[str, tuple[_Word, ...]] = {}
        self._words: dict[str, _Word] = {}
        self._words_before: dict[str, _Word] = {}

    def weighed(self, folded: Sequence[str], turns: Sequence[Span] = ()) -> Weighed:
        """What each folded sentence adds up to, and after them each turn, as `joined` makes one of its sentences.

        A turn is given by the place of its first sentence and the one after its last.
        """
        pieces = [*map(chunks, folded)]
        words_of = self._learnt(pieces)
        words = [[*chain.from_iterable(map(words_of, each))] for each in pieces]
        lengths = [*map(len, words)]
        ends = [0, *accumulate(lengths)]
        rows = [*pairwise(range(len(words) + 1)), *turns]
        packed = b"".join([word[0] for sentence in words for word in sentence])
        alone = np.frombuffer(packed, np.float32).reshape(ends[-1], self._width)
        own = _chosen([(ends[first], ends[end]) for first, end in rows], range(len(rows)), len(rows), ends[-1]) @ alone
        kinds = [*map(_kinds_of, words)]
        features = kinds + [_kinds_of([*chain.from_iterable(words[first:end])]) for first, end in turns]
        outer = [edges((sentence[0].base, sentence[-1].base)) if sentence else () for sentence in words]
        sums = np.empty((4, len(rows), self._columns), np.float32)
        np.matmul(*self._beside(outer, ends, rows, features, alone), out=sums[:3])
        sums[1] += own[:, : self._columns]
        sums[3] = own[:, self._columns : 2 * self._columns]
        sums += self._firsts
        counts = np.array([[*map(len, features)], *_counts(lengths, rows)], np.float32)
        counts[1:4:2] += own[:, -_COUNTED:].T
        return Weighed(sums, counts, own[:, 2 * self._columns : -PAIRED - _COUNTED])

    def _beside(
        self, outer: Sequence[Sequence[int]], ends: Sequence[int], rows: Sequence[Span],
        features: Sequence[Sequence[int]], alone: Floats,
    ) -> tuple[Floats, Floats]:  # fmt: skip
        """What to choose, and from which weights: of the kinds of words, the first and last words, the pairs."""
        pairs = neighbours(alone[:, -PAIRED - _COUNTED : -_COUNTED])
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

    def _learnt(self, pieces: Iterable[Sequence[str]]) -> Callable[[str], tuple[_Word, ...]]:
        """What gives the words of each of these stretches; the new ones among them are learnt together."""
        known = self._chunks  # another thread may begin a new one
        new = set().union(*pieces).difference(known)
        if new and len(known) + len(new) > _KEPT:
            self._chunks_before, self._chunks = known, {}
            self._words_before, self._words = self._words, {}
            known, new = self._chunks, set().union(*pieces)
        if new:
            before = self._chunks_before
            known |= {chunk: before[chunk] for chunk in new if chunk in before}
            tokens = {chunk: TOKEN.findall(chunk) for chunk in new.difference(known)}
            words = self._words_of({*chain.from_iterable(tokens.values())})
            for chunk, own in tokens.items():
                known[chunk] = tuple([words[token] for token in own])
        return known.__getitem__

    def _words_of(self, tokens: set[str]) -> dict[str, _Word]:
        known = self._words
        new = []
        for token in tokens.difference(known):
            if (word := self._words_before.get(token)) is not None:
                known[token] = word
            else:
                new.append(token)
        for start in range(0, len(new), _LEARNT_AT_ONCE):
            part = new[start : start + _LEARNT_AT_ONCE]
            known.update(zip(part, self._words_anew(part), strict=True))
        return known

    def _words_anew(self, tokens: Sequence[str]) -> Iterator[_Word]:
        ids, grams, kinds, owns, bases = zip(*[known(token, self.language) for token in tokens], strict=True)
        packed = [*chain.from_iterable(zip(ids, grams, strict=True))]
        lengths = [len(one) // 2 for one in packed]
        features = np.frombuffer(b"".join(packed), "<u2")
        starts = [0, *accumulate(lengths[:-1])]
        rows = np.zeros((len(tokens), self._width), np.float32)
        sums = np.add.reduceat(self.weights.take(features, axis=0), starts, axis=0, dtype=np.float32)
        rows[:, : 2 * self._columns] = sums.reshape(len(tokens), -1)
        if self._vectors_of is not None:
            rows[:, 2 * self._columns : -PAIRED - _COUNTED] = self._vectors_of(tokens, self.language)
        rows[:, -PAIRED - _COUNTED : -_COUNTED] = paired(owns, bases)
        rows[:, -_COUNTED:] = np.array(lengths).reshape(len(tokens), _COUNTED)
        whole, size = rows.tobytes(), rows.strides[0]
        return (
            _Word(whole[at * size : (at + 1) * size], sum([1 << kind for kind in own]), bases[at], own)
            for at, own in enumerate(kinds)
        )


def _kinds_of(words: Sequence[_Word]) -> tuple[int, ...]:
    """The ids of the kinds of these words, and of each two of them."""
    kinds = 0
    for word in words:
        kinds |= word[1]
    if kinds.bit_count() > MOST_KINDS:  # of so many the first ones count
        return of_kinds(tuple(dict.fromkeys(chain.from_iterable([word.in_order for word in words]))))
    return _of_few_kinds(kinds)


@lru_cache(maxsize=2_000)
def _of_few_kinds(kinds: int) -> tuple[int, ...]:
    return of_kinds(tuple(place for place in range(kinds.bit_length()) if kinds >> place & 1))


def _counts(lengths: Sequence[int], rows: Sequence[Span]) -> Iterator[list[int]]:
    """How many features beside those of the words themselves each row has: of words, of pairs, and of parts of words."""
    outer = [2 * bool(length) for length in lengths]
    pairs = [2 * max(length - 1, 0) + max(length - 2, 0) for length in lengths]
    for each in (outer, pairs):
        yield [sum(each[first:end]) + 1 for first, end in rows]
    yield [1] * len(rows)


def _chosen(spans: Sequence[Span], into: Sequence[int], height: int, width: int) -> Floats:
    """What adds up each of these spans of rows into one row: for a few hundred, quickest as a product of matrices."""
    found = np.zeros((height, width), np.float32)
    for row, (first, end) in zip(into, spans, strict=True):
        found[row, first:end] = 1
    return found
