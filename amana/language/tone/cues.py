"""The cues of tone in one sentence: words by class, and signs of shouting that each script has in its own way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from amana.language.findings import Language, Sentence
from amana.language.matching import Hit, Phrases, phrases_in_file, together
from amana.language.sentences import chunks

_FOLDER = Path(__file__).parent
_LANGUAGES: tuple[Language, ...] = ("he", "ar", "en")
# A letter three times or more ("soooo", "די!!!", "كفاااية"); laughter is none.
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_LAUGHTER = re.compile(r"[חה]{3,}|ه{3,}|(?:ha){2,}")
_MARKS = re.compile(r"[!?\u061f]{2,}")
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{3,}(?![A-Za-z])")
# Without any of these in a text, none of its sentences is shouted. A row of classes is looked for quicker than a repeat.
_LOUD = (re.compile(r"[!?\u061f][!?\u061f]"), re.compile(r"[A-Z][A-Z][A-Z]"))
_WORDS_KEPT = 6_000
_SMALL = re.compile(r"[a-z]{2,}")


class Cues(NamedTuple):
    """What was found in one sentence: for each class its first place, and how it is written."""

    hits: Mapping[str, Hit]
    is_shouted: bool
    is_exclaimed: bool

    def has(self, *classes: str) -> bool:
        """Whether any of the classes was found."""
        return any(name in self.hits for name in classes)


def cues_of(sentences: Sequence[Sentence]) -> list[Cues]:
    """The cues of tone in each sentence of a text; in a language without cue words, only how it is written."""
    words = [sentence.folded for sentence in sentences]
    shouted = [False] * len(sentences)
    text = "\n".join([sentence.text for sentence in sentences])
    if any(loud.search(text) is not None for loud in _LOUD):
        shouted = [bool(_MARKS.search(sentence.text)) or _in_capitals(sentence.text) for sentence in sentences]
    for number, sentence in enumerate(sentences):
        if _is_drawn_out(chunks(sentence.folded)) and _LAUGHTER.search(sentence.folded) is None:
            shouted[number] = True
            words[number] = _DRAWN_OUT.sub(r"\1", sentence.folded)
    return [
        Cues(_hits(sentence, shortened), is_shouted, "!" in sentence.text)
        for sentence, shortened, is_shouted in zip(sentences, words, shouted, strict=True)
    ]


def _hits(sentence: Sentence, shortened: str) -> dict[str, Hit]:
    """The first place of each class; the whole sentence where letters that were drawn out moved the places."""
    phrases = _phrases(sentence.language)
    found = phrases.find(shortened) if phrases is not None else []
    moved = len(shortened) != len(sentence.folded)
    hits: dict[str, Hit] = {}
    for hit in found:
        hits.setdefault(hit.label, Hit(hit.label, 0, len(sentence.folded)) if moved else hit)
    return hits


_plain: set[str] = set()  # words without a letter drawn out


def _is_drawn_out(words: Sequence[str]) -> bool:
    """Whether a letter of one of the words is drawn out."""
    if _plain.issuperset(words):
        return False
    if len(_plain) > _WORDS_KEPT:
        _plain.clear()
    drawn_out = {word for word in words if _DRAWN_OUT.search(word) is not None}
    _plain.update(set(words) - drawn_out)
    return bool(drawn_out)


def _in_capitals(text: str) -> bool:
    """Whether at least two longer words, and most words, are written in capitals only."""
    capitals = len(_CAPITALS.findall(text))
    return capitals >= 2 and capitals >= len(_SMALL.findall(text))


@lru_cache(maxsize=4)
def _phrases(language: Language) -> Phrases | None:
    return (
        Phrases(phrases_in_file(_FOLDER / f"{language}.toml"), bends=True, index=together(language))
        if language in _LANGUAGES
        else None
    )
