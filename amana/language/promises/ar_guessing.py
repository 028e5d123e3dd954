"""Where the promise of an Arabic sentence is, when only the weight of its words tells that there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from amana.language.findings import Party, Side
from amana.language.promises.ar_weighing import ARABIC, alike, kinds
from amana.language.promises.guessing import Guessing
from amana.language.promises.heads import Token
from amana.language.promises.weighing import weights

_PAUSE = re.compile(r"[,،;؛:()]\s*(?!\d)|\s-\s|[.!?؟]+\s")
_OPENING = {"بس", "لكن", "ولكن", "فا", "وبعدين", "وبعدها", "وهو", "وهي", "وهم", "وانا", "واحنا", "ونحن", "عشان", "لذلك"}
_VERBS = {
    "<will1>",
    "<will3>",
    "<b1>",
    "<b3>",
    "<now1>",
    "<now3>",
    "<FUTURE_WORDS>",
    "<like سي>",
    "<like ست>",
    "<like بي>",
}
_COMING = _VERBS | {
    "<b?1>",
    "<coming>",
    "<hedge>",
    "<like سن>",
    "<like بن>",
    "<like بت>",
    "<like ه>",
    "<TO_YOU>",
    "<like ي>",
}
_OVER = frozenset({"<did>", "<was>", "<gone>"})
_ORDER = re.compile(
    r"(?:يرجي|الرجاء|رجاء|فضلا|ارجو|نرجو|لا\s+ت|لازم|يجب|علي(?:ك|كم)\s|هل|متي\s+(?!ما)|كيف|ليش|لماذا|ممكن|لو\s+سمحت|تفضل|اذا)\s?"
)
_OWN = re.compile(
    r"(?<!\w)(?:و?انا|و?(?:سا|با|حا|ها|سن)\w{2,}|و?ا(?!ل|ن|كد|تصل|ذا|لي|و|ي|فاد|خبر)\w{3,}|(?:راح|رح|سوف)\s+ا?\w+|"
    r"و?(?:ال)?(?:عميل|زبون|مريض|مراجع|مستاجر|مشترك|مسافر|مواطن|طالب|عضو|مستلم|مدين|ساكن)(?:ه|تنا|نا)?|زوجي|زوجتي|وعدتهم|وعدته|قلتله\w*|خبرتهم|حكيتله\w*)(?!\w)"
)
_THEIRS = re.compile(
    r"(?<!\w)(?:لي|علي|معي|فيني|فيي|الي|عندي|حسابي|لحسابي|نحن|للعميله?|للزبونه?|للمريضه?|ابلغت|اخبرت)(?!\w)|"
    r"(?<!\w)\w{3,}(?:ني|لي)(?!\w)|(?<!\w)(?:[سب]ن|ن)\w{3,}(?!\w)|(?<!\w)(?:قالوا|اكدوا|وعدوا|ذكروا|الموظفه?|الفني|المندوب|المدير)(?!\w)"
)


def weigh(tokens: Sequence[Token], side: Side, asks: bool) -> float:
    """The odds, as a logarithm, that a sentence of these words holds a promise."""
    return weights(ARABIC).of(tokens, side, asks=asks) if tokens else -9.0


def clauses(sentence: str, tokens: Sequence[Token]) -> list[list[Token]]:
    """The words between pauses and before "and" with a verb, leaving out what is too short to say anything."""
    borders = {pause.end() for pause in _PAUSE.finditer(sentence)}
    borders |= {token.start for place, token in enumerate(tokens) if place > 1 and _opens(token.word)}
    ends = [0, *sorted(borders), len(sentence) + 1]
    parts = [[token for token in tokens if first <= token.start < last] for first, last in pairwise(ends)]
    long = [part for part in parts if len(part) > 1]
    return long or [part for part in parts if part]


def _opens(word: str) -> bool:
    return word in _OPENING or (word[0] == "و" and len(word) > 3 and not _VERBS.isdisjoint(kinds(alike(word))))


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


guess = Guessing(weigh=weigh, clauses=clauses, may_hold=_may_hold, by=_by, chief=1.0, beside=1.0)
