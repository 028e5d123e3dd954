"""Where the promise of a Hebrew sentence is, when only the weight of its words tells that there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from amana.language.findings import Party, Side
from amana.language.promises.guessing import Guessing
from amana.language.promises.he_weighing import HEBREW, alike, kinds
from amana.language.promises.heads import Token
from amana.language.promises.weighing import weights

_PAUSE = re.compile(r"[,;:()]\s|\s-\s|[.!?]+\s")
_OPENING = {"אבל", "אז", "ואז", "כי", "רק", "וגם", "והוא", "והיא", "והם", "ואני", "ואנחנו", "ואנו", "אך"}
_VERBS = {"<will1>", "<will3>", "<now>", "<hedge>"}
_COMING = frozenset(
    {"<will1>", "<will2>", "<will3>", "<now>", "<like א>", "<like נ>", "<like י>", "<like ת>", "<hedge>", "<PROMISED>"}
)
_OVER = frozenset({"<did1>", "<did2>", "<was>", "<gone>"})
_ORDER = re.compile(r"(?:נא|אנא|בבקשה|יש|צריך|חובה|האם|מתי|איך|למה|אל)\s")
_OWN = re.compile(
    r"(?<![א-ת])(?:ו?ש?אני|(?:ו|ש|וש)?א(?!מר|ל|ת|ין|ם|ז|חרי|צל|יש|ישר|ו)[א-ת]{3,}|ו?ש?ה?(?:לקוחה?|לק'|ל'|דיירת?|שוכרת?|מבוטחת?|מטופלת?|נוסעת?|סטודנטית?|חייבת?|תושבת?|חולה|מנויה?)|"
    r"אשתי|בעלי|הבן|הבת|התחייבתי|הבטחתי|אמרתי|הודעתי|סיכמתי)(?![א-ת'])"
)
_THEIRS = re.compile(
    r"(?<![א-ת])(?:לי|אליי|אלי|אותי|איתי|לנו|אצלי|אצלנו|אלינו|ללקוחה?|לדיירת?|למבוטחת?|למטופלת?|נציגה?|הנציגה?|טכנאי|הטכנאי|הוא|היא|הם)(?![א-ת])"
)


def weigh(tokens: Sequence[Token], side: Side, asks: bool) -> float:
    """The odds, as a logarithm, that a sentence of these words holds a promise."""
    return weights(HEBREW).of(tokens, side, asks=asks) if tokens else -9.0


def clauses(sentence: str, tokens: Sequence[Token]) -> list[list[Token]]:
    """The words between pauses and before "and" with a verb, leaving out what is too short to say anything."""
    borders = {pause.end() for pause in _PAUSE.finditer(sentence)}
    borders |= {token.start for place, token in enumerate(tokens) if place > 1 and _opens(token.word)}
    ends = [0, *sorted(borders), len(sentence) + 1]
    parts = [[token for token in tokens if first <= token.start < last] for first, last in pairwise(ends)]
    long = [part for part in parts if len(part) > 1]
    return long or [part for part in parts if part]


def _opens(word: str) -> bool:
    return word in _OPENING or (word[0] == "ו" and len(word) > 3 and not _VERBS.isdisjoint(kinds(alike(word))))


def _may_hold(sentence: str, clause: Sequence[Token], timed: bool) -> bool:
    """Whether a clause is no order and not about the past, and has a verb to come, or a time."""
    if _ORDER.match(sentence, clause[0].start):
        return False
    told = {kind for token in clause for kind in kinds(alike(token.word))}
    if not told.isdisjoint(_COMING):
        return True
    return timed and told.isdisjoint(_OVER)


def _by(clause: str, side: Side) -> Party:
    if side != "caller_note":
        return side
    return "customer" if _OWN.search(clause) and not _THEIRS.search(clause) else "company"


guess = Guessing(weigh=weigh, clauses=clauses, may_hold=_may_hold, by=_by, chief=0.0, beside=0.6, sure=2.0)
