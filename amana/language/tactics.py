"""Tactics: wording that may press a customer, found in what a company says and in notes of its calls."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from amana.language.compiling import later
from amana.language.findings import Certainty, Language, Scores, Sentence
from amana.language.findings import Tactic as Found
from amana.language.heads import threshold

HEAD = "tactics"
TURN = 6  # sentences judged together; a longer text is judged in turns of so many, each half over the one before
HINT = 0.1  # the probability below which no sentence of a turn makes it worth judging
LIKELY = 0.25  # how far above its threshold a probability must be for a finding to be called likely
_TAXONOMY = Path(__file__).parent / "taxonomy"

# What makes a turn plain service: a step with its time, a rule with its place, a check with its result.
_STEP = later(
    r"(?:confirmation|reference|case|ticket) (?:number|no)|i(?:'ve| have) (?:\w+ )?(?:refunded|cancelled|sent|credited|opened|booked|corrected|ordered|filed|removed|fixed)|"
    r"(?:by|on|before|at|until) (?:\w+day|tomorrow|noon|today|\d)|tomorrow|today (?:at|before|by)|(?:is|are) booked|"
    r"(?:זיכיתי|ביטלתי|שלחתי|פתחתי|תיקנתי|החזרתי|הזמנתי|הגשתי|נקבע\w*)|(?:מספר|אסמכתא) .{0,12}\d|עד (?:יום |מחר|ה?יום|שעה|ה-?\d|\d)|ב-?\d{1,2}:\d\d|מחר|יום (?:ראשון|שני|שלישי|רביעי|חמישי|שישי)|"
    r"(?:اعدت|الغيت|ارسلت|فتحت|صححت|حجزت|حولت لك|اضفت|قدمت)|(?:رقم|مرجع) .{0,12}\d|(?:قبل|حتي|يوم) (?:ال)?(?:احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت|غد|ساعه|\d)|غدا|الساعه \d"
)
_PLACE = later(
    r"(?:clause|section|article|paragraph|page|§)\s*\d|attached|enclosed|link (?:below|here)|terms, p|act \d|regulation \(?\w* ?\d|(?:test|report|photo|log)s? (?:is |are )?(?:attached|shows?)|"
    r"(?:סעיף|עמוד|תקנה|פסקה)\s*\d|מצורפ|מצורף|בקישור|קישור (?:למטה|מצורף)|(?:דוח|יומן|בדיקה).{0,20}(?:מראה|מצורף|תמונות)|"
    r"(?:البند|الماده|بند|صفحه|الصفحه|الفقره|المادة)\s*\d|مرفق|الرابط|(?:تقرير|سجل|فحص).{0,20}(?:يبين|يظهر|مرفق|صور)"
)
_PLAIN_WHERE: dict[str, re.Pattern[str]] = {
    "rapport_empathy": _STEP,
    "stalling_vague_promise": later(
        r"(?:by|on|before|until) (?:\w+day|tomorrow|noon|\d)|tomorrow (?:at|by|before|between)|(?:today|tonight) (?:at|by|before)|\d{1,2}:\d\d|\d ?(?:am|pm)\b|"
        r"עד (?:יום |מחר|ה-?\d|\d)|ב-?\d{1,2}:\d\d|(?:ב|ל)?יום (?:ראשון|שני|שלישי|רביעי|חמישי|שישי)|מחר (?:ב|עד|בין|לפני)|"
        r"(?:قبل|حتي|يوم) (?:ظهر )?(?:ال)?(?:احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت|غد|\d)|الساعه \S+|غدا (?:قبل|بين|الساعه)"
    ),
    "authority_policy": _PLACE,
    "blame_shift": _PLACE,
    "loss_framing": _PLACE,
    "anchoring_contrast": _PLACE,
}
_WORD = re.compile(r"[^\W\d_]{2,}")
_CERTAINTY: dict[str, Certainty] = {"likely": "likely", "possible": "possible"}


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique of the taxonomy: what it is, in three languages, and the reply that leads back to the matter."""

    id: str
    names: Mapping[str, str]
    definition: Mapping[str, str]
    reply: Mapping[str, str]
    examples: Mapping[str, tuple[str, ...]]
    most: Certainty
    strength: Literal["strong", "medium", "weak"]
    sources: tuple[str, ...]


def tactic(id_: str) -> Technique:
    """The technique of that id. Raises KeyError when the taxonomy has none."""
    return techniques()[id_]


@lru_cache(maxsize=1)
def techniques() -> dict[str, Technique]:
    """All techniques of the taxonomy by their ids."""
    written = tomllib.loads((_TAXONOMY / "tactics.toml").read_text(encoding="utf-8"))
    examples = json.loads((_TAXONOMY / "examples.json").read_text(encoding="utf-8"))
    return {
        id_: Technique(
            id_, about["names"], about["definition"], about["reply"],
            {language: tuple(lines) for language, lines in examples[id_].items()},
            _CERTAINTY[about["most"]], about["strength"], tuple(about["sources"]),
        )
        for id_, about in written.items() if isinstance(about, dict)
    }  # fmt: skip


def turns_of(count: int) -> list[tuple[int, int]]:
    """The turns in which so many sentences are judged: of each the place of the first, and the one after the last.

    A text of a few sentences is one turn; in a longer one each turn begins in the middle of the one before.
    """
    if count <= TURN:
        return [(0, count)] if count else []
    return [(start, min(start + TURN, count)) for start in range(0, count - TURN // 2, TURN // 2)]


def tactics_in(sentences: Sequence[Sentence], told: Sequence[Scores]) -> Iterator[Found]:
    """The tactics in what a company's side says, each with the sentence that carries it, in the order of the text.

    `told` is what the heads say of each of `turns_of(len(sentences))`. Plain service (a step with its time, a rule
    with its place, a check with its result) takes back what its words alone would suggest.
    """
    found: dict[tuple[int, str], Found] = {}
    for (first, end), scores in zip(turns_of(len(sentences)), told, strict=True):
        turn = sentences[first:end]
        if not any(_hints(one) for one in turn) or not _is_said(turn):
            continue
        for one in _in_turn(turn, scores.get(HEAD, {})):
            known = found.get((one.start, one.id))
            if known is None or known.confidence < one.confidence:
                found[one.start, one.id] = one
    yield from sorted(found.values(), key=lambda one: (one.start, one.id))


def _hints(sentence: Sentence) -> bool:
    """Whether a sentence alone comes near to any technique, so that its turn is worth judging."""
    likely = sentence.scores.get(HEAD)
    return max(likely.values()) >= HINT if likely else False


def _is_said(turn: Sequence[Sentence]) -> bool:
    """Whether there are two words with letters at least: a number alone, or with its name, presses nobody."""
    words = chain.from_iterable(_WORD.finditer(one.folded) for one in turn)
    return len(list(islice(words, 2))) == 2


def _in_turn(turn: Sequence[Sentence], scores: Mapping[str, float]) -> Iterator[Found]:
    if not scores:
        return
    language = _spoken(turn)
    said = " ".join([one.folded for one in turn])
    for label, probability in scores.items():
        least = threshold(HEAD, label, language)
        if probability < least or label not in techniques():
            continue
        plain = _PLAIN_WHERE.get(label)
        if plain is not None and plain.search(said):
            continue
        yield _finding(max(turn, key=lambda one: _carries(one, label)), label, probability, probability - least)


def _finding(sentence: Sentence, label: str, probability: float, above: float) -> Found:
    technique = tactic(label)
    likely = technique.most == "likely" and above >= LIKELY
    return Found(
        sentence.start, sentence.end, sentence.text, technique.names["en"], round(probability, 3),
        id=label, certainty="likely" if likely else "possible", evidence=technique.strength,
    )  # fmt: skip


def _carries(sentence: Sentence, label: str) -> float:
    return sentence.scores.get(HEAD, {}).get(label, 0.0)


def _spoken(turn: Sequence[Sentence]) -> Language:
    if len({one.language for one in turn}) == 1:
        return turn[0].language
    letters: Counter[Language] = Counter()
    for one in turn:
        letters[one.language] += len(one.text)
    return letters.most_common(1)[0][0]
