"""The cues of tone in one sentence: words by class, and signs of shouting that each script has in its own way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from amana.language.findings import Language, Sentence
from amana.language.matching import Hit, Phrases, phrases_in_file

_FOLDER = Path(__file__).parent
_LANGUAGES: tuple[Language, ...] = ("he", "ar", "en")
# A letter three times or more ("soooo", "די!!!", "كفاااية"); laughter is none.
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_LAUGHTER = re.compile(r"[חה]{3,}|ه{3,}|(?:ha){2,}")
_MARKS = re.compile(r"[!?\u061f]{2,}")
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{3,}(?![A-Za-z])")
_SMALL = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Cues:
    """What was found in one sentence: for each class its first place, and how it is written."""

    hits: Mapping[str, Hit] = field(default_factory=dict)
    is_shouted: bool = False
    is_exclaimed: bool = False

    def has(self, *classes: str) -> bool:
        """Whether any of the classes was found."""
        return any(name in self.hits for name in classes)


def cues_in(sentence: Sentence) -> Cues:
    """The cues of tone in a sentence; in a language without cue words, only how it is written."""
    shouted = bool(_MARKS.search(sentence.text)) or _in_capitals(sentence.text)
    words = sentence.folded
    if _DRAWN_OUT.search(words) is not None and _LAUGHTER.search(words) is None:
        shouted = True
        words = _DRAWN_OUT.sub(r"\1", words)
    phrases = _phrases(sentence.language)
    hits: dict[str, Hit] = {}
    for hit in phrases.find(words) if phrases is not None else ():
        moved = len(words) != len(sentence.folded)
        hits.setdefault(hit.label, Hit(hit.label, 0, len(sentence.folded)) if moved else hit)
    return Cues(hits, shouted, "!" in sentence.text)


def _in_capitals(text: str) -> bool:
    """Whether at least two longer words, and most words, are written in capitals only."""
    capitals = len(_CAPITALS.findall(text))
    return capitals >= 2 and capitals >= len(_SMALL.findall(text))


@lru_cache(maxsize=4)
def _phrases(language: Language) -> Phrases | None:
    return Phrases(phrases_in_file(_FOLDER / f"{language}.toml"), bends=True) if language in _LANGUAGES else None
