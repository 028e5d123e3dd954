"""Arabic time expressions, standard and spoken; the text is folded (alef, ya, ta marbuta, hamza, digits)."""

from __future__ import annotations

import re

from amana.language.due.parts import Grammar, Maker, Value, always, number, numeric_date

_NUMBERS: dict[str, float] = {}
for _value, _words in enumerate(
    "واحد واحده|اثنين اثنان اتنين|ثلاثه ثلاث تلاته تلات|اربعه اربع|خمسه خمس|سته ست|سبعه سبع|ثمانيه ثمان ثماني تمانيه تمن|"
    "تسعه تسع|عشره عشر|احد عشر|اثني عشر|ثلاثه عشر|اربعه عشر|خمسه عشر|".split("|"),
    1,
):
    _NUMBERS |= dict.fromkeys([_words] if _value > 10 else _words.split(), float(_value))
_NUMBERS |= {"عشرين": 20.0, "ثلاثين": 30.0, "اربعين": 40.0, "اربع وعشرين": 24.0, "ثمان واربعين": 48.0}
_NUMBERS.pop("", None)
_HOURS = {
    name: number
    for number, names in enumerate(
        "واحده|ثانيه تنتين ثنتين|ثالثه ثلاثه تلاته|رابعه اربعه|خامسه خمسه|سادسه سته|سابعه سبعه|ثامنه ثمانيه تمانيه|تاسعه تسعه|عاشره عشره|حاديه عشره|ثانيه عشره".split(
            "|"
        ),
        1,
    )
    for name in (names.split() if number < 11 else [names])
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        "يناير,كانون الثاني,جانفي|فبراير,شباط,فيفري|مارس,اذار|ابريل,نيسان,افريل|مايو,ايار,ماي|يونيو,حزيران,جوان|"
        "يوليو,تموز,جويليه|اغسطس,اب,اوت|سبتمبر,ايلول|اكتوبر,تشرين الاول|نوفمبر,تشرين الثاني|ديسمبر,كانون الاول".split(
            "|"
        ),
        1,
    )
    for name in names.split(",")
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "اثنين اتنين تنين|ثلاثاء ثلاثا تلات تلاتا ثلوث|اربعاء اربعا ربوع|خميس|جمعه|سبت|احد حد".split("|")
    )
    for name in names.split()
}
_N = r"(?:\d{1,4}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_RANGE = rf"(?:{_N}\s*(?:-|الي|او|ل)\s*)?(?P<n>{_N})"
_WITHIN = r"و?(?:خلال|ا?عطيني|ا?عطني|في\s+(?:غضون|خلال|ظرف)|بظرف|بغضون|بعد|في|كمان|ظرف|لمده|حتي|بحدود|علي\s+مدي)\s+(?:اقصاها\s+|مده\s+اقصاها\s+|حد\s+اقصي\s+|ال\s*)?"
_FROM = r"(?P<since>\s+(?:من|بعد)\s+(?:تاريخ\s+|وقت\s+|تسلم\w*|ال)?(?:استلام\w*|وصول\w*|موافق\w*|اعتماد\w*|تسلم\w*|تقديم\w*))?"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_HOUR = "|".join(sorted(_HOURS, key=len, reverse=True))
_COMING = r"(?:القادم\w?|الجاي\w?|الجايه|المقبل\w?|التالي\w?|الجي)"
_H = rf"(?:\d{{1,2}}(?::\d\d)?|(?:ال)?(?:{_HOUR}))"
_AP = r"صباحا|الصبح|صباح|ص|فجرا|الفجر|مساء|المسا|المساء|ظهرا|الظهر|بعد\s+الظهر|العصر|عصرا|ليلا|بالليل|الليل|م"
_BY = r"(?:قبل|حتي|لحد|لغايه|لين|ل|الي|اقصاه|اقصاها|قبيل)"


def _duration(kind: str, factor: float = 1) -> Maker:
    def make(match: re.Match[str]) -> tuple[str, Value]:
        if match.groupdict().get("since"):
            return "event", ()
        return kind, (number(match["n"], _NUMBERS) * factor,)

    return make


def _fixed(kind: str, value: float) -> Maker:
    return lambda match: ("event", ()) if match.groupdict().get("since") else (kind, (value,))


def _named_date(match: re.Match[str]) -> tuple[str, Value] | None:
    day = int(match["d"]) if match["d"] else 1
    return ("date", (day, _MONTHS[match["mo"]], int(match["y"]) if match["y"] else None)) if 1 <= day <= 31 else None


def _weekday(match: re.Match[str]) -> tuple[str, Value] | None:
    if match["past"]:
        return None
    return "weekday", (_WEEKDAYS[match["wd"]], 0, 0)


def _hour_of(words: str) -> tuple[int, int]:
    plain = words.strip().removeprefix("ال")
    if plain in _HOURS:
        return _HOURS[plain], 0
    hour, _, minute = plain.partition(":")
    return int(hour), int(minute or 0)


def _half(words: str | None) -> str | None:
    if not words:
        return None
    return "am" if words.startswith(("ص", "الصبح", "فجر", "الفجر")) else "pm"


def _clock(match: re.Match[str]) -> tuple[str, Value] | None:
    hour, minute = _hour_of(match["h"])
    extra = {"ونص": 30, "ونصف": 30, "وربع": 15, "والنصف": 30, "والربع": 15}.get(
        (match.groupdict().get("extra") or "").strip(), 0
    )
    if hour > 24:
        return None
    half = _half(match["ap"])
    return "clock", (hour, minute + extra, half if half else ("am" if match["h"].startswith("0") else None))


def _window(match: re.Match[str]) -> tuple[str, Value] | None:
    first, last = _hour_of(match["h"]), _hour_of(match["h2"])
    if first[0] > 24 or last[0] > 24:
        return None
    return "clock", (*first, _half(match["ap"]), *last, _half(match["ap2"]))


def _end(match: re.Match[str]) -> tuple[str, Value]:
    what, later = match["what"], 1 if match["later"] else 0
    if what in _MONTHS:
        return "date", (0, _MONTHS[what], None)
    return "end", ("week" if "اسبوع" in what else "month" if "شهر" in what else "day", later)


def _week(match: re.Match[str]) -> tuple[str, Value]:
    return "week", (1 if match["later"] else 0,)


ARABIC = Grammar(
    [
        (rf"(?:{_WITHIN})?{_RANGE}\s*(?:ايام|يوم|يوما)\s+(?:عمل|دوام)(?:يه)?{_FROM}", _duration("workdays")),
        (rf"(?:{_WITHIN})?(?:يومين|يومي)\s+(?:عمل|دوام){_FROM}", _fixed("workdays", 2)),
        (
            rf"(?:{_WITHIN})?يوم\s+(?:عمل|دوام)(?:\s+واحد)?{_FROM}|يوم\s+العمل\s+{_COMING}",
            lambda m: ("workdays", (1.0,)),
        ),
        (
            r"(?:خلال|بعد|في\s+غضون)\s+(?:دقايق|ساعات|ايام|لحظات|كم\s+يوم|الايام\s+(?:القادمه|الجايه|المقبله|القليله\s+القادمه)|الساعات\s+(?:القادمه|المقبله)|شوي|شويه|قليل|الفتره\s+القادمه)(?!\s+عمل)",
            always("vague"),
        ),
        (rf"{_WITHIN}ساعه\s+(?:ونص|ونصف){_FROM}", _fixed("hours", 1.5)),
        (rf"{_WITHIN}نصف?\s+ساعه{_FROM}", _fixed("hours", 0.5)),
        (rf"{_WITHIN}ربع\s+ساعه{_FROM}", _fixed("hours", 0.25)),
        (rf"{_WITHIN}(?:ساعه\s+(?:الي|او|ل)\s+)?ساعتين{_FROM}", _fixed("hours", 2)),
        (rf"{_WITHIN}{_RANGE}\s+(?:ساعه|ساعات){_FROM}", _duration("hours")),
        (rf"{_WITHIN}{_RANGE}\s+(?:دقيقه|دقايق){_FROM}", _duration("hours", 1 / 60)),
        (r"دقيقتين(?=\s+و[انب])", _fixed("hours", 2 / 60)),
        (rf"{_WITHIN}(?:ساعه|الساعه\s+القادمه)(?:\s+واحده|\s+من\s+الان)?{_FROM}(?!\s*\d)", _fixed("hours", 1)),
        (r"بعد\s+(?:بكره|بكرا|بكرة|غد|غدا|باكر)", always("day", 2)),
        (rf"{_WITHIN}يومين{_FROM}", _fixed("days", 2)),
        (rf"{_WITHIN}اسبوعين{_FROM}", _fixed("days", 14)),
        (rf"{_WITHIN}شهرين{_FROM}", _fixed("months", 2)),
        (rf"(?:خلال|في\s+غضون|بعد|كمان|ظرف)\s+اسبوع(?:\s+واحد)?{_FROM}", _fixed("days", 7)),
        (rf"(?:خلال|في\s+غضون|بعد|كمان|ظرف)\s+شهر(?:\s+واحد)?{_FROM}", _fixed("months", 1)),
        (rf"(?:خلال|في\s+غضون|كمان|ظرف)\s+يوم(?:\s+واحد)?{_FROM}", _fixed("days", 1)),
        (rf"{_WITHIN}{_RANGE}\s+(?:ايام|يوم|يوما)(?:\s+تقويميه)?{_FROM}", _duration("days")),
        (rf"{_WITHIN}{_RANGE}\s+(?:اسابيع|اسبوع){_FROM}", _duration("days", 7)),
        (rf"{_WITHIN}{_RANGE}\s+(?:اشهر|شهور){_FROM}", _duration("months")),
        (r"(?:في\s+)?عطله\s+(?:نهايه\s+)?الاسبوع|(?:ال|ب)?ويك\s?اند", always("weekend")),
        (
            rf"(?P<by>{_BY}\s*)?ب?(?:نهايه|اخر|ختام)\s+(?P<what>(?:ال)?(?:يوم|دوام|نهار|اسبوع|شهر)|{_MONTH})(?!\s+سعيد)(?:\s+العمل)?(?P<later>\s+{_COMING})?",
            _end,
        ),
        (r"(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)", numeric_date),
        (
            rf"ب?(?:(?P<d>\d{{1,2}})|(?:ال)?اول)\s+(?:من\s+)?(?:شهر\s+)?(?P<mo>{_MONTH})(?:\s+(?P<y>20\d\d))?",
            _named_date,
        ),
        (
            r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})(?:[./](?P<y>(?:20)?\d\d))?(?![.:/]?\d|\s*(?:%|ريال|شيكل|درهم|جنيه|جيجا))",
            numeric_date,
        ),
        (
            r"(?:يوم|بتاريخ|ليوم)\s+(?P<d>\d{1,2})(?:\s+(?:في|من|ب)?\s*(?:ال|هال)?شهر(?:\s+(?:القادم|الجاي|هذا|الحالي))?)?(?!\s*[/.:]?\d|\s+(?:يوم|ايام|ساعه|من\s+\D|يناير|فبراير|مارس|ابريل|نيسان|مايو|ايار|يونيو|حزيران|يوليو|تموز|اغسطس|اب\b|سبتمبر|ايلول|اكتوبر|تشرين|نوفمبر|ديسمبر|كانون|شباط|اذار))",
            lambda m: ("date", (int(m["d"]), None, None)) if 1 <= int(m["d"]) <= 31 else None,
        ),
        (
            r"(?P<d>\d{1,2})\s+(?:ب|من\s+)?(?:ال|هال)شهر(?:\s+(?:القادم|الجاي|هذا|الحالي))?",
            lambda m: ("date", (int(m["d"]), None, None)) if 1 <= int(m["d"]) <= 31 else None,
        ),
        (
            rf"(?:بين|من)\s+(?:الساعه\s+)?(?P<h>{_H})\s*(?P<ap>{_AP})?\s*(?:والساعه|الي|حتي|لل|ل|و|-)\s*(?:الساعه\s+)?(?P<h2>{_H})\s*(?P<ap2>{_AP})?(?!\s*(?:%|ريال|ايام|يوم|ساعات|ساعه))",
            _window,
        ),
        (
            rf"(?P<h>\d{{1,2}}:\d\d)\s*(?P<ap>{_AP})?\s*(?:-|الي|حتي)\s*(?P<h2>\d{{1,2}}:\d\d)\s*(?P<ap2>{_AP})?",
            _window,
        ),
        (
            rf"(?P<by>{_BY}\s*)?(?:ال|ع|عال|لل|بال)?ساعه\s+(?P<h>{_H})(?P<extra>\s+(?:ونص|ونصف|وربع|والنصف|والربع))?(?:\s*(?P<ap>{_AP}))?",
            _clock,
        ),
        (rf"(?P<by>قبل)\s+(?P<h>\d{{1,2}})(?:\s*(?P<ap>{_AP}))?(?=\s*(?:[.،,؛!]|$))", _clock),
        (rf"(?P<h>\d{{1,2}}:\d\d)(?:\s*(?P<ap>{_AP}))?", _clock),
        (
            rf"(?P<by>ل)?(?:يوم\s+|ليوم\s+|نهار\s+|ليله\s+)?(?:ال|عال|لل)(?P<wd>{_WEEKDAY})(?:\s+{_COMING})?(?P<past>\s+(?:الماضي\w?|اللي\s+(?:فات|راح)|السابق\w?))?",
            _weekday,
        ),
        (r"(?:(?P<by>لحد|ل)\s*)?(?:بكره|بكرا|بكرة|غدا|يوم\s+غد|الغد|باكر)", always("day", 1)),
        (r"(?:ب|في\s+)نفس\s+(?:اليوم|النهار|الليله|الاسبوع|الوقت)|(?:اليوم|النهار)\s+(?:نفسه|ذاته)", always("event")),
        (r"(?:هال|ال)يوم|النهارده|النهاردا|اليله", always("day", 0)),
        (
            r"قبل\s+الظهر|(?:ب?الصبح|صباحا|صباح(?!\s+(?:الخير|النور|الورد))|الصباح)|اول\s+ما\s+اصحي|الضحي",
            always("daytime", 12, 0),
        ),
        (r"بعد\s+(?:ال)?ظهر|(?:ال|ب)?عصرا?|العصر", always("daytime", 18, 0)),
        (r"ب?الظهر|ظهرا", always("daytime", 14, 0)),
        (r"ب?المساء?|مساء(?!\s+(?:الخير|النور|الورد))|المغرب|العشا", always("daytime", 21, 0)),
        (r"(?:ال|هال)ليله|ب?الليل|ليلا|منتصف\s+الليل", always("daytime", 23, 59)),
        (r"(?:هذا\s+|خلال\s+)?(?:هال|ال)?اسبوع\s+(?P<later>القادم|الجاي|المقبل)", _week),
        (
            r"هذا\s+(?P<later>x)?(?:ال)?اسبوع|هالاسبوع|(?:خلال\s+)?الاسبوع\s+(?:الحالي|هذا)|خلال\s+الاسبوع",
            always("week", 0),
        ),
        (rf"من\s+(?:اول\s+)?الشهر\s+{_COMING}", always("event")),
        (
            r"(?:في|ب)\s*(?:اقرب|اسرع)\s+(?:وقت|فرصه)(?:\s+ممكنه?)?|قريبا(?:\s+جدا)?|عن?\s*قريب|بالقريب(?:\s+العاجل)?|حالا|فورا|علي\s+(?:طول|الفور)|بعد\s+شوي\w?|لاحقا|بعدين|باسرع\s+ما\s+يمكن|في\s+القريب\s+العاجل|الشهر\s+(?:القادم|الجاي|المقبل)|هالشهر|هذا\s+الشهر",
            always("vague"),
        ),
        (r"الحين|الان|هلق|هلا(?=\s+ب)|دلوقتي|دحين|هسا", always("now")),
        (rf"(?:من\s+|في\s+|ب)?(?:ال)?(?:فاتور\w+|دوره|كشف\w*|راتب\w*)\s+(?:الفوتره\s+)?{_COMING}", always("event")),
        (r"(?:في\s+موعد\s+)?اقصاه|بحد\s+اقصي|كحد\s+اقصي|علي\s+ابعد\s+تقدير|قبل|حتي|لحد|لغايه", always("by")),
    ],
    joined="و",
)
