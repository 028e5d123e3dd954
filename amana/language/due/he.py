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
_NUMBERS |= {"עשרים": 20.0, "שלושים": 30.0, "ארבעים": 40.0, "מספר": 3.0, "כמה": 3.0}
_MONTHS = {
    name: number
    for number, names in enumerate(
        "ינואר|פברואר|מרץ מרס|אפריל|מאי|יוני|יולי|אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר".split("|"), 1
    )
    for name in names.split()
}
_WEEKDAYS = {
    **dict(zip("ראשון שני שלישי רביעי חמישי שישי שבת".split(), (6, 0, 1, 2, 3, 4, 5), strict=True)),
    **dict(zip("אבגדהו", (6, 0, 1, 2, 3, 4), strict=True)),
    "ש": 5,
}
_N = r"(?:\d{1,4}|" + "|".join(w for w in _NUMBERS if w not in ("מספר", "כמה")) + ")"
_RANGE = rf"(?:{_N}\s*(?:-|עד|או)\s*)?(?:ה-?\s*)?(?P<n>{_N})"
_WITHIN = r"(?:ו?ב?תוך|ת(?:ן|ני|נו)\s+לי|ו?בעוד|ו?עוד|(?:ל)?עד|במהלך|לאחר|כעבור|לא\s+יאוחר\s+מ-?)\s*(?:עד\s+|לכל\s+היותר\s+)?(?:כ-?|ל-?)?"
_FROM = r"(?P<since>\s+(?:מ|מיום\s+|ממועד\s+|מרגע\s+|לאחר\s+|אחרי\s+)(?:ה?קבל\w+|ה?אישור\w*|ה?גע\w+|ש\w+|ה?חזר\w*))?"
_MONTH = "|".join(_MONTHS)
_DAY = r"(?P<wd>ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת|[אבגדהו]'?)"
_IN_NEXT_WEEK = r"(?:\s+(?:ה)?(?:קרוב\w?|הזה|זה)|\s+(?P<nextweek>(?:של\s+|ב)?(?:ה)?שבוע\s+הבא)|\s+(?P<next>הבא\w?))?(?P<past>\s+(?:שעבר\w?|האחרו\w+|הקודם))?"
_PREFIX = r"[ובלמשכה]{0,3}-?"
_NOT_CLOCK = r"(?!\d|\s*(?:%|ש\"ח|שח|שקל\w*|₪|\$|[./]\d|אחוז\w*|ג'יגה|ימי?ם?\b|שעות|שעה|דקות|שבוע\w*|חודש\w*|פעמים|אנשים|תשלומים|ל?חודש|-?ב?-?(?:{})))"
_NO = _NOT_CLOCK.replace("{}", _MONTH)


def _duration(kind: str, factor: float = 1) -> Maker:
    def make(match: re.Match[str]) -> tuple[str, Value]:
        if match.groupdict().get("since"):
            return "event", ()
        return kind, (number(match["n"], _NUMBERS) * factor,)

    return make


def _fixed(kind: str, value: float) -> Maker:
    return lambda match: ("event", ()) if match.groupdict().get("since") else (kind, (value,))


def _named_date(match: re.Match[str]) -> tuple[str, Value] | None:
    day, year = int(match["d"]), match["y"]
    return ("date", (day, _MONTHS[match["mo"]], int(year) if year else None)) if 1 <= day <= 31 else None


def _weekday(match: re.Match[str]) -> tuple[str, Value] | None:
    if match["past"]:
        return None
    return "weekday", (_WEEKDAYS[match["wd"].rstrip("'")], 0, 1 if match["nextweek"] else 0)


def _end(match: re.Match[str]) -> tuple[str, Value]:
    what, later = match["what"], 1 if match["later"] else 0
    if what in _MONTHS:
        return "date", (0, _MONTHS[what], None)
    return "end", ("week" if "שבוע" in what else "month" if "חודש" in what else "day", later)


def _weekend(match: re.Match[str]) -> tuple[str, Value]:
    return ("end", ("week", 0)) if match["by"] else ("weekend", ())


_HOURS = dict(zip("אחת שתיים שלוש ארבע חמש שש שבע שמונה תשע עשר".split(), range(1, 11), strict=True)) | {
    "אחת עשרה": 11,
    "שתים עשרה": 12,
    "שתיים עשרה": 12,
}
_HOUR_WORDS = "|".join(sorted(_HOURS, key=len, reverse=True))


def _of_the_morning(match: re.Match[str]) -> tuple[str, Value]:
    """Six or seven with minutes is of the 24-hour clock: the evening would be 18 or 19."""
    return "clock", (int(match["h"]), int(match["mi"]), "am")


def _spoken(match: re.Match[str]) -> tuple[str, Value]:
    """An hour in words: "בשתיים וחצי", "עד שש בערב"."""
    half = (match["half"] or "").strip()
    return "clock", (_HOURS[match["w"]], {"וחצי": 30, "ורבע": 15}.get(half, 0), None)


HEBREW = Grammar(
    [
        (rf"(?:{_WITHIN})?{_RANGE}\s*ימי\s+(?:עסקים|עבודה){_FROM}", _duration("workdays")),
        (rf"(?:{_WITHIN})?(?:יומיים|שני\s+ימי)\s+(?:עסקים|עבודה){_FROM}", _fixed("workdays", 2)),
        (
            rf"(?:{_WITHIN})?יום\s+(?:עסקים|עבודה)(?:\s+אחד)?{_FROM}|ב?יום\s+העסקים\s+הבא",
            lambda m: ("workdays", (1.0,)),
        ),
        (r"(?:תוך|בתוך|עוד|בעוד|ב)\s*(?:מספר|כמה)\s+(?:דקות|שעות|ימים|ימי\s+עסקים|שבועות|רגעים)", always("vague")),
        (r"ב?(?:יומיים)\s+הקרובים", always("days", 2)),
        (r"ב?(?:שעתיים)\s+הקרובות", always("hours", 2)),
        (rf"ב-?(?:ה)?{_RANGE}\s+(?:ה)?(?:ימים|יממות)\s+הקרוב\w+", _duration("days")),
        (rf"ב-?(?:ה)?{_RANGE}\s+(?:ה)?שעות\s+הקרובות", _duration("hours")),
        (rf"{_WITHIN}(?:ה?דקה)(?:\s+אחת)?", _fixed("hours", 1 / 60)),
        (rf"{_WITHIN}(?:רבע\s+שעה){_FROM}", _fixed("hours", 0.25)),
        (rf"{_WITHIN}(?:חצי\s+שעה){_FROM}", _fixed("hours", 0.5)),
        (rf"{_WITHIN}שעה\s+וחצי{_FROM}", _fixed("hours", 1.5)),
        (rf"{_WITHIN}(?:שעה(?:\s+(?:עד|או)\s+)|)שעתיים{_FROM}", _fixed("hours", 2)),
        (rf"{_WITHIN}(?:ה?שעה)(?:\s+הקרובה|\s+אחת)?{_FROM}(?!\s*\d)", _fixed("hours", 1)),
        (rf"{_WITHIN}{_RANGE}\s+(?:ה)?שעות{_FROM}", _duration("hours")),
        (rf"{_WITHIN}{_RANGE}\s+(?:ה)?דקות{_FROM}", _duration("hours", 1 / 60)),
        (rf"{_WITHIN}(?:יומיים){_FROM}", _fixed("days", 2)),
        (rf"{_WITHIN}(?:שבועיים){_FROM}", _fixed("days", 14)),
        (rf"{_WITHIN}(?:חודשיים){_FROM}", _fixed("months", 2)),
        (
            rf"{_WITHIN}(?:יממה|יום)(?:\s+אחד)?{_FROM}(?!\s+(?:ראשון|שני|שלישי|רביעי|חמישי|שישי|שבת|[אבגדהו]'|\d))",
            _fixed("days", 1),
        ),
        (rf"{_WITHIN}שבוע(?:\s+ימים|\s+אחד)?{_FROM}(?!\s+הבא)", _fixed("days", 7)),
        (rf"{_WITHIN}חודש(?:\s+ימים|\s+אחד)?{_FROM}(?!\s+הבא)", _fixed("months", 1)),
        (rf"{_WITHIN}{_RANGE}\s+(?:ימים|ימי\s+לוח|יום|יממות){_FROM}", _duration("days")),
        (rf"{_WITHIN}{_RANGE}\s+שבועות{_FROM}", _duration("days", 7)),
        (rf"{_WITHIN}{_RANGE}\s+חודשים{_FROM}", _duration("months")),
        (
            rf"(?P<by>עד\s+|לקראת\s+)?{_PREFIX}(?:סופ\"ש|סופש|סוף\s+ה?שבוע)(?P<later>\s+הבא)?(?!\s+(?:ש?עבר|הקודם|האחרון|נעים))",
            _weekend,
        ),
        (
            rf"(?P<by>עד\s+)?{_PREFIX}(?:סוף|תום|סיום)\s+(?P<what>ה?יום(?!\s+(?:ראשון|שני|שלישי|רביעי|חמישי|שישי|[א-ו]\b))(?:\s+(?:ה?עבודה|ה?עסקים))?|ה?חודש|שעות\s+הפעילות|שעות\s+העבודה|המשמרת|{_MONTH})(?P<later>\s+הבא)?",
            _end,
        ),
        (r"(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)", numeric_date),
        (rf"{_PREFIX}(?P<d>\d{{1,2}})\s*(?:ב|ל)?-?\s*(?P<mo>{_MONTH})(?:\s+(?P<y>20\d\d))?", _named_date),
        (
            r"(?:[ובלמשכה]{1,3}-?|(?<=[א-ת]-)|(?<=' )|(?<=ון )|(?<=ני )|(?<=שי )|(?<=עי )|(?<=עד )|(?<=יום ))(?P<d>\d{1,2})\.(?P<m>\d{1,2})(?P<y>)(?![.:/]?\d|\s*(?:%|ש\"ח|₪|ג'יגה|שקל))",
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
        (rf"{_PREFIX}(?:ראשון|אחד)\s+לחודש", always("date", 1, None, None)),
        (
            rf"(?:בין|מ-?)\s*(?:ה?שעות\s+|ה?שעה\s+)?-?(?P<h>\d{{1,2}})(?::(?P<mi>\d\d))?\s*(?:לבין|ל|עד|ו|-)\s*(?:השעה\s+|ה)?-?\s*(?P<h2>\d{{1,2}})(?::(?P<mi2>\d\d))?{_NO}",
            clock,
        ),
        (r"(?P<h>\d{1,2}):(?P<mi>\d\d)\s*(?:-|עד|ל-?)\s*(?P<h2>\d{1,2}):(?P<mi2>\d\d)", clock),
        (
            r"(?:בשעות|בשעה|משעה)\s+-?(?P<h>\d{1,2})(?::(?P<mi>\d\d))?\s*(?:-|עד)\s*(?P<h2>\d{1,2})(?::(?P<mi2>\d\d))?",
            clock,
        ),
        (
            rf"(?P<by>עד|לפני|לא\s+יאוחר\s+מ)\s*(?:ל|ה)?(?:שעה\s+|השעה\s+)?-?(?P<h>\d{{1,2}})(?::(?P<mi>\d\d))?{_NO}",
            clock,
        ),
        (r"(?:ב|ה|מה|מ|החל\s+מה)?שעה\s+-?(?P<h>\d{1,2})(?::(?P<mi>\d\d))?", clock),
        (r"ב-(?P<h>[67]):(?P<mi>\d\d)(?!\s*(?:בערב|אחה))", _of_the_morning),
        (r"ב-(?P<h>\d{1,2}):(?P<mi>\d\d)", clock),
        (rf"ב-?(?P<h>1\d|2[0-3]|[7-9])(?=\s+(?:בבוקר|בערב|בצהריים|אחה\"צ|בלילה)){_NO}", clock),
        (r"ב-?(?P<h>\d{1,2})(?=\s*(?:[,.;!()]|$|\sבבוקר|\sבערב|\sבצהריים|\sאחה))", clock),
        (
            rf"(?:(?P<by>עד|לפני)\s+|[בל]-?)(?:שעה\s+|השעה\s+|ה)?(?P<w>{_HOUR_WORDS})(?P<half>\s+וחצי|\s+ורבע)?(?=\s*(?:[,.;!()]|$|\s(?:בבוקר|בערב|בצהריים|אחר|אחה|בדיוק|היום|מחר|לכל)))",
            _spoken,
        ),
        (r"(?P<h>\d{1,2}):(?P<mi>\d\d)", clock),
        (rf"(?:{_PREFIX}(?:יום|ימי)\s+){_DAY}(?![א-ת']|-\d){_IN_NEXT_WEEK}", _weekday),
        (rf"(?:[בלמ]|עד\s+)-?(?P<wd>ראשון|שלישי|רביעי|חמישי|שישי|שבת)(?![א-ת]){_IN_NEXT_WEEK}(?!\s+שלום)", _weekday),
        (rf"{_RANGE}\s+דקות(?=\s+ו?(?:אני|אנחנו|אנו|חוזר\w*)(?![א-ת]))", _duration("hours", 1 / 60)),
        (
            r"(?P<past>)(?P<by>)(?P<wd>ראשון|שלישי|רביעי|חמישי|שישי)(?P<nextweek>)(?=\s+(?:ב-?\d|בשעה|בבוקר|בערב|בצהריים))",
            _weekday,
        ),
        (
            r"(?<=[:,] )(?P<past>)(?P<by>)(?P<wd>ראשון|שני|שלישי|רביעי|חמישי|שישי)(?P<nextweek>)(?=\s*(?:[.!,]|$|\s(?:ב|אחרי|אחר|לפני|בין|עד|\d)))",
            _weekday,
        ),
        (rf"(?:[בלמ]|עד\s+)-?(?P<wd>שני)(?=\s+(?:ב|ה|עד|הקרוב)){_IN_NEXT_WEEK}", _weekday),
        (r"[ולמ]?מחרתיים", always("day", 2)),
        (r"(?P<by>עד\s+)?[ולמ]{0,2}מחר", always("day", 1)),
        (r"(?:עוד\s+|ב)?היום(?!\s+(?:יום|ה))|ביום\s+זה", always("day", 0)),
        (r"לפני\s+הצהריים|(?:על\s+|ב)?הבוקר|בבוקר|בבקר|על\s+הבוקר", always("daytime", 12, 0)),
        (r"אחרי?\s+הצהריי?ם|אחה\"צ|אחר-הצהריים|אחהצ|לפנות\s+ערב", always("daytime", 18, 0)),
        (r"[בה]?ה?צהריי?ם|ב?צהרי\s+היום", always("daytime", 14, 0)),
        (r"[בה]ערב(?!\s+(?:טוב|לפני))", always("daytime", 21, 0)),
        (r"[בה]לילה|חצות|עד\s+חצות", always("daytime", 23, 59)),
        (r"(?:במהלך\s+|עוד\s+|ב)?השבוע(?!\s+(?:הבא|שעבר|האחרון|הקודם))", always("week", 0)),
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
