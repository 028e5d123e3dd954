"""Times that are told by another time named before: "the day before", "an hour before he comes", "within a week of the visit"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from amana.kit.working_time import WorkingWeek, end_of_working_day
from amana.language.due.parts import Part
from amana.language.due.resolving import due_from
from amana.language.findings import Due
from amana.language.seeking import sought

_DAY_BEFORE = sought(
    r"\b(?:the )?(?:day|night|evening) before(?! yesterday)|(?<!\w)(?:יום|ערב|לילה)\s+(?:לפני(?:\s+כן)?|קודם)(?![א-ת])|"
    r"(?<!\w)(?:قبل(?:ها|ه|و)\s+بيوم|بيوم\s+قبل\w*|(?:في\s+)?(?:اليوم|الليله)\s+(?:اللي\s+)?قبل\w*|قبل\s+(?:الموعد|الزياره)\s+بيوم)(?!\w)"
)
_HOUR = r"(?:half\s+an\s+hour|an\s+hour|\d+\s+(?:minutes|mins|hours|hrs)|חצי\s+שעה|רבע\s+שעה|שעה|שעתיים|\d+\s+(?:דקות|דק'|שעות)|(?:ب)?(?:نص|نصف|ربع)\s+ساع[هة]|(?:ب)?ساع[هة]|(?:ب)?ساعتين|\d+\s+(?:دقيقه|دقايق))"
_HOURS_BEFORE = sought(
    rf"\b(?P<en>{_HOUR})\s+before\b|(?<!\w)(?P<he>{_HOUR})\s+(?:לפני(?:\s+(?:ש[א-ת]+|כן|ה[א-ת]+))?|קודם)(?=\s*(?:$|[.,!]))|"
    rf"(?<!\w)قبل\s+(?:ما\s+|ان\s+)?(?:[يت]?\w+|ال\w+)\s+(?P<ar>ب{_HOUR})(?!\w)|(?<!\w)(?P<of>{_HOUR})\s+قبل\s+(?:ما\s+|ان\s+)?\w+|(?<!\w)قبلها\s+(?P<ar2>{_HOUR})"
)
_SAME = sought(
    r"\b(?:while (?:he|she|they|we|i)(?:'s|'re|'m| is| are| am) (?:there|at it|with you|in)|at the same time|on the same visit|during (?:this|that) (?:time|period))\b|"
    r"(?<!\w)(?:באותו\s+(?:ביקור|זמן|מועד)|באותה\s+(?:הזדמנות|פעם)|במהלך\s+הביקור|בתקופה\s+(?:זו|הזו|הזאת)|עד\s+אז)(?![א-ת])|"
    r"(?<!\w)(?:(?:خلال|طوال|في)\s+(?:هذه|هالفتره|هذي|تلك)\s*(?:ال)?(?:مده|فتره|مهله)?|بنفس\s+(?:الزياره|الوقت)|(?:ل|حتي\s+)?ذلك\s+الحين)(?!\w)"
)
_FROM_THEN = re.compile(
    r"\b(?:after|of|from|following) (?:that|the|this|his|her|their|its) (?:date|day|visit|appointment|inspection|survey|repair)\b|"
    r"(?:אחרי|לאחר|מיום|מ|ממועד|ממועד\s+ה)\s*-?(?:ה?ביקור|ה?בדיקה|ה?פגישה|ה?התקנה|ה?תיקון|ה?סילוק|מועד\s+(?:זה|ה[א-ת]+)|תאריך\s+(?:זה|ה[א-ת]+)|ממועד\s+זה|(?<=ממועד)\s*זה)|"
    r"(?<!\w)(?:بعد|من)\s+(?:ال)?(?:زياره|زيارته|فحص|معاينه|موعد|تاريخه|ذلك\s+(?:اليوم|التاريخ|الموعد)|هذا\s+التاريخ)(?!\w)"
)
_ENDING = sought(
    r"\b(?:finish(?:es|ing|ed)?|done|complete[sd]?|out of your way)\b|(?<![א-ת])ו?(?:מסיי?מ?ים?|מסיי?מת|[ייתנא]סיי?ם|יסיימו|נגמר|ייגמר)(?![א-ת])|"
    r"(?<!\w)و?(?:[سبيتن]{1,2}?خلص\w*|[سبيتن]{1,2}نتهي|[سبيتن]{1,2}كمل\w*)(?!\w)"
)
_LENGTHS = {"half an hour": 0.5, "an hour": 1.0, "חצי שעה": 0.5, "רבע שעה": 0.25, "שעה": 1.0, "שעתיים": 2.0}
_SEVERAL = {"workdays", "days"}
_COUNTED = {"hours", "working_days"}
# The event from which a length of time is counted, where it opens what is promised.
_ONCE = re.compile(
    r"(?:and |so |but )?(?:once|as soon as|upon|on receipt of|after|following) (?!that\b|this\b|lunch|noon|today|tomorrow|work\b|\d)|"
    r"ו?(?:עם|לאחר|אחרי|מרגע|ממועד|מיום|בכפוף\s+ל|ברגע\s+ש|לכש)\s?(?:ה?קבל|ה?השלמ|ה?אישור|ה?הגע|ה?סיום|ה?תשלום|ה?חתימ|ה?העבר|ה?הפקד|[ית]תקבל|[ית]גיע|נקבל|אקבל|[ית]אש)|"
    r"و?(?:بعد|عند|فور|حال|بمجرد|من\s+تاريخ)\s+(?:ال)?(?:استلام|وصول|موافق|توقيع|اكتمال|سداد|دفع|اعتماد|انتهاء|تسلم|تسليم|صدور)"
)


def related(
    words: str, due: Due, parts: Sequence[Part], *, earlier: datetime | None, sent: datetime, week: WorkingWeek
) -> Due:
    """The due time of folded `words`, when it is told by the moment `earlier` that the text named before; else `due`.

    `parts` are the times of the words, `sent` is aware and in the zone of `week`.
    """
    if due.kind in _COUNTED and _ONCE.match(words):
        return Due("none", None, "", "so long after an event that has no date")
    if earlier is None:
        return due
    then = earlier.astimezone(sent.tzinfo)
    if due.at is None:
        return _told_by(words, then, week) or due
    kinds = {part.kind for part in parts}
    if kinds & _SEVERAL and _FROM_THEN.search(words):
        return _counted_from(then, parts, words, week) or due
    if "weekday" in kinds and due.at < earlier and (then - due.at) < timedelta(days=7) and _ENDING.search(words):
        return _counted_from(then, parts, words, week) or due
    return due


def _told_by(words: str, then: datetime, week: WorkingWeek) -> Due | None:
    if before := _DAY_BEFORE.search(words):
        day = then.date() - timedelta(days=1)
        return Due("at", end_of_working_day(day, week).astimezone(UTC), before.group(), "the day before a day named")
    if before := _HOURS_BEFORE.search(words):
        length = next(one for one in before.groups() if one)
        at = then - timedelta(hours=_hours(length))
        return Due("at", at.astimezone(UTC), before.group(), "so long before a time named")
    if same := _SAME.search(words):
        return Due("at", then.astimezone(UTC), same.group(), "the time named before")
    return None


def _counted_from(then: datetime, parts: Sequence[Part], words: str, week: WorkingWeek) -> Due | None:
    again = due_from(parts, words, sent=then, week=week)
    return again if again.at is not None else None


def _hours(length: str) -> float:
    """The length in hours: "half an hour", "20 minutes", "נص ساعة"."""
    plain = " ".join(length.split()).removeprefix("ب")
    if plain in _LENGTHS:
        return _LENGTHS[plain]
    if plain.startswith(("نص", "ربع")):
        return 0.25 if plain.startswith("ربع") else 0.5
    if not plain[0].isdigit():
        return 2.0 if plain.startswith("ساعتين") else 1.0
    count, unit = plain.split(" ", 1)
    return float(count) / 60 if unit[0] in "mדد" or unit.startswith("دق") else float(count)
