"""Weighing sentences for the heads: what the weights of a sentence add up to, so that a turn is the sum of its sentences.

The sums are those of `features.blocks`, reached by a shorter way: what a word adds by itself is kept for the next time it
comes. All are whole numbers far below two to the 24th, so that floats hold them exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from itertools import accumulate, chain
from operator import or_
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amana.language.features import BLOCKS, MOST_KINDS, PAIRED, PAIRS, TOKEN, edges, known, of_kinds, packed, paired
from amana.language.findings import Language
from amana.language.sentences import chunks

Floats = npt.NDArray[np.float32]
Weights = npt.NDArray[np.int8]  # feature, column
VectorsOf = Callable[[Sequence[str], Language], Floats]  # a row a word
Span = tuple[int, int]  # from, and up to before

AT_ONCE = 30  # sentences, so that a long text takes neither more memory nor more than its share of time
_KEPT = 6_000  # stretches between two blanks, twice: those of late, and those before; 1.5 kB each
_LEARNT_AT_ONCE = 500  # words
_COUNTED = 3  # numbers of a word that count its features: its forms, its pairs with others, its parts
_BETWEEN = 2  # rows after the words of a sentence, so that none of them is paired with one of the next
# What they count: the first and the last word, and how many pairs fewer there are than three a word, by how many words.
_ENDING = ((0.0, 0.0), (2.0, -3.0), (2.0, -4.0))
# Rows of the weights that are chosen from: those of kinds and words as they are, those of pairs twice over, so that two
# numbers below their count may be added, and one that adds nothing, which stands for all that are higher.
_OF_PAIRS = np.arange(BLOCKS[2] + 1, BLOCKS[2] + 1 + PAIRS)
_TABLE = np.concatenate((np.arange(BLOCKS[2]), _OF_PAIRS, _OF_PAIRS, [0]))
_NOTHING = len(_TABLE) - 1
_SHIFTED = np.array([BLOCKS[2]] * 3 + [0] * (PAIRED - 3))  # so that the sum of two numbers is a row
_NO_EDGES = (_NOTHING, _NOTHING)


class _Word(NamedTuple):
    """What a word adds by itself."""

    # Floats: sums of its forms, sums of its parts, its vector, numbers to pair it with its neighbours, and how many
    # forms, pairs and parts it has.
    packed: bytes
    kinds: int  # a bit each
    edges: tuple[int, ...]  # the ids of a text that begins with it, and of one that ends with it
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
        self._width = 2 * self._columns + dimensions + PAIRED + _COUNTED
        self._vectors = slice(2 * self._columns, 2 * self._columns + dimensions)
        self._endings = [self._ending(counted) for counted in _ENDING]
        self._table: Weights | None = None
        # Of what stands between two blanks its words, as no token goes beyond it; and the words by themselves.
        self._chunks: dict[str, tuple[_Word, ...]] = {}
        self._chunks_before: dict[str, tuple[_Word, ...]] = {}
        self._words: dict[str, _Word] = {}
        self._words_before: dict[str, _Word] = {}

    def weighed(self, folded: Sequence[str], turns: Sequence[Span] = ()) -> Weighed:
        """What each folded sentence adds up to, and after them each turn, as `joined` makes one of its sentences.

        A turn is given by the place of its first sentence and the one after its last.
        """
        said = self._learnt([*map(chunks, folded)])
        rows: list[bytes] = []
        begins, outer, kinds = [0], list[int](), list[int]()
        for words in said:
            own = 0
            for word in words:
                own |= word[1]
            rows += [word[0] for word in words]
            rows.append(self._endings[min(len(words), 2)])
            begins.append(begins[-1] + len(words) + _BETWEEN)
            outer += (words[0][2][0], words[-1][2][1]) if words else _NO_EDGES
            kinds.append(own)
        features = [_of_kinds(own, words) for own, words in zip(kinds, said, strict=True)]
        for first, end in turns:
            features.append(_of_kinds(reduce(or_, kinds[first:end], 0), chain.from_iterable(said[first:end])))
        alone = np.frombuffer(b"".join(rows), np.float32).reshape(-1, self._width)
        return self._added_up(alone, begins[:-1], turns, outer, features)

    def _added_up(
        self, alone: Floats, begins: list[int], turns: Sequence[Span], outer: list[int], features: list[bytes]
    ) -> Weighed:
        """From the rows of the words, and the ids of first and last words and of kinds, to what all of it adds up to."""
        count, columns, width = len(begins), self._columns, self._width
        beside = self._beside(alone, begins, outer, features)
        own = np.add.reduceat(alone, begins, axis=0)
        own[:, :columns] += beside[count : 2 * count]
        rows = np.concatenate((own, beside[:count]), axis=1)
        if turns:
            rows = _turned(count, tuple(turns)) @ rows
        sums = np.empty((4, len(rows), columns), np.float32)
        sums[0], sums[1] = beside[2 * count :], rows[:, :columns]
        sums[2], sums[3] = rows[:, width:], rows[:, columns : 2 * columns]
        sums += self._firsts
        counts = np.empty((4, len(rows)), np.float32)
        counts[0] = [len(each) // 2 for each in features]
        np.add(rows[:, width - _COUNTED : width].T, 1, out=counts[1:])
        return Weighed(sums, counts, rows[:, self._vectors])

    def _beside(self, alone: Floats, begins: list[int], outer: list[int], features: list[bytes]) -> Floats:
        """What the pairs of each sentence add up to, then its first and last word, then all kinds of words of each row."""
        if self._table is None:
            table = self.weights.take(_TABLE, axis=0)
            table[_NOTHING] = 0
            self._table = table
        numbers = alone[:, -PAIRED - _COUNTED : -_COUNTED]
        pairs = np.empty((len(alone) - _BETWEEN, 3), np.uint16)
        np.add(numbers[:-2, :2], numbers[1:-1, 3:], out=pairs[:, :2], casting="unsafe")
        np.add(numbers[:-2, 2], numbers[2:, 4], out=pairs[:, 2], casting="unsafe")
        others = np.frombuffer(b"".join((packed((_NOTHING, *outer)), *features)), "<u2")
        chosen = self._table.take(np.concatenate((pairs.reshape(-1), others)), axis=0, mode="clip")
        starts = [3 * begin for begin in begins]
        starts += range(pairs.size + 1, pairs.size + 1 + len(outer), 2)
        starts += accumulate([len(each) // 2 for each in features[:-1]], initial=pairs.size + 1 + len(outer))
        found: Floats = np.add.reduceat(chosen.astype(np.float32), starts, axis=0)
        return found

    def _ending(self, counted: tuple[float, float]) -> bytes:
        """The rows after the words of a sentence."""
        rows = np.zeros((_BETWEEN, self._width), np.float32)
        rows[:, -PAIRED - _COUNTED : -_COUNTED] = _SHIFTED + 2 * PAIRS
        rows[0, -_COUNTED:-1] = counted
        return rows.tobytes()

    def _learnt(self, pieces: Sequence[Sequence[str]]) -> list[list[_Word]]:
        """The words of each of these stretches; the new ones among them are learnt together."""
        known = self._chunks  # another thread may begin a new one
        try:
            return [[*chain.from_iterable(map(known.__getitem__, each))] for each in pieces]
        except KeyError:
            new = set().union(*pieces).difference(known)
        if len(known) + len(new) > _KEPT:
            self._chunks_before, self._chunks = known, {}
            self._words_before, self._words = self._words, {}
            known, new = self._chunks, set().union(*pieces)
        before = self._chunks_before
        known |= {chunk: before[chunk] for chunk in new if chunk in before}
        tokens = {chunk: TOKEN.findall(chunk) for chunk in new.difference(known)}
        words = self._words_of({*chain.from_iterable(tokens.values())})
        for chunk, own in tokens.items():
            known[chunk] = tuple([words[token] for token in own])
        return [[*chain.from_iterable(map(known.__getitem__, each))] for each in pieces]

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
            rows[:, self._vectors] = self._vectors_of(tokens, self.language)
        rows[:, -PAIRED - _COUNTED : -_COUNTED] = paired(owns, bases) + _SHIFTED
        rows[:, -_COUNTED::2] = np.array(lengths).reshape(len(tokens), 2)
        rows[:, -2] = 3
        whole, size = rows.tobytes(), rows.strides[0]
        return (
            _Word(whole[at * size : (at + 1) * size], sum([1 << kind for kind in own]), edges((bases[at],)), own)
            for at, own in enumerate(kinds)
        )


@lru_cache(maxsize=256)
def _turned(count: int, turns: tuple[Span, ...]) -> Floats:
    """What makes of so many sentences their own rows and those of turns, as a product of matrices."""
    found = np.zeros((count + len(turns), count), np.float32)
    np.fill_diagonal(found, 1)
    for row, (first, end) in enumerate(turns, count):
        found[row, first:end] = 1
    return found


def _of_kinds(kinds: int, words: Iterable[_Word]) -> bytes:
    """The packed ids of the kinds of these words, and of each two of them."""
    if kinds.bit_count() > MOST_KINDS:  # of so many the first ones count
        return packed(of_kinds(tuple(dict.fromkeys(chain.from_iterable([word.in_order for word in words])))))
    return _of_few_kinds(kinds)


@lru_cache(maxsize=2_000)
def _of_few_kinds(kinds: int) -> bytes:
    return packed(of_kinds(tuple(place for place in range(kinds.bit_length()) if kinds >> place & 1)))
