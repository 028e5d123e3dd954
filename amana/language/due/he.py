"""Hebrew time expressions; the text is folded, so that geresh is ' and gershayim is "."""

from __future__ import annotations

import re

from amana.language.due.parts import Grammar, Maker, Value, always, clock, number, numeric_date

_NUMBERS: dict[str, float] = {}
for _value, _words in enumerate(
    "אחד אחת|שניים שני שתיים שתי|שלושה שלוש שלושת|ארבעה ארבע ארבעת|חמישה חמש חמשת|שישה שש ששת|שבעה שבע שבעת|"
    "שמונה שמונת|תשעה תשע תשעת|עשרה עשר עשרת".split("|"),
    1,
):
    _NUMBERS |= dict.fromkeys(_words.split(), float(_value))
_TENS = {"עשרים": 20.0, "שלושים": 30.0, "ארבעים": 40.0, "חמישים": 50.0, "שישים": 60.0, "תשעים": 90.0}
_MONTHS = {
    name: number
    for number, names in enumerate(
        "ינואר ינו|פברואר פבר|מרץ מרס|אפריל אפר|מאי|יוני|יולי|אוגוסט אוג|ספטמבר ספט|אוקטובר אוק|נובמבר נוב|דצמבר דצמ".split(
            "|"
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    **dict(zip("ראשון שני שלישי רביעי חמישי שישי שבת".split(), (6, 0, 1, 2, 3, 4, 5), strict=True)),
    **dict(zip("אבגדהו", (6, 0, 1, 2, 3, 4), strict=True)),
    "ש": 5,
}
_UNITS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_N = rf"(?:\d{{1,4}}|(?:{'|'.join(_TENS)})(?:\s+ו(?:{_UNITS}))?|(?:{_UNITS}|שנים|שתים)(?:\s+עשרה?)?)"
_OR = r"(?:\s*-\s*|\s+עד\s+|\s+או\s+|\s*,\s*|\s+)"
_RANGE = rf"(?:(?:בין\s+|מ-?)?{_N}(?:\s*[-,]\s*|\s+(?:עד|או)\s+|\s+ל-?|(?<=[א-ת])\s+))??(?:ה-?\s*)?(?P<n>{_N})"
_WITHIN = r"(?:[וש]{0,2}ב?תוך|ת(?:ן|ני|נו)\s+לי|[וש]{0,2}בעוד|[וש]{0,2}עוד|[לש]?עד|במהלך|לאחר|כעבור|לא\s+יאוחר\s+מ-?)\s*(?:עד\s+|לכל\s+היותר\s+)?(?:כ-?|ל-?|בערך\s+)?"
_NEXT = r"(?:\s+ה(?:קרוב|בא)(?:ים|ות|ה)?)"
_SINCE_NOW = r"(?:\s+(?:מהיום|מעכשיו|מרגע\s+זה|מכאן))"
_FROM = r"(?P<since>\s+(?:מ|מיום\s+|ממועד\s+|מרגע\s+|לאחר\s+|אחרי\s+)(?:ה?קבל\w+|ה?אישור\w*|ה?גע\w+|ש\w+|ה?חזר\w*|ה?(?:סיום|תום|גמר|ביטול|חתימ|רכיש|הזמנ|מסיר|הגש|ביצוע|פתיח|סגיר|השלמ|אספק|הספק|תשלום|הפקד|עזיב|פינוי|קניי|פניי)\w*))?"
_WORKDAYS = r"(?:ימי\s+ה?(?:עסקים|עבודה|חול)|י\"ע|ימ\"ע)"
_ME = r"אני|אנחנו|אנו|אצלך|אצלכם|זה"
_BEFORE_ME = rf"(?=\s+ו?(?:{_ME})(?![א-ת]))"
_UNIT = r"ה?שעות|שעה|שע'?|ש'|ה?דקות|דקה|דק'?|ה?ימים(?:\s+קלנדריים)?|ימי\s+ה?לוח|יום|ה?יממות|ה?שבועות|ה?חודשים"
# By the first two letters of the unit without its article: what is counted, and how much of it.
_COUNTED = {
    "שע": ("hours", 1.0),
    "ש'": ("hours", 1.0),
    "דק": ("hours", 1 / 60),
    "שב": ("days", 7.0),
    "חו": ("months", 1.0),
}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")'?"
_DAY = r"(?P<wd>ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת|[אבגדהו]'?)"
_ANY_DAY = r"(?:ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת|[אבגדהו]'?)"
_IN_NEXT_WEEK = r"(?:\s+(?:ה)?(?:קרוב\w?|הזה|זה)|\s+(?P<nextweek>(?:של\s+|ב)?(?:ה)?שבוע\s+הבא)|\s+(?P<next>הבא\w?))?(?P<past>\s+(?:שעבר\w?|האחרו\w+|הקודם))?"
_AFTER_A_DAY = r"(?:(?<=מחר )|(?<=חר, )|(?<=היום )|(?<=' )|(?<=', )|(?<=שון )|(?<=שני )|(?<=ישי )|(?<=יעי )|(?<=בת ))"
_PREFIX = r"[ובלמשכה]{0,3}-?"
_NOT_CLOCK = r"(?!\d|\s*(?:%|ש\"ח|שח|שקל\w*|₪|\$|[./]\d|אחוז\w*|ג'יגה|ימי?ם?\b|שעות|שעה|דקות|שבוע\w*|חודש\w*|פעמים|אנשים|תשלומים|[לב]?ה?חודש|-?ב?-?(?:{})))"
_NO = _NOT_CLOCK.replace("{}", _MONTH)


def _count(words: str) -> float:
    """A number in figures or words: "24", "עשרים וארבע", "ארבעה עשר"."""
    known = {**_NUMBERS, **_TENS, "שנים": 2.0, "שתים": 2.0}
    each = [word.removeprefix("ו") if word not in known else word for word in words.split()]
    return number(words, {}) if len(each) == 1 and each[0].isdigit() else sum(known.get(word, 0) for word in each)


def _lasting(length: str, make: Maker) -> list[tuple[str, Maker]]:
    """A length of time as people name it: within it, the coming one, and from today."""
    return [
        (rf"{_WITHIN}(?:ה)?{length}{_NEXT}?{_SINCE_NOW}?{_FROM}", make),
        (rf"(?:במהלך\s+|בתוך\s+|ב)-?(?:ה-?)?{length}{_NEXT}", make),
        (rf"(?:כ-?)?{length}{_SINCE_NOW}", make),
    ]


def _duration(kind: str, factor: float = 1) -> Maker:
    def make(match: re.Match[str]) -> tuple[str, Value]:
        if match.groupdict().get("since"):
            return "event", ()
        return kind, (_count(match["n"]) * factor,)

    return make


def _counted(match: re.Match[str]) -> tuple[str, Value]:
    if match.groupdict().get("since"):
        return "event", ()
    kind, factor = _COUNTED.get(match["unit"].removeprefix("ה")[:2], ("days", 1.0))
    return kind, (_count(match["n"]) * factor,)


def _fixed(kind: str, value: float) -> Maker:
    return lambda match: ("event", ()) if match.groupdict().get("since") else (kind, (value,))


def _named_date(match: re.Match[str]) -> tuple[str, Value] | None:
    day, year = int(match["d"]), match["y"]
    return ("date", (day, _MONTHS[match["mo"].rstrip("'")], int(year) if year else None)) if 1 <= day <= 31 else None


def _weekday(match: re.Match[str]) -> tuple[str, Value] | None:
    if match["past"]:
        return None
    return "weekday", (_WEEKDAYS[match["wd"].rstrip("'")], 0, 1 if match["nextweek"] else 0)


def _end(match: re.Match[str]) -> tuple[str, Value]:
    what, later = match["what"], 1 if match["later"] else 0
    if what.rstrip("'") in _MONTHS:
        return "date", (0, _MONTHS[what.rstrip("'")], None)
    if "שנה" in what:
        return "date", (31, 12, None)
    if "הבא" in what:
        return "workdays", (1.0,)
    return "end", ("week" if "שבוע" in what else "month" if "חודש" in what else "day", later)


def _weekend(match: re.Match[str]) -> tuple[str, Value]:
    return ("end", ("week", 1 if match["later"] else 0)) if match["by"] else ("weekend", ())


_HOURS = dict(zip("אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר".split(), range(1, 11), strict=True)) | {
    "אחת עשרה": 11,
    "שתים עשרה": 12,
    "שתיים עשרה": 12,
}
_MINUTES = {
    "חצי": 30,
    "רבע": 15,
    "חמישה": 5,
    "עשרה": 10,
    "עשר": 10,
    "עשרים": 20,
    "עשרים וחמש": 25,
    "ארבעים": 40,
    "חמישים": 50,
}
_HOUR_WORDS = "|".join(sorted(_HOURS, key=len, reverse=True))


def _of_the_morning(match: re.Match[str]) -> tuple[str, Value]:
    """Six or seven with minutes is of the 24-hour clock: the evening would be 18 or 19."""
    return "clock", (int(match["h"]), int(match["mi"]), "am")


def _spoken(match: re.Match[str]) -> tuple[str, Value]:
    """An hour in words: "בשתיים וחצי", "עד שש בערב"."""
    minutes = (match["half"] or "").strip().removeprefix("ו")
    return "clock", (_HOURS[match["w"]], _MINUTES.get(minutes, 0), None)


def _spoken_window(match: re.Match[str]) -> tuple[str, Value]:
    return "clock", (_HOURS[match["w"]], 0, None, _HOURS[match["w2"]], 0, None)


def _to_the_hour(match: re.Match[str]) -> tuple[str, Value]:
    """Minutes before an hour: "רבע לשתיים"."""
    return "clock", ((_HOURS[match["w"]] - 2) % 12 + 1, 60 - _MINUTES[match["less"]], None)


def _either_day(match: re.Match[str]) -> tuple[str, Value]:
    """The later of two days: "בראשון או בשני"."""
    return "weekday", (_WEEKDAYS[match["wd"].rstrip("'")], 0, 0)


HEBREW = Grammar(
    [
        (rf"(?:{_WITHIN}|ב)?(?:ה-?)?{_RANGE}\s*{_WORKDAYS}{_NEXT}?{_FROM}", _duration("workdays")),
        (
            rf"(?:{_WITHIN}|ב)?(?:(?:יום{_OR})?יומיים|(?:יום{_OR})?שני\s+ימי)\s+ה?(?:עסקים|עבודה){_NEXT}?{_FROM}",
            _fixed("workdays", 2),
        ),
        (
            rf"(?:{_WITHIN})?יום\s+(?:עסקים|עבודה)(?:\s+אחד)?{_FROM}|[בל]?יום\s+ה(?:עסקים|עבודה)\s+ה(?:בא|קרוב)",
            lambda m: ("workdays", (1.0,)),
        ),
        (
            r"(?:(?:תוך|בתוך|עוד|בעוד|ב)\s*)?(?:מספר|כמה)\s+(?:דקות|שעות|ימים|ימי\s+עסקים|שבועות|רגעים|שניות)|(?:תוך|בתוך|עוד|בעוד)\s+(?:דקות|שעות|ימים|שניות|רגעים|פרק\s+זמן|זמן)(?:\s+(?:ספור\w+|מעט\w+|אחדות|אחדים|בודד\w+|קצר\w*))?",
            always("vague"),
        ),
        *_lasting(rf"(?:דקה{_OR})?דקותיים|דקה(?:\s+אחת)?", _fixed("hours", 1 / 60)),
        *_lasting(r"שלושת\s+רבעי\s+ה?שעה", _fixed("hours", 0.75)),
        *_lasting(r"רבע\s+ה?שעה", _fixed("hours", 0.25)),
        *_lasting(rf"חצי\s+ה?שעה{_OR}שעה", _fixed("hours", 1)),
        *_lasting(r"חצי\s+ה?שעה", _fixed("hours", 0.5)),
        *_lasting(r"שעה\s+וחצי", _fixed("hours", 1.5)),
        *_lasting(r"שעתיים\s+וחצי", _fixed("hours", 2.5)),
        *_lasting(rf"שעתיים{_OR}שלוש(?:\s+שעות)?", _fixed("hours", 3)),
        *_lasting(rf"(?:שעה{_OR})?שעתיים", _fixed("hours", 2)),
        *_lasting(r"שעה(?:\s+אחת)?(?!\s*-?\d)", _fixed("hours", 1)),
        *_lasting(rf"יומיים{_OR}שלושה(?:\s+ימים)?", _fixed("days", 3)),
        *_lasting(rf"(?:(?:יום|יממה){_OR})?(?:יומיים|יממתיים)", _fixed("days", 2)),
        *_lasting(rf"שבועיים{_OR}שלושה(?:\s+שבועות)?", _fixed("days", 21)),
        *_lasting(rf"(?:שבוע{_OR})?שבועיים", _fixed("days", 14)),
        *_lasting(rf"(?:חודש{_OR})?חודשיים", _fixed("months", 2)),
        *_lasting(r"חודש\s+וחצי", _fixed("days", 45)),
        *_lasting(r"שבוע\s+וחצי", _fixed("days", 10)),
        (
            rf"{_WITHIN}(?:יממה|יום)(?:\s+אחד|\s+אחת)?{_SINCE_NOW}?{_FROM}(?!\s+(?:ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת|[א-ו](?![א-ת])|\d))|ביממה{_NEXT}",
            _fixed("days", 1),
        ),
        (
            rf"{_WITHIN}שבוע(?:\s+ימים|\s+אחד)?{_SINCE_NOW}?{_FROM}(?!\s+ה(?:בא|קרוב|זה|נוכחי))|שבוע{_SINCE_NOW}",
            _fixed("days", 7),
        ),
        (
            rf"{_WITHIN}חודש(?:\s+ימים|\s+אחד)?{_SINCE_NOW}?{_FROM}(?!\s+ה(?:בא|קרוב|זה|נוכחי))|חודש{_SINCE_NOW}",
            _fixed("months", 1),
        ),
        *_lasting(rf"{_RANGE}\s*(?P<unit>{_UNIT})", _counted),
        (rf"{_RANGE}\s*(?P<unit>דקות|דק'?)(?=\s+ו?(?:{_ME}|חוזר\w*|הוא|היא|נגמר|שם)(?![א-ת]))", _counted),
        (rf"חצי\s+שעה{_BEFORE_ME}", _fixed("hours", 0.5)),
        (rf"רבע\s+שעה{_BEFORE_ME}", _fixed("hours", 0.25)),
        (rf"שעה{_BEFORE_ME}", _fixed("hours", 1)),
        (rf"(?:שעה{_OR})?שעתיים{_BEFORE_ME}", _fixed("hours", 2)),
        (
            rf"(?P<by>עד\s+|לקראת\s+|לפני\s+|לא\s+יאוחר\s+מ)?{_PREFIX}(?:סופ\"ש|סופש|סוף\s+ה?שבוע)(?P<later>\s+הבא)?(?!\s+(?:ש?עבר|הקודם|האחרון|נעים))",
            _weekend,
        ),
        (
            rf"(?P<by>עד\s+)?{_PREFIX}(?:סוף|תום|סיום)\s+(?P<what>ה?יום(?!\s+(?:ראשון|שני|שלישי|רביעי|חמישי|שישי|[א-ו]\b))(?:\s+(?:ה?עבודה|ה?עסקים)(?:\s+הבא)?)?|ה?חודש|ה?שנה|שעות\s+הפעילות|שעות\s+העבודה|ה?משמרת(?:\s+שלי)?|{_MONTH})(?P<later>\s+הבא)?",
            _end,
        ),
        (r"(?P<by>עד|לפני)\s+(?:ה?סגירה|סגירת\s+ה(?:סניף|משרד|חנות))", always("end", "day", 0)),
        (
            rf"(?:[בל]?(?:תחילת|אמצע|מחצית)|ב?מהלך|במחצית\s+ה\w+\s+של)\s+(?:חודש\s+|ה?חודש|{_MONTH})(?:\s*{_MONTH})?(?:\s+ה(?:בא|קרוב))?|[בל]?(?:אמצע)\s+ה?שבוע(?!\s+הבא)|בחודש\s+{_MONTH}",
            always("vague"),
        ),
        (r"(?:(?P<by>עד|לפני)\s+)?(?:[בלמ]-?)?(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>20\d\d)", numeric_date),
        (r"(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)", numeric_date),
        (rf"{_PREFIX}(?P<d>\d{{1,2}})\s*(?:ב|ל)?-?\s*(?P<mo>{_MONTH})(?:\s+(?P<y>20\d\d))?", _named_date),
        (
            r"(?:[ובלמשכה]{1,3}-?|(?<=[א-ת]-)|(?<=' )|(?<=ון )|(?<=ני )|(?<=שי )|(?<=עי )|(?<=עד )|(?<=יום )|(?<=אריך )|(?<=קראת )|[בלמ]\s)(?P<d>\d{1,2})\.(?P<m>\d{1,2})(?P<y>)(?![.:/]?\d|\s*(?:%|ש\"ח|₪|ג'יגה|שקל))",
            numeric_date,
        ),
        (rf"{_PREFIX}(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<y>(?:20)?\d\d)(?!\d)", numeric_date),
        (
            rf"{_PREFIX}(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?:/(?P<y>(?:20)?\d\d))?(?![.:/]?\d|\s*(?:%|ש\"ח|₪|ג'יגה|שקל))",
            numeric_date,
        ),
        (
            rf"{_PREFIX}(?P<d>\d{{1,2}})\s+(?:ל|ב)(?:ה)?חודש(?:\s+(?:הבא|הקרוב|הזה))?",
            lambda m: ("date", (int(m["d"]), None, None)) if 1 <= int(m["d"]) <= 31 else None,
        ),
        (
            r"(?P<by>עד\s+|לפני\s+|מ)?[בל]?ה-?(?P<d>\d{1,2})(?!\d|[./:]\d|\s*(?:%|ימי|יום|ימים|שעות|דקות|ש\"ח|שקל|₪|ל?חודש|ב?-?(?:ינואר|פברואר|מרץ|מרס|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר)))",
            lambda m: ("date", (int(m["d"]), None, None)) if 1 <= int(m["d"]) <= 31 else None,
        ),
        (rf"{_PREFIX}(?:ראשון|אחד)\s+[לב]חודש", always("date", 1, None, None)),
        (
            rf"{_PREFIX}(?:ראשון|אחד)\s+[לב]-?(?P<mo>{_MONTH})",
            lambda m: ("date", (1, _MONTHS[m["mo"].rstrip("'")], None)),
        ),
        (
            rf"{_AFTER_A_DAY}(?P<h>\d{{1,2}})(?::(?P<mi>\d\d))?\s*-\s*(?P<h2>\d{{1,2}})(?::(?P<mi2>\d\d))?{_NO}",
            clock,
        ),
        (
            rf"(?:בין|מ-?)\s*(?:ה?שעות\s+|ה?שעה\s+)?-?(?P<h>\d{{1,2}})(?::(?P<mi>\d\d))?\s*(?:לבין|ל|עד|ו|-)\s*(?:השעה\s+|ה)?-?\s*(?P<h2>\d{{1,2}})(?::(?P<mi2>\d\d))?{_NO}",
            clock,
        ),
        (r"(?P<h>\d{1,2}):(?P<mi>\d\d)\s*(?:-|עד|ל-?)\s*(?P<h2>\d{1,2}):(?P<mi2>\d\d)", clock),
        (
            r"(?:בשעות|בשעה|משעה)\s+-?(?P<h>\d{1,2})(?::(?P<mi>\d\d))?\s*(?:-|עד)\s*(?P<h2>\d{1,2})(?::(?P<mi2>\d\d))?",
            clock,
        ),
        (r"(?:עד\s+|ב-?)(?:שעה\s+|השעה\s+)?12\s+בלילה", always("daytime", 23, 59)),
        (
            rf"(?P<by>עד|לפני|לא\s+יאוחר\s+מ)\s*(?:ל|ה)?(?:שעה\s+|השעה\s+)?-?(?P<h>\d{{1,2}})(?::(?P<mi>\d\d))?{_NO}",
            clock,
        ),
        (r"(?:ב|ה|מה)?שעה\s+-?(?P<h>[67]):(?P<mi>\d\d)(?!\s*(?:בערב|אחה|-|עד))", _of_the_morning),
        (r"(?:ב|ה|מה|מ|החל\s+מה)?שעה\s+-?(?P<h>\d{1,2})(?::(?P<mi>\d\d))?", clock),
        (r"ב-(?P<h>[67]):(?P<mi>\d\d)(?!\s*(?:בערב|אחה))", _of_the_morning),
        (r"[בל]-?(?P<h>\d{1,2}):(?P<mi>\d\d)", clock),
        (r"ב?שעה\s+(?P<h>\d{1,2})\.(?P<mi>\d\d)(?![.\d])", clock),
        (
            rf"ב(?P<less>רבע|עשרה|חמישה|עשרים)\s+ל-?(?P<w>{_HOUR_WORDS})",
            _to_the_hour,
        ),
        (
            rf"(?:בין\s+(?:ה?שעות\s+)?|מ-?|בשעות\s+)(?P<w>{_HOUR_WORDS})\s*(?:\s+ל-?|\s+עד\s+|-)\s*(?P<w2>{_HOUR_WORDS})",
            _spoken_window,
        ),
        (rf"ב-?(?P<h>1\d|2[0-3]|[7-9])(?=\s+(?:בבוקר|בערב|בצהריים|אחה\"צ|בלילה)){_NO}", clock),
        (
            r"ב-?(?P<h>\d{1,2})(?=\s*(?:[,.;!()]|$|\s(?:בבוקר|בערב|בצהריים|אחה|היום|מחר|בדיוק|בערך|אצל|הוא|היא|זה|אני|אנחנו|הכל|הכול)))",
            clock,
        ),
        (
            r"(?:ב?סביבות|סביב|לקראת|בערך\s+ב-?)\s*(?:ה?שעה\s+)?(?P<h>\d{1,2})(?=\s*(?:[,;!()]|\.(?!\d)|$|\s(?:בבוקר|בערב|בצהריים|אחה|היום|מחר)))",
            clock,
        ),
        (
            rf"(?:(?P<by>עד|לפני)\s+|(?:ב?סביבות|סביב|לקראת|בערך\s+ב)-?\s*|[בל]-?)(?:שעה\s+|השעה\s+|ה)?(?P<w>{_HOUR_WORDS})(?P<half>\s+ו(?:חצי|רבע|עשרים\s+וחמש|עשרים|עשרה|עשר|חמישה|ארבעים|חמישים))?(?=\s*(?:[,.;!()]|$|\s(?:בבוקר|בערב|בצהריים|אחר|אחה|בדיוק|היום|מחר|לכל|בערך|אצל|ו(?!חצי|רבע|עשר))))",
            _spoken,
        ),
        (
            rf"{_AFTER_A_DAY}ב-?(?P<w>{_HOUR_WORDS})(?P<half>\s+ו(?:חצי|רבע|עשרים|עשרה|עשר|חמישה))?",
            _spoken,
        ),
        (rf"{_AFTER_A_DAY}ב-?(?P<h>\d{{1,2}}){_NO}", clock),
        (r"(?P<h>\d{1,2}):(?P<mi>\d\d)", clock),
        (
            rf"(?:היום|מחר),?\s+\(?(?:ב?יום\s+){_DAY}(?![א-ת'])\)?",
            lambda m: ("day", (1 if m.group().startswith("מחר") else 0,)),
        ),
        (
            rf"(?:{_PREFIX}יום\s+|ב){_ANY_DAY}(?:\s+או\s+|\s*-\s*)(?:ב?יום\s+|ב)?{_DAY}(?![א-ת'])(?!\s*-)",
            _either_day,
        ),
        (r"[בלמ]?מוצאי(?=\s+(?:ה?שבת|יום))|[בלמ]?מוצ(?=\"ש)", always("daytime", 21, 0)),
        (r"[בלמ]?מוצש", always("weekday", 5, 0, 0)),
        (r"(?<=אי )ה?שבת|(?<=צ\")ש", always("weekday", 5, 0, 0)),
        (rf"(?:{_PREFIX}(?:יום|ימי)\s+){_DAY}(?![א-ת']|-\d){_IN_NEXT_WEEK}", _weekday),
        (rf"(?:[בלמ]|עד\s+)-?(?P<wd>ראשון|שלישי|רביעי|חמישי|שישי|שבת)(?![א-ת]){_IN_NEXT_WEEK}(?!\s+שלום)", _weekday),
        (
            r"(?P<past>)(?P<by>)(?P<wd>ראשון|שני|שלישי|רביעי|חמישי|שישי|[אבגדהו]')(?P<nextweek>)(?=\s+(?:ב-?\d|בשעה|בבוקר|בערב|בצהריים|אחה|אחרי\s+הצ|הקרוב))",
            _weekday,
        ),
        (
            r"(?<=[:,] )(?P<past>)(?P<by>)(?P<wd>ראשון|שני|שלישי|רביעי|חמישי|שישי)(?P<nextweek>)(?=\s*(?:[.!,]|$|\s(?:ב|אחרי|אחר|לפני|בין|עד|\d)))",
            _weekday,
        ),
        (
            rf"(?:[בלמ]|עד\s+)-?(?P<wd>שני|[אבגדהו]')(?=\s+(?:ב|עד|הקרוב|אחה|אחרי)|\s*(?:[.,;!)]|$)){_IN_NEXT_WEEK}",
            _weekday,
        ),
        (r"(?:(?:עד\s+)?[ולמ]?מחר(?:\s+או|\s*-|,|\s+עד)?\s*)?[ולמ]?מחרתיים", always("day", 2)),
        (r"היום\s*(?:או|-|/)\s*מחר", always("day", 1)),
        (
            r"דבר\s+ראשון(?=\s+(?:מחר|בבוקר|על|ביום|בראשון))|(?<=חר )דבר\s+ראשון|(?<=וקר )דבר\s+ראשון|לפנה\"צ|לפנות\s+בוקר|ב?שעות\s+הבוקר|בחצי\s+היום",
            always("daytime", 12, 0),
        ),
        (r"(?P<by>ש?עד\s+)?[ושלמ]{0,2}מחר", always("day", 1)),
        (r"(?:ש?עוד\s+|[בש])?היום(?!\s+(?:יום|ה))|ביום\s+זה", always("day", 0)),
        (r"לפני\s+הצהריים|(?:על\s+|ב)?הבוקר|בבוקר|בבקר|על\s+הבוקר", always("daytime", 12, 0)),
        (r"אחרי?\s+הצהריי?ם|אחה\"צ|אחר-הצהריים|אחהצ|לפנות\s+ערב", always("daytime", 18, 0)),
        (r"[בה]?ה?צהריי?ם|ב?צהרי\s+היום", always("daytime", 14, 0)),
        (r"[בה]ערב(?!\s+(?:טוב|לפני))", always("daytime", 21, 0)),
        (r"[בה]לילה|חצות|עד\s+חצות", always("daytime", 23, 59)),
        (r"(?:בהמשך|כבר|לאורך)\s+היום", always("day", 0)),
        (r"(?:במהלך\s+|עוד\s+|בהמשך\s+|ב)?השבוע(?!\s+(?:הבא|שעבר|האחרון|הקודם))", always("week", 0)),
        (r"(?:במהלך\s+|בתחילת\s+|תחילת\s+|באמצע\s+)?[בל]?ה?שבוע\s+(?:הבא|הקרוב)", always("week", 1)),
        (
            r"בהקדם(?:\s+האפשרי)?|בקרוב(?:\s+מאוד)?|ב(?:ימים|שעות|דקות|שבועות|זמן)\s+הקרוב\w*|מיי?ד|תיי?כף|תכף|במהרה|בהזדמנות(?:\s+הראשונה)?|ללא\s+דיחוי|כמה\s+שיותר\s+מהר|הכי\s+מהר(?:\s+ש\w+)?|עוד\s+(?:מעט|רגע|דקה)|לאחר\s+החג\w*|אחרי\s+החג\w*|בהמשך|החודש|(?:ב|ה)?חודש\s+הבא|בחודש\s+הקרוב|מתישהו|כש(?:א|נ)וכל",
            always("vague"),
        ),
        (r"עכשיו|כרגע|ברגע\s+זה", always("now")),
        (
            rf"[בלמ]?(?:ה)?(?:חשבונית|מחזור|חיוב|תלוש|דוח|דו\"ח)(?:\s+החיוב)?\s+(?:הבא\w?|הקרוב\w?|של\s+(?:חודש\s+)?(?:{_MONTH}))|[בלמ]ה?חודש\s+ה(?:שני|שלישי)",
            always("event"),
        ),
        (r"לא\s+יאוחר(?:\s+מ-)?|לכל\s+המאוחר|עד|לפני|לקראת", always("by")),
    ],
    joined="ו",
)
