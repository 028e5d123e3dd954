"""The cues of tone in one sentence: words by class, and signs of shouting that each script has in its own way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
_LOUD = re.compile(r"[!?\u061f]{2}|[A-Z]{3}")  # without any of these in a text, none of its sentences is shouted
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


def cues_of(sentences: Sequence[Sentence]) -> list[Cues]:
    """The cues of tone in each sentence of a text; in a language without cue words, only how it is written."""
    words = [sentence.folded for sentence in sentences]
    shouted = [False] * len(sentences)
    if _LOUD.search("\n".join([sentence.text for sentence in sentences])) is not None:
        shouted = [bool(_MARKS.search(sentence.text)) or _in_capitals(sentence.text) for sentence in sentences]
    for number, sentence in enumerate(sentences) if _DRAWN_OUT.search("\n".join(words)) is not None else ():
        if _DRAWN_OUT.search(sentence.folded) is not None and _LAUGHTER.search(sentence.folded) is None:
            shouted[number] = True
            words[number] = _DRAWN_OUT.sub(r"\1", sentence.folded)
    return [
        Cues(_hits(found, sentence, shortened), is_shouted, "!" in sentence.text)
        for found, sentence, shortened, is_shouted in zip(
            _found(sentences, words), sentences, words, shouted, strict=True
        )
    ]


def _found(sentences: Sequence[Sentence], words: Sequence[str]) -> list[list[Hit]]:
    """The phrases in each sentence, by the words of its language."""
    found: list[list[Hit]] = [[] for _ in sentences]
    for language in {sentence.language for sentence in sentences}:
        own = [number for number, sentence in enumerate(sentences) if sentence.language == language]
        if (phrases := _phrases(language)) is not None:
            for number, hits in zip(own, phrases.find_each([words[number] for number in own]), strict=True):
                found[number] = hits
    return found


def _hits(found: Sequence[Hit], sentence: Sentence, shortened: str) -> dict[str, Hit]:
    """The first place of each class; the whole sentence where letters that were drawn out moved the places."""
    moved = len(shortened) != len(sentence.folded)
    hits: dict[str, Hit] = {}
    for hit in found:
        hits.setdefault(hit.label, Hit(hit.label, 0, len(sentence.folded)) if moved else hit)
    return hits


def _in_capitals(text: str) -> bool:
    """Whether at least two longer words, and most words, are written in capitals only."""
    capitals = len(_CAPITALS.findall(text))
    return capitals >= 2 and capitals >= len(_SMALL.findall(text))


@lru_cache(maxsize=4)
def _phrases(language: Language) -> Phrases | None:
    return Phrases(phrases_in_file(_FOLDER / f"{language}.toml"), bends=True) if language in _LANGUAGES else None
