"""Where the promise of a Hebrew sentence is, when only the weight of its words tells that there is one."""

from __future__ import annotations

import re

from amana.language.promises.denying import HEBREW_ORDER
from amana.language.promises.hebrew.weighing import HEBREW
from amana.language.promises.semitic.guessing import Signs

SIGNS = Signs(
    own=re.compile(
        r"(?<![א-ת])(?:ו?ש?אני|(?:ו|ש|וש)?א(?!מר|ל|ת|ין|ם|ז|חרי|צל|יש|ישר|ו)[א-ת]{3,}|ו?ש?ה?(?:לקוחה?|לק'|ל'|דיירת?|שוכרת?|מבוטחת?|מטופלת?|נוסעת?|סטודנטית?|חייבת?|תושבת?|חולה|מנויה?)|"
        r"אשתי|בעלי|הבן|הבת|התחייבתי|הבטחתי|אמרתי|הודעתי|סיכמתי)(?![א-ת'])"
    ),
    theirs=re.compile(
        r"(?<![א-ת])(?:לי|אליי|אלי|אותי|איתי|לנו|אצלי|אצלנו|אלינו|ללקוחה?|לדיירת?|למבוטחת?|למטופלת?|נציגה?|הנציגה?|טכנאי|הטכנאי|הוא|היא|הם)(?![א-ת])"
    ),
    order=re.compile(
        r"(?:(?:אז\s+)?תהי(?:ה|י|ו)\s|נא|אנא|בבקשה|יש|צריך|חובה|האם|מתי|איך|למה|אל)\s|(?:אם|ברגע\s+ש|במידה\s+ו)\s?ת[א-ת]+[^,]*,\s"
        + HEBREW_ORDER
    ),
    pause=re.compile(r"[,;:()]\s|\s-\s|[.!?]+\s"),
    greeting=frozenset(
        "שלום היי הי אהלן לכבוד בוקר ערב צהריים יקר יקרה יקרים נכבד נכבדה לקוח לקוחה לקוחות תושב דייר דיירים".split()
    ),
    coming=frozenset("<will1>,<will2>,<will3>,<now>,<like א>,<like נ>,<like י>,<like ת>,<hedge>,<PROMISED>".split(",")),
    over=frozenset({"<did1>", "<did2>", "<was>", "<gone>"}),
    opening={"אבל", "אז", "ואז", "כי", "רק", "וגם", "והוא", "והיא", "והם", "ואני", "ואנחנו", "ואנו", "אך"},
    joined="ו",
    verbs=frozenset({"<will1>", "<will3>", "<now>", "<hedge>"}),
    vocabulary=HEBREW,
)
weigh, weigh_words, clauses = SIGNS.weigh, SIGNS.weigh_words, SIGNS.clauses
guess = SIGNS.guessing(chief=0.0, beside=1.5, sure=2.0)
