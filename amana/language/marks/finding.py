"""Finding marks of service: by phrases where wording is fixed, by the learned head where it is not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from amana.language.findings import Language, Mark, Sentence
from amana.language.heads import threshold
from amana.language.matching import Hit, Phrases, phrases_in_file, together

_FOLDER = Path(__file__).parent
_LANGUAGES: tuple[Language, ...] = ("he", "ar", "en")
_SUREST = 0.97
# The learned head alone speaks only from here on: below it, half of what it says of sentences without a known phrase is
# wrong. Above, on examples left out, it was right about 0.82 times the square of the probability it gives.
_LEAST = 0.7
_TRUTH_IN_SQUARE = 0.82


@dataclass(frozen=True, slots=True)
class MarkKind:
    """One mark: its id, its name in each language, what it means, and how often its phrases are right (0 to 1)."""

    id: str
    en: str
    he: str
    ar: str
    means: str
    phrases_right: float


KINDS: Mapping[str, MarkKind] = {
    name: MarkKind(id=name, **row)
    for name, row in tomllib.loads((_FOLDER / "marks.toml").read_text(encoding="utf-8")).items()
}

# What makes a mark's phrases say something else: work done by hand although the system was down is no excuse.
_UNLESS = {
    "tool_excuse": re.compile(
        r"by hand|manually|instead i|so i (?:will|have|did|entered)|i'll do it|"
        r"ידנית|ידני|אעשה את זה|במקום זה|"
        r"يدوي|باليد|بسويها|سأقوم بها"
    ),
    "proving_wrong": re.compile(r"\?$|؟$"),
}
# Where the first is found by its words, the same words do not also say the second.
_INSTEAD = (
    ("non_apology", "apology"),
    ("non_apology", "blame"),
    ("canned", "apology"),
    ("canned", "hand_off"),
    ("apology", "admission_of_fact"),
)

_ABBREVIATION = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2,}[0-9]?(?![a-z0-9])|(?<![A-Za-z0-9])[A-Z]\d(?![A-Za-z0-9])")
_MAY_BE_JARGON = re.compile(r"[A-Z][A-Z0-9]")
_KNOWN = frozenset(
    "OK SMS PDF ID TV UK US USA EU GB MB TB SIM PIN VAT IBAN ATM VIP QR CV AM PM HDMI GPS LED USB PC CD DVD FAQ NIS USD"
    " EUR ILS SAR AED EGP JOD URL FYI PS ASAP DIY HR IT CEO ISBN MRI CT ECG AC DC XL XXL XS KM KG HD SD II III IV RSVP A4"
    " TBD NB CC BCC RE FW NO YES DNA UV".split()
)

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NOTHING: Mapping[str, float] = {}
_FEWEST_WORDS = 2  # a row of signs or a name alone reads as nothing


def marks_in(sentences: Sequence[Sentence]) -> tuple[Mark, ...]:
    """The marks in what a representative wrote, sentence by sentence, each mark once in a sentence.

    A mark found by its phrases quotes them; a mark found by the learned head alone quotes the sentence.
    """
    has_jargon = _MAY_BE_JARGON.search("\n".join([sentence.text for sentence in sentences])) is not None
    return tuple([mark for one in sentences for mark in _marks_of(one, _said(one, _found(one), has_jargon=has_jargon))])


def _marks_of(sentence: Sentence, said: Mapping[str, Hit]) -> list[Mark]:
    learned = sentence.scores.get("marks", _NOTHING)
    if not said and (
        not learned or max(learned.values()) < _LEAST or len(_LETTERS.findall(sentence.text)) < _FEWEST_WORDS
    ):
        return []
    found = []
    for name, kind in KINDS.items():
        hit, likely = said.get(name), learned.get(name, 0.0)
        if hit is not None:
            found.append(_mark(sentence, kind, hit, min(_SUREST, max(kind.phrases_right, likely))))
        elif likely >= _LEAST and likely >= threshold("marks", name, sentence.language):
            found.append(_mark(sentence, kind, None, _TRUTH_IN_SQUARE * likely**2))
    return found


def _found(sentence: Sentence) -> list[Hit] | None:
    phrases = _phrases(sentence.language)
    return phrases.find(sentence.folded) if phrases is not None else None


def _said(sentence: Sentence, found: Sequence[Hit] | None, *, has_jargon: bool) -> dict[str, Hit]:
    """For each mark whose phrases occur in the sentence, the first of them; none where the language has no phrases."""
    if found is None or not (found or has_jargon):
        return {}
    hits: dict[str, Hit] = {}
    for hit in found:
        hits.setdefault(hit.label, hit)
    for name, pattern in _UNLESS.items() if hits else ():
        if name in hits and pattern.search(sentence.folded):
            del hits[name]
    for first, second in _INSTEAD if len(hits) > 1 else ():
        if first in hits and second in hits:
            del hits[second]
    if has_jargon and (jargon := _jargon(sentence.text)) is not None:
        hits.setdefault("jargon", jargon)
    return hits


def _jargon(text: str) -> Hit | None:
    """From the first to the last of two or more abbreviations that are not everybody's, unless all is in capitals."""
    found = [one for one in _ABBREVIATION.finditer(text) if one.group() not in _KNOWN]
    if len({one.group() for one in found}) < 2:
        return None
    words = re.findall(r"[^\W\d_]+", text)
    if len(words) < 2 * len(found) and sum(word.isascii() and word.isupper() for word in words) > 0.6 * len(words):
        return None
    return Hit("jargon", found[0].start(), found[-1].end())


@lru_cache(maxsize=4)
def _phrases(language: Language) -> Phrases | None:
    return (
        Phrases(phrases_in_file(_FOLDER / f"{language}.toml"), index=together(language))
        if language in _LANGUAGES
        else None
    )


def _mark(sentence: Sentence, kind: MarkKind, hit: Hit | None, confidence: float) -> Mark:
    start, end = (hit.start, hit.end) if hit is not None else (0, len(sentence.text))
    how = "its words" if hit is not None else "the sentence as a whole"
    return Mark(
        start=sentence.start + start,
        end=sentence.start + end,
        quote=sentence.text[start:end],
        reason=f"{kind.en}: {how}",
        confidence=round(confidence, 2),
        id=kind.id,
    )
