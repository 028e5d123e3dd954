"""Turning questions into numbers: what each means, and which words and parts of words it uses."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from amana.language.normalising import fold
from amana.language.vectors import DIMENSIONS, WEIGHTS, WORD, vectors_of

Floats = NDArray[np.float32]
Numbers = NDArray[np.uint16]
# Words are known by a number below this; two that share one are few, and do little harm.
WORDS = 1 << 16
PARTS = (3, 4)  # letters of a part of a word, with the blanks around the word
MOST_WORDS = 400
_FULL = 127.0


@dataclass(frozen=True)
class Pictures:
    """Questions in numbers: a row of 256 from -127 to 127 for each, all zero when no word of it is known, and its words."""

    meanings: NDArray[np.int8]
    words: Sequence[Numbers]

    def __len__(self) -> int:
        return len(self.words)


@lru_cache(maxsize=1)
def model() -> str:
    """Return the name of what makes the numbers: pictures of two models cannot be compared."""
    made = json.loads((WEIGHTS / "vectors.json").read_text("utf-8"))
    return f"{made['sha256'][:16]}-1"


def pictures_of(questions: Sequence[str]) -> Pictures:
    """Return the pictures of questions, in their order; 10,000 questions take about a second and a half."""
    vectors = vectors_of(questions, "unknown")
    packed = np.clip(np.round(vectors * _FULL), -_FULL, _FULL).astype(np.int8)
    return Pictures(packed, [words_of(one) for one in questions])


def words_of(question: str) -> Numbers:
    """Return the numbers of the words of a question and of their parts, each once, in order."""
    found: set[int] = set()
    for word in WORD.findall(fold(question)):
        found.update(_numbers_of(word))
        if len(found) >= MOST_WORDS:
            break
    return np.array(sorted(found), np.uint16)


@lru_cache(maxsize=50_000)
def _numbers_of(word: str) -> tuple[int, ...]:
    whole = f" {word[:40]} "
    parts = [whole[start : start + size] for size in PARTS for start in range(len(whole) - size + 1)]
    return tuple({zlib.crc32(part.encode("utf-8", "replace")) % WORDS for part in [whole, *parts]})


def unpacked(rows: Sequence[tuple[bytes, bytes]]) -> Pictures:
    """Return pictures from the bytes they are kept in: those of the meaning, those of the words."""
    meanings = np.frombuffer(b"".join(bytes(row[0]) for row in rows), np.int8).reshape(-1, DIMENSIONS)
    return Pictures(meanings, [np.frombuffer(bytes(row[1]), np.uint16) for row in rows])
