"""Questions of the customer that a draft leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from amana.language import read
from amana.language.findings import Finding, Side
from amana.language.normalising import fold, search_terms
from amana.writing.advising import Advice, Place, advise
from amana.writing.drafts import Draft

SURE = 0.9  # that it is a question
SHORTEST_TERM = 4  # letters; shorter words say too little about what a question is about

_WHEN = re.compile(
    r"\b(?:when|how long|what time|by what date)\b|(?<!\w)(?:מתי|כמה\s+זמן|متي|كم\s+(?:يوم|وقت|المده)|امتي)(?!\w)"
)
_HOW_MUCH = re.compile(
    r"\b(?:how much|how many|what (?:is|are) the (?:cost|price|fee|charge)\w*)\b|(?<!\w)(?:כמה|מה\s+ה?(?:מחיר|עלות)|كم|بكم|قديش)(?!\w)"
)
_TIME = re.compile(
    r"\d|\b(?:today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|already|yesterday)\b|"
    r"(?<!\w)(?:היום|מחר|מחרתיים|יום|אתמול|שבוע|חודש|תוך|اليوم|بكره|بكرا|غدا|يوم|خلال|اسبوع|شهر|امس)(?!\w)"
)
_NUMBER = re.compile(r"\d|\b(?:free|nothing|none|no charge)\b|חינם|ללא\s+עלות|مجانا|بدون\s+رسوم")
_YES_OR_NO = re.compile(
    r"^(?:is|are|was|were|do|does|did|have|has|can|could|will|would|may|should)\b|^(?:האם|אפשר|יש)\b|^(?:هل|في|ممكن)\b"
)
_ANSWERS = re.compile(
    r"\b(?:yes|no|indeed|unfortunately|certainly|of course|sure|correct)\b|"
    r"(?<!\w)(?:כן|לא|בהחלט|אכן|לצערנו|לצערי|בוודאי)(?!\w)|"
    r"(?<!\w)(?:نعم|لا|اكيد|للاسف|بالتاكيد|طبعا|ايوه)(?!\w)"
)
_COURTESY = re.compile(
    r"^(?:how are you|how is it going|hope you|ok|right|really|seriously|what|why|hello)\b.{0,20}\?+$|"
    r"^(?:מה\s+(?:שלומך|נשמע|קורה))|^(?:كيف\s*(?:ك|الحال|حالك))|^\W*$"
)


def open_questions(draft: Draft) -> Iterator[Advice]:
    """One advice for each question of `context.asked` that nothing in the draft seems to answer.

    A question counts as answered when the draft speaks of the same things, gives the kind of answer asked for (a time,
    a figure, yes or no), or promises to come back. This errs on the side of silence.
    """
    context = draft.context
    if not context.asked.strip():
        return
    side: Side = "customer" if context.side == "company" else "company"
    asked = read(
        context.asked, sent_at=context.at, side=side, locale=context.locale, week=context.week, only=["questions"]
    )
    if not asked.questions or any(promise.due.at for promise in draft.reading.promises):
        return
    folded = fold(draft.text)
    terms = _terms(folded)
    for question in asked.questions:
        if question.confidence >= SURE and not _is_answered(question, folded, terms):
            place = Place(question.quote, draft.end.start, draft.end.end)
            yield advise("open_question", place, draft.language, context)


def _is_answered(question: Finding, folded: str, terms: set[str]) -> bool:
    words = fold(question.quote).strip()
    if _COURTESY.search(words):
        return True
    if _WHEN.search(words):
        return _TIME.search(folded) is not None
    if _HOW_MUCH.search(words):
        return _NUMBER.search(folded) is not None
    if _YES_OR_NO.search(words) and _ANSWERS.search(folded):
        return True
    return bool(_terms(words) & terms)


def _terms(folded: str) -> set[str]:
    return {term for term in search_terms(folded) if len(term) >= SHORTEST_TERM and term not in _COMMON}


_COMMON = set(
    "this that what when where which with your have from will would could please there their them they been about does"
    " know want need tell just also some into more than then here thank thanks hello dear אני אתם שלי שלכם אצלכם אותי"
    " האם למה איפה אבל שלום תודה هذا هذه الذي التي عندي عندكم ليش لماذا كيف".split()
)
