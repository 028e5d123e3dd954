"""What the customer already did, or was told to do, so that nobody suggests it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from amana.language.compiling import later
from amana.language.findings import Sentence, Tried
from amana.language.seeking import sought

_EN_DID = (
    r"tr(?:ied|ying)|(?:re)?started|rebooted|(?:re)?set|re-?installed|installed|updated|upgraded|cleared|emptied|unplugged|plugged|switched|turned|"
    r"changed|replaced|checked|tested|(?:re)?sent|e-?mailed|attached|called|phoned|rang|texted|visited|went|been|filled|completed|"
    r"(?:re)?submitted|uploaded|waited|logged|signed|contacted|spoke|spoken|returned|followed|deleted|removed|ran|run|disconnected|"
    r"reconnected|swapped|charged|cleaned|scanned|measured|disabled|enabled|registered|verified|confirmed|provided|given|gave|did|done|power.?cycled"
)
# What one says of other deeds is no attempt: "I sent my son to school" is rare in a complaint, "I gave up" is not.
_EN_NOT = r"(?!\s+(?:up|out of|my patience|a chance))"
_DID = {
    "en": sought(
        rf"\b(?:i|we)(?:'ve|'d|\s+have|\s+had)?(?:\s+(?:already|also|even|just|twice|myself|both|personally|repeatedly|since))*\s+(?:{_EN_DID})\b{_EN_NOT}|"
        rf"(?:^|[,;(:]\s*|\b(?:and|then|also|already|have|yes)\s+)(?:already\s+)?(?:tried|restarted|rebooted|reinstalled|unplugged|resent|cleared|power.?cycled)\b"
    ),
    "he": sought(
        r"(?<!\w)(?:ו|ש|וש)?(?:(?:כבר|גם|אפילו|שוב)\s+)*(?:ניסיתי|ניסינו|אתחלתי|אתחלנו|הפעלתי|הפעלנו|כיביתי|כיבינו|ניתקתי|ניתקנו|חיברתי|חיברנו|החלפתי|החלפנו|"
        r"בדקתי|בדקנו|שלחתי|שלחנו|העברתי|העברנו|צירפתי|צירפנו|התקשרתי|התקשרנו|צלצלתי|פניתי|פנינו|דיברתי|דיברנו|מילאתי|מילאנו|הגשתי|הגשנו|"
        r"העליתי|העלינו|עדכנתי|עדכנו|מחקתי|מחקנו|התקנתי|התקנו|הסרתי|הסרנו|ביצעתי|ביצענו|עשיתי|עשינו|חיכיתי|חיכינו|המתנתי|המתנו|ניקיתי|ניקינו|"
        r"איפסתי|איפסנו|שיניתי|שינינו|הגעתי|הגענו|ביקרתי|סרקתי|סרקנו|ריסטרטתי|החזרתי|החזרנו|נכנסתי|נכנסנו|הטענתי|הטענו|טענתי את|אימתתי|אישרתי|מסרתי|מסרנו)(?!\w)"
    ),
    "ar": sought(
        r"(?<!\w)(?:و|ف)?(?:(?:لقد|قد|سبق ان|سبق وان|انا)\s+)?(?:جربت|جربنا|حاولت|حاولنا|اعدت|اعدنا|رجعت شغلت|شغلت|شغلنا|طفيت|طفينا|اطفات|فصلت|فصلنا|وصلت الكيبل|غيرت|غيرنا|"
        r"فحصت|فحصنا|تاكدت|تاكدنا|تحققت|تحققنا|ارسلت|ارسلنا|بعثت|بعثنا|بعتت|ارفقت|ارفقنا|اتصلت|اتصلنا|دقيت|كلمت|كلمنا|راجعت|راجعنا|زرت|رحت|رحنا|عبيت|عبات|ملات|ملانا|"
        r"قدمت|قدمنا|رفعت|رفعنا|حدثت|حدثنا|حذفت|حذفنا|مسحت|مسحنا|ثبتت|نزلت التطبيق|انتظرت|انتظرنا|استنيت|استنينا|قمت|قمنا|سويت|سوينا|عملت|عملنا|سجلت|سجلنا|بدلت|بدلنا|تواصلت|تواصلنا|اعطيت|عطيت|رسيت|نظفت|شحنت)(?:كم|لكم|ها|ه|هم|ه لكم)?(?!\w)"
    ),
}
_TOLD = {
    "en": sought(
        r"\b(?:you|they|he|she|support|your\s+\w+|the\s+(?:agent|rep|representative|technician|lady|man|woman|guy|person|shop|branch|bank|hotline|chat)|[a-z]+\s+from\s+\w+)"
        r"(?:\s+(?:has|have|had|already|just|then|also|only))*\s+(?:(?:told|asked|advised|instructed|suggested|got|recommended)\s+(?:that\s+)?(?:(?:me|us)\s+(?:that\s+i\s+should|i\s+should|to)|(?:i|we)(?:\s+should)?)|(?:made|had)\s+(?:me|us))\s+(?=\w)|"
        r"\b(?:i|we)(?:'ve|\s+have|\s+had)?\s+(?:was|were|been|am|got)\s+(?:already\s+|repeatedly\s+)?(?:told|asked|advised|instructed|made)\s+to\s+"
    ),
    "he": sought(
        r"(?<!\w)(?:ו|ש)?(?:אמרו|אמרתם|אמרת|אמר|אמרה|ביקשו|ביקשתם|ביקש|ביקשה|הנחו|הציעו|הצעתם|הציע|הציעה|הורו|יעצו|המליצו|המלצתם|הכריחו|נתנו)"
        r"(?:\s+(?:לי|לנו|ממני|ממנו|אותי|אותנו))?(?:\s+\w+){0,3}?\s+(?=ל[א-ת]{3,})|(?<!\w)(?:התבקשתי|נתבקשתי|התבקשנו|נתבקשנו|נאמר\s+לי|נאמר\s+לנו|הונחיתי)\s+(?=ל)"
    ),
    "ar": sought(
        r"(?<!\w)و?(?:طلبوا|طلبتم|طلبتوا|طلب|طلبت)\s+(?:مني|منا)\s+|(?<!\w)و?(?:قالوا|قلتم|قلتوا|قال|قالت|حكوا|قيل|نصحوا|اقترحوا|خبروا)\s*(?:لي|لنا)\s+(?:اني?|ان|لازم|جرب|اجرب|ارسل|اتصل|انتظر|اعيد|اروح|اراجع)|"
        r"(?<!\w)و?(?:نصحوني|نصحني|نصحتوني|قالولي|قالوالي|حكولي|حكالي|خبروني|خلوني|اخبروني)\s+(?:ب|ان|اني|لازم)?|(?<!\w)طلب\s+مني\s+|(?<!\w)تم\s+(?:توجيهي|نصحي)\s+"
    ),
}
_NOT_DONE = {
    "en": later(
        r"\b(?:haven't|hasn't|hadn't|didn't|have not|had not|did not|never|not yet|if|when|once|before|after|could have|should have|would have)\s*$"
    ),
    "he": later(r"(?:לא|טרם|אם|כש|עדיין לא|לפני ש|אחרי ש)\s*$"),
    "ar": later(r"(?:لم|ما|لا|اذا|لو|قبل ان|بعد ما|عندما)\s*$"),
}
# "I have not tried" and "they did not tell me": the word of refusal stands inside the English match, not before it.
_REFUSED = later(r"\bnever\b|n't\b|\bnot\b")
_CLAUSE_ENDS = later(
    r"[,;:()\u060c\u061b]\s|\s-\s|[.!?\u061f\u2026]|\s(?:but|and (?:still|it|nothing|now|then they)|אבל|אך|ועדיין|ולא|بس|لكن|ولكن|وما|ولم)\s|$"
)
# One of these is in every English one; its subject may be any word.
_IN_TELLING = ("told", "asked", "advised", "instructed", "suggested", "got", "recommended", "made", "had")
SHORTEST = 6  # characters of a deed that is worth showing


def tried_in(sentences: Iterable[Sentence]) -> Iterator[Tried]:
    """What the writer, a customer, says to have done ("customer") or to have been told to do ("told"), each with its clause."""
    for sentence in sentences:
        if sentence.folded.rstrip(" \"')").endswith(("?", "\u061f")) or sentence.language not in _DID:
            continue
        told = _told_in(sentence)
        for found in told:
            if not _is_denied(sentence, found):
                yield from _finding(sentence, found, "told", "told to do it")
        for found in _DID[sentence.language].finditer(sentence.folded):
            is_told = any(one.start() <= found.start() < one.end() for one in told)
            if not is_told and not _is_denied(sentence, found):
                yield from _finding(sentence, found, "customer", "did it already")


def _told_in(sentence: Sentence) -> list[re.Match[str]]:
    words = sentence.folded
    if sentence.language == "en" and not any(map(words.__contains__, _IN_TELLING)):
        return []
    return list(_TOLD[sentence.language].finditer(words))


def _is_denied(sentence: Sentence, found: re.Match[str]) -> bool:
    before = sentence.folded[max(0, found.start() - 24) : found.start()]
    return _NOT_DONE[sentence.language].search(before) is not None or (
        sentence.language == "en" and _REFUSED.search(found.group()) is not None
    )


def _finding(sentence: Sentence, found: re.Match[str], by: Literal["customer", "told"], reason: str) -> Iterator[Tried]:
    end_mark = _CLAUSE_ENDS.search(sentence.folded, found.end())
    end = end_mark.start() if end_mark else len(sentence.folded)
    start = found.start() + len(found.group()) - len(found.group().lstrip(" ,;:("))
    action_start = found.end() if by == "told" else start
    action = " ".join(sentence.text[action_start:end].split())
    if len(action) >= SHORTEST:
        quote = sentence.text[start:end].rstrip()
        place = sentence.start + start
        yield Tried(place, place + len(quote), quote, reason, 0.8 if by == "told" else 0.75, by=by, action=action)
