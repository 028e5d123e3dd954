"""Words by which customers and companies speak of leaks, in three languages: small tables beside the marks of service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from amana.language.matching import Phrases, phrases_in_file
from amana.language.normalising import fold_in_place
from amana.language.unquoting import split

_FOLDER = Path(__file__).parent / "words"
_ENDS = re.compile(r"[.!?\n\u061f\u061b;]+")
# Longer than any message a person writes; what comes after it is not listened to.
LONGEST = 20_000
# What says nothing of this matter, whatever it was.
FITS_ANY = {"stock", "in_treatment", "soon"}


def heard(text: str) -> frozenset[str]:
    """Return the labels of the tables whose words occur in what somebody wrote anew; any text will do."""
    folded, _places = fold_in_place(split(text[:LONGEST]).new)
    labels: set[str] = set()
    for sentence in _ENDS.split(folded):
        if sentence.strip():
            labels |= _phrases().labels(sentence.strip())
    return frozenset(labels)


def stock_in(text: str) -> tuple[int, int]:
    """Return how many sentences of a letter fit any other as well, and how many words stand in the rest of it."""
    folded, _places = fold_in_place(split(text[:LONGEST]).new)
    stock = words = 0
    for sentence in _ENDS.split(folded):
        said = _phrases().labels(sentence.strip()) if sentence.strip() else frozenset()
        stock += "stock" in said
        words += 0 if said & FITS_ANY else len(sentence.split())
    return stock, words


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return for each language the phrases of each label; every language has every label."""
    return {path.stem: phrases_in_file(path) for path in sorted(_FOLDER.glob("*.toml"))}


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    by_label: dict[str, list[str]] = {}
    for table in tables().values():
        for label, phrases in table.items():
            by_label.setdefault(label, []).extend(phrases)
    return Phrases(by_label)
