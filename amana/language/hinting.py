"""Hints: turns of speech that a technique, or plain service, often comes with; the head of tactics weighs them with the words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from amana.language.findings import Language
from amana.language.matching import Phrases, phrases_in_file, together

LANGUAGES: tuple[Language, ...] = ("he", "ar", "en")
_FOLDER = Path(__file__).parent / "taxonomy" / "hints"


def hints_in(sentences: Sequence[str], language: Language) -> npt.NDArray[np.float32]:
    """A row a folded sentence, a column a name in `names`: 1 where one of its phrases is in the sentence, otherwise 0."""
    phrases, columns = phrases_of(language), _columns()
    found = np.zeros((len(sentences), len(columns)), np.float32)
    for row, sentence in zip(found, sentences, strict=True):
        for label in phrases.labels(sentence):
            row[columns[label]] = 1
    return found


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """What is hinted at, in the order of the columns; the same in each language."""
    return tuple(phrases_in_file(_FOLDER / "en.toml"))


@lru_cache(maxsize=1)
def digest() -> str:
    """The digest of all phrases, as weights that were learned with others would not fit."""
    together = hashlib.sha256()
    for language in LANGUAGES:
        together.update((_FOLDER / f"{language}.toml").read_bytes())
    return together.hexdigest()


@lru_cache(maxsize=len(LANGUAGES))
def phrases_of(language: Language) -> Phrases:
    """The phrases of one of the three languages, by what they hint at."""
    return Phrases(phrases_in_file(_FOLDER / f"{language}.toml"), bends=True, index=together(language))


@lru_cache(maxsize=1)
def _columns() -> dict[str, int]:
    return {name: number for number, name in enumerate(names())}
