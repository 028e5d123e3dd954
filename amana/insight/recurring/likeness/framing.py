"""The frame within which questions are compared: what all of a brand's have in common is taken away, and rare words count more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from amana.insight.recurring.likeness.picturing import WORDS, Floats, Numbers, Pictures
from amana.language.vectors import DIMENSIONS

# Places of a point: 256 of its meaning, 256 of its words; and how much of its length the words have.
FOR_WORDS = 256
PLACES = DIMENSIONS + FOR_WORDS
BY_WORDS = 0.2
# So many questions of no particular kind are thought to be there from the start, so that the first few decide little.
PRIOR = 20
LANGUAGES = ("en", "he", "ar", "unknown")


@dataclass
class Frame:
    """How many questions there were in each language, the sum of their meanings, and in how many each word was used."""

    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(LANGUAGES), np.int64))
    sums: NDArray[np.float64] = field(default_factory=lambda: np.zeros((len(LANGUAGES), DIMENSIONS)))
    used: NDArray[np.int64] = field(default_factory=lambda: np.zeros(WORDS, np.int64))

    def add(self, pictures: Pictures, languages: NDArray[np.int8]) -> None:
        """Take more questions into account; `languages` holds for each its place in LANGUAGES."""
        plain = _lengthened(pictures.meanings)
        for place in range(len(LANGUAGES)):
            mine = languages == place
            self.counts[place] += int(mine.sum())
            self.sums[place] += plain[mine].sum(axis=0, dtype=np.float64)
        if pictures.words:
            self.used += np.bincount(np.concatenate(pictures.words), minlength=WORDS)

    @property
    def made_from(self) -> int:
        return int(self.counts.sum())

    def points(self, pictures: Pictures, languages: NDArray[np.int8]) -> Floats:
        """Return where questions lie: rows of length 1, or of zeros when nothing is known of one."""
        means = (self.sums / (self.counts + PRIOR)[:, None]).astype(np.float32)
        meant = lengthened(_lengthened(pictures.meanings) - means[languages])
        meant[~pictures.meanings.any(axis=1)] = 0
        points = np.concatenate(
            [meant * np.float32((1 - BY_WORDS) ** 0.5), self._by_words(pictures.words) * np.float32(BY_WORDS**0.5)],
            axis=1,
        )
        return lengthened(points)

    def _by_words(self, words: Sequence[Numbers]) -> Floats:
        """The words of each question in 256 places: which place and which sign a word has follows from its number."""
        flat = np.concatenate([*words, np.zeros(0, np.uint16)]).astype(np.int64)
        owners = np.repeat(np.arange(len(words)), [len(one) for one in words])
        rarity = np.log((self.made_from + PRIOR) / (self.used[flat] + 1.0))
        sums = np.bincount(
            owners * FOR_WORDS + _PLACE[flat], weights=_SIGN[flat] * np.maximum(rarity, 0), minlength=len(words) * FOR_WORDS
        )  # fmt: skip
        return lengthened(sums.reshape(len(words), FOR_WORDS).astype(np.float32))

    def to_bytes(self) -> bytes:
        """The frame as bytes, which `frame_from` takes back."""
        return b"".join(
            [self.counts.astype("<i8").tobytes(), self.sums.astype("<f4").tobytes(), self.used.astype("<u4").tobytes()]
        )


def frame_from(kept: bytes) -> Frame:
    """Return the frame that was kept as bytes; of no bytes, one of no questions."""
    if not kept:
        return Frame()
    first, second = 8 * len(LANGUAGES), 8 * len(LANGUAGES) + 4 * len(LANGUAGES) * DIMENSIONS
    return Frame(
        np.frombuffer(kept[:first], "<i8").copy(),
        np.frombuffer(kept[first:second], "<f4").astype(np.float64).reshape(len(LANGUAGES), DIMENSIONS),
        np.frombuffer(kept[second:], "<u4").astype(np.int64),
    )


def places_of(languages: Iterable[str]) -> NDArray[np.int8]:
    """Return the place of each language in LANGUAGES; one that is not among them is unknown."""
    known = {name: place for place, name in enumerate(LANGUAGES)}
    return np.array([known.get(one, len(LANGUAGES) - 1) for one in languages], np.int8)


def lengthened(rows: Floats) -> Floats:
    """Return rows of length 1; what is all zero stays so."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    result: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-6)
    return result


def _lengthened(meanings: NDArray[np.int8]) -> Floats:
    return lengthened(meanings.astype(np.float32))


_MIXED = (np.arange(WORDS, dtype=np.uint64) * np.uint64(2_654_435_761) >> np.uint64(9)) & np.uint64(0xFFFFFF)
_PLACE = (_MIXED % np.uint64(FOR_WORDS)).astype(np.int64)
_SIGN = np.where((_MIXED >> np.uint64(17)) & np.uint64(1), 1.0, -1.0)
