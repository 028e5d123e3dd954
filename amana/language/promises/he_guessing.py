"""Where the promise of a Hebrew sentence is, when only the weight of its words tells that there is one."""

from __future__ import annotations

import re

from amana.language.promises.he_weighing import HEBREW
from amana.language.promises.semitic_guessing import Signs

_PAUSE = re.compile(r"[,;:()]\s|\s-\s|[.!?]+\s")
_OPENING = {"אבל", "אז", "ואז", "כי", "רק", "וגם", "והוא", "והיא", "והם", "ואני", "ואנחנו", "ואנו", "אך"}
_GREETING = frozenset(
    "שלום היי הי אהלן לכבוד בוקר ערב צהריים יקר יקרה יקרים נכבד נכבדה לקוח לקוחה לקוחות תושב דייר דיירים".split()
)
_VERBS = {"<will1>", "<will3>", "<now>", "<hedge>"}
_COMING = frozenset(
    {"<will1>", "<will2>", "<will3>", "<now>", "<like א>", "<like נ>", "<like י>", "<like ת>", "<hedge>", "<PROMISED>"}
)
_OVER = frozenset({"<did1>", "<did2>", "<was>", "<gone>"})
_ORDER = re.compile(r"(?:(?:אז\s+)?תהי(?:ה|י|ו)\s|נא|אנא|בבקשה|יש|צריך|חובה|האם|מתי|איך|למה|אל)\s")
_OWN = re.compile(
    r"(?<![א-ת])(?:ו?ש?אני|(?:ו|ש|וש)?א(?!מר|ל|ת|ין|ם|ז|חרי|צל|יש|ישר|ו)[א-ת]{3,}|ו?ש?ה?(?:לקוחה?|לק'|ל'|דיירת?|שוכרת?|מבוטחת?|מטופלת?|נוסעת?|סטודנטית?|חייבת?|תושבת?|חולה|מנויה?)|"
    r"אשתי|בעלי|הבן|הבת|התחייבתי|הבטחתי|אמרתי|הודעתי|סיכמתי)(?![א-ת'])"
)
_THEIRS = re.compile(
    r"(?<![א-ת])(?:לי|אליי|אלי|אותי|איתי|לנו|אצלי|אצלנו|אלינו|ללקוחה?|לדיירת?|למבוטחת?|למטופלת?|נציגה?|הנציגה?|טכנאי|הטכנאי|הוא|היא|הם)(?![א-ת])"
)

_SIGNS = Signs(
    vocabulary=HEBREW,
    pause=_PAUSE,
    opening=_OPENING,
    joined="ו",
    verbs=frozenset(_VERBS),
    coming=frozenset(_COMING),
    over=_OVER,
    order=_ORDER,
    own=_OWN,
    theirs=_THEIRS,
    greeting=_GREETING,
)
weigh, clauses, guess = _SIGNS.weigh, _SIGNS.clauses, _SIGNS.guessing(chief=0.0, beside=1.5, sure=2.0)
