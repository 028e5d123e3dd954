"""Arabic time expressions, standard and spoken; the text is folded (alef, ya, ta marbuta, hamza, digits)."""

from __future__ import annotations

import re

from amana.language.due.parts import Grammar, Maker, Value, always, numeric_date

_NUMBERS: dict[str, float] = {}
for _value, _words in enumerate(
    "واحد واحده احد احدي وحده|اثنين اثنان اثنتين اثنتان اثني اثنا اثنتي اتنين ثنتين|ثلاثه ثلاث تلاته تلات تلت|اربعه اربع|خمسه خمس|سته ست|"
    "سبعه سبع|ثمانيه ثمان ثماني تمانيه تمن تمان|تسعه تسع|عشره عشر".split("|"),
    1,
):
    _NUMBERS |= dict.fromkeys(_words.split(), float(_value))
_TENS = {
    name: 10.0 * number
    for number, stem in enumerate("عشر ثلاث اربع خمس ست سبع ثمان تسع".split(), 2)
    for name in (stem + "ين", stem + "ون")
}
_HOURS = {
    name: number
    for number, names in enumerate(
        "واحده وحده|ثانيه تنتين ثنتين|ثالثه ثلاثه ثلاث تلاته|رابعه اربعه اربع|خامسه خمسه خمس|سادسه سته ست|سابعه سبعه سبع|"
        "ثامنه ثمانيه ثمان تمانيه|تاسعه تسعه تسع|عاشره عشره عشر|حاديه عشره,حداشر,احدعش,حدعش|ثانيه عشره,اطناشر,اثنعش,تنعش".split(
            "|"
        ),
        1,
    )
    for name in (names.split() if number < 11 else names.split(","))
}
_MINUTES = {"نص": 30, "نصف": 30, "ربع": 15, "ثلث": 20, "تلت": 20, "خمسه": 5, "خمس": 5, "عشره": 10, "عشر": 10}
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
_UNITS, _TEN = "|".join(sorted(_NUMBERS, key=len, reverse=True)), "|".join(_TENS)
_N = rf"(?:\d{{1,4}}|(?:{_UNITS})(?:\s+عشره?|\s+و(?:{_TEN}))?|(?:{_TEN}))"
_RANGE = rf"(?:(?:من\s+|بين\s+)?{_N}(?:\s*(?:-|الي|او|ل|حتي)\s*|(?<=[ء-ي])\s+|(?<=\w)\s+و))??(?P<n>{_N})"
_OR = r"\s+(?:الي\s+|او\s+|ل|حتي\s+)?"
_MOST = r"(?:اقصاه\w?|حد\s+اقصي|بحد\s+اقصي|لا\s+ت(?:زيد|تجاوز|تعدي)|لا\s+ي(?:زيد|تجاوز|تعدي))"
_WITHIN = rf"و?(?:خلال|ا?عطيني|ا?عطني|في\s+(?:غضون|خلال|ظرف)|بظرف|بغضون|بعد|في|كمان|ظرف|لمده|مده|حتي|بحدود|بحد\s+اقصي|كحد\s+اقصي|علي\s+مدي)\s+(?:حوالي\s+)?(?:(?:مده\s+)?{_MOST}\s+(?:عن\s+|علي\s+)?|ال\s*)?"
_FROM = r"(?P<since>\s+(?:من|بعد)\s+(?:تاريخ\s+|وقت\s+|تسلم\w*|ال)?(?:استلام\w*|وصول\w*|موافق\w*|اعتماد\w*|تسلم\w*|تقديم\w*|نهايه|انتهاء|الغاء|توقيع|شراء|تسليم|ارجاع|اغلاق|اكتمال|دفع|اخلاء|اعاده|صدور))?"
_WORK = r"(?:عمل|دوام|شغل)(?:يه)?"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_HOUR = "|".join(sorted(_HOURS, key=len, reverse=True))
_COMING = r"(?:القادم\w*|الجاي\w*|المقبل\w*|التالي\w*|الجي|اللي\s+جاي\w*)"
_H = rf"(?:\d{{1,2}}(?::\d\d)?|(?:ال)?(?:{_HOUR}))"
_NEXT = rf"(?:\s+{_COMING}|\s+من\s+(?:الان|اليوم|هلا|هلق|دلوقتي|تاريخه))?"
_AND_THEN = r"(?=\s+و(?![اي]?[كه]ذا|لا|لم|ما)[ابنيتحه])"
_AP = r"صباحا|الصبح|صباح|ص|فجرا|الفجر|مساء|المسا|المساء|ظهرا|الظهر|الضهر|بعد\s+ال[ظض]هر|العصر|عصرا|ليلا|بالليل|الليل|المغرب|العشا|م"
_EXTRA = r"(?P<extra>\s+(?:و(?:ال)?(?:نص|نصف|ربع|ثلث|تلت|خمسه|خمس|عشره|عشر)|الا\s+(?:ال)?(?:ربع|ثلث|تلت|خمسه|خمس|عشره|عشر)))?"
_BY = r"(?:قبل|حتي|لحد|لغايه|لين|ل|الي|اقصاه|اقصاها|قبيل)"


def _count(words: str) -> float:
    """A number in figures or words: "24", "خمسه عشر", "اربع وعشرين"."""
    if words.isdigit():
        return float(words)
    known = {**_NUMBERS, **_TENS}
    return sum(known.get(word, known.get(word.removeprefix("و"), 0)) for word in words.split())


def _lasting(length: str, make: Maker) -> list[tuple[str, Maker]]:
    """A length of time as people name it: within it, and before what comes of it ("خمس دقايق وبكون عندك")."""
    return [
        (rf"{_WITHIN}(?:ال)?(?:{length}){_NEXT}{_FROM}", make),
        (rf"(?:{length})(?:{_AND_THEN}|\s+من\s+(?:الان|اليوم|هلا|هلق|دلوقتي|تاريخه))", make),
    ]


def _duration(kind: str, factor: float = 1) -> Maker:
    def make(match: re.Match[str]) -> tuple[str, Value]:
        if match.groupdict().get("since"):
            return "event", ()
        return kind, (_count(match["n"]) * factor,)

    return make


# By the first letters of the unit: what is counted, and how much of it.
_COUNTED = {
    "سا": ("hours", 1.0),
    "دق": ("hours", 1 / 60),
    "د": ("hours", 1 / 60),
    "اس": ("days", 7.0),
    "اش": ("months", 1.0),
    "شه": ("months", 1.0),
}


def _counted(match: re.Match[str]) -> tuple[str, Value]:
    if match.groupdict().get("since"):
        return "event", ()
    kind, factor = _COUNTED.get(match["unit"][:2], ("days", 1.0))
    return kind, (_count(match["n"]) * factor,)


def _fixed(kind: str, value: float) -> Maker:
    return lambda match: ("event", ()) if match.groupdict().get("since") else (kind, (value,))


def _named_date(match: re.Match[str]) -> tuple[str, Value] | None:
    day = int(match["d"]) if match["d"] else 1
    return ("date", (day, _MONTHS[match["mo"]], int(match["y"]) if match["y"] else None)) if 1 <= day <= 31 else None


def _weekday(match: re.Match[str]) -> tuple[str, Value] | None:
    if match["past"]:
        return None
    return "weekday", (_WEEKDAYS[match["wd"]], 1 if match.groupdict().get("after") else 0, 0)


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
    words = (match.groupdict().get("extra") or "").split()
    extra = _MINUTES.get(words[-1].removeprefix("و").removeprefix("ال"), 0) if words else 0
    if words and words[0] == "الا":
        hour, extra = (hour - 2) % 12 + 1, 60 - extra
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
    what, later = match["what"].removeprefix("شهر "), 1 if match["later"] else 0
    if what in _MONTHS:
        return "date", (0, _MONTHS[what], None)
    if "سنه" in what or "عام" in what:
        return "date", (31, 12, None)
    return "end", ("week" if "اسبوع" in what else "month" if "شهر" in what else "day", later)


def _week(match: re.Match[str]) -> tuple[str, Value]:
    return "week", (1 if match["later"] else 0,)


ARABIC = Grammar(
    [
        (rf"(?:{_WITHIN})?(?:ال)?{_RANGE}\s*(?:ايام|يوم|يوما)\s+(?:ال)?{_WORK}{_NEXT}{_FROM}", _duration("workdays")),
        (rf"(?:{_WITHIN})?(?:ال)?(?:يوم{_OR})?(?:يومين|يومي)\s+(?:ال)?{_WORK}{_NEXT}{_FROM}", _fixed("workdays", 2)),
        (
            rf"(?:{_WITHIN})?يوم\s+(?:عمل|دوام|شغل)(?:\s+واحد)?{_FROM}|يوم\s+العمل\s+{_COMING}",
            lambda m: ("workdays", (1.0,)),
        ),
        (
            r"(?:(?:خلال|بعد|في\s+غضون|كمان)\s+)(?:دقايق|ساعات|ايام|لحظات|ثواني|(?:بضع|بضعه|عده|كم|كام)\s+(?:يوم|ايام|ساعه|ساعات|دقيقه|دقايق|اسابيع)|الايام\s+(?:القليله\s+)?(?:القادمه|الجايه|المقبله)|الدقايق\s+(?:القادمه|الجايه|المقبله)|الساعات\s+(?:القليله\s+)?(?:القادمه|الجايه|المقبله)|شوي|شويه|شوية|قليل|الفتره\s+القادمه|فتره\s+قصيره|وقت\s+قصير)(?!\s+عمل)|كم\s+يوم(?=\s+و|$)",
            always("vague"),
        ),
        *_lasting(r"ساعه\s+(?:ونص|ونصف)", _fixed("hours", 1.5)),
        *_lasting(r"نصف?\s+ساعه", _fixed("hours", 0.5)),
        *_lasting(r"(?:ثلث|تلت)\s+ساعه", _fixed("hours", 1 / 3)),
        *_lasting(r"ربع\s+ساعه", _fixed("hours", 0.25)),
        *_lasting(rf"ساعتين{_OR}(?:ثلاث|تلات|ثلاثه|تلاته)(?:\s+ساعات)?", _fixed("hours", 3)),
        *_lasting(rf"(?:ساعه{_OR})?ساعتين", _fixed("hours", 2)),
        *_lasting(r"دقيقتين", _fixed("hours", 2 / 60)),
        *_lasting(r"دقيقه", _fixed("hours", 1 / 60)),
        *_lasting(r"ساعه(?:\s+واحده|\s+زمن)?(?!\s*\d)", _fixed("hours", 1)),
        (
            rf"(?:{_BY}\s*)?(?:(?:بكره|بكرا|غدا)\s+(?:او\s+|الي\s+|ل)?)?(?:بعد|عقب)\s*(?:بكره|بكرا|غد|غدا|الغد|باكر|باجر)|(?:بكره|بكرا)\s+او\s+بعده",
            always("day", 2),
        ),
        *_lasting(rf"يومين{_OR}(?:ثلاث|تلات|ثلاثه|تلاته|تلت)(?:\s+ايام)?", _fixed("days", 3)),
        *_lasting(rf"(?:يوم{_OR})?يومين", _fixed("days", 2)),
        *_lasting(rf"(?:اسبوع{_OR})?اسبوعين", _fixed("days", 14)),
        *_lasting(rf"(?:شهر{_OR})?شهرين", _fixed("months", 2)),
        (rf"(?:خلال|في\s+غضون|بعد|كمان|ظرف)\s+اسبوع(?:\s+واحد)?{_FROM}(?!\s+العمل)", _fixed("days", 7)),
        (rf"(?:خلال|في\s+غضون|بعد|كمان|ظرف)\s+شهر\s+ونصف?{_FROM}", _fixed("days", 45)),
        (
            rf"(?:خلال|في\s+غضون|بعد|كمان|ظرف)\s+شهر(?:\s+واحد)?{_FROM}(?!\s+(?:{_MONTH}|رمضان))",
            _fixed("months", 1),
        ),
        (rf"(?:خلال|في\s+غضون|كمان|ظرف)\s+يوم(?:\s+واحد)?{_FROM}(?!\s+ال)", _fixed("days", 1)),
        *_lasting(
            rf"{_RANGE}\s*(?P<unit>ساعه|ساعات|دقيقه|دقايق|د|ايام(?:\s+تقويميه?)?|يوما?|اسابيع|اسبوعا?|اشهر|شهور|شهرا)",
            _counted,
        ),
        (r"اسبوعين(?=\s*(?:$|[.،,!]))", _fixed("days", 14)),
        (r"(?:ب|خلال\s+)?(?:هاليومين|هاليومان|اليومين\s+دول)", always("vague")),
        (r"(?:في\s+)?عطله\s+(?:نهايه\s+)?الاسبوع|(?:ال|ب|بال|هال|عال)?ويك\s?[ا]?ند", always("weekend")),
        (
            rf"(?P<by>{_BY}\s*)?ب?(?:نهايه|اخر|ختام)\s+(?P<what>(?:ال|هال)?(?:يوم(?!\s+(?:{_MONTH}|ال))|دوام|نهار|ليل|اسبوع|شهر(?!\s+(?:{_MONTH}))|سنه|عام|ورديه)|(?:شهر\s+)?(?:{_MONTH}))(?!\s+سعيد)(?:\s+العمل)?(?P<later>\s+{_COMING})?",
            _end,
        ),
        (
            rf"(?P<by>قبل)\s+(?:ما\s+)?[يت](?:خلص|نتهي|نقضي|فوت|مضي)\s+(?P<what>(?:ال|هال)?(?:يوم|دوام|نهار|اسبوع|شهر|سنه|عام))(?P<later>\s+{_COMING})?",
            _end,
        ),
        (r"(?P<y>20\d\d)[-/](?P<m>\d\d)[-/](?P<d>\d\d)", numeric_date),
        (r"(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>20\d\d)", numeric_date),
        (
            rf"(?:ب|في\s+)?(?:منتصف|مطلع|بدايه|اوايل|اواخر|نص)\s+(?:شهر\s+|ال|هال)?(?:{_MONTH}|شهر|اسبوع(?!\s+{_COMING}))(?:\s+{_COMING})?",
            always("vague"),
        ),
        (
            rf"(?:(?:ب|في\s+|من\s+|يوم\s+)?(?:ال)?(?:اول|واحد)\s+(?:من\s+|يوم\s+(?:ب|في\s+|من\s+))?(?:ال|هال|ب?الشهر|راس\s+ال)شهر(?:\s+{_COMING})?|راس\s+الشهر(?:\s+{_COMING})?)",
            always("date", 1, None, None),
        ),
        (
            rf"(?:يوم\s+)(?P<n>{_N})\s+(?:ب|من\s+|في\s+)?(?:ال|هال)شهر(?:\s+{_COMING})?",
            lambda m: ("date", (int(_count(m["n"])), None, None)) if 1 <= _count(m["n"]) <= 31 else None,
        ),
        (
            rf"(?:ب|يوم\s+|في\s+)?(?:(?P<d>\d{{1,2}})|(?:ال)?اول)\s+(?:من\s+)?(?:شهر\s+)?(?P<mo>{_MONTH})(?:\s+(?P<y>20\d\d))?",
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
            rf"(?P<by>{_BY}\s*)?(?:ال|ع|عال|لل|بال)?ساعه\s+(?P<h>{_H}){_EXTRA}(?:\s*(?P<ap>{_AP}))?",
            _clock,
        ),
        (
            rf"(?P<by>{_BY}\s*)?(?:ال|عال|ع\s+ال|علي\s+ال)?(?P<h>\d{{1,2}}(?::\d\d)?|{_HOUR}){_EXTRA}\s*(?P<ap>ص|صباحا|الصبح|فجرا|مساء|المسا|المساء|ظهرا|ال[ظض]هر|العصر|عصرا|ليلا|بالليل|المغرب|العشا)",
            _clock,
        ),
        (
            rf"(?P<ap>)(?:عال|ع\s+ال|علي\s+ال)(?P<h>{_HOUR}){_EXTRA}(?!\s+(?:{_MONTH}))",
            _clock,
        ),
        (
            rf"(?:(?<=كره )|(?<=كرا )|(?<=ليوم )|(?<=غدا )|(?<=حد )|(?<=نين )|(?<=اء )|(?<=يس )|(?<=بت ))(?P<h>\d{{1,2}}(?::\d\d)?)\s*(?P<ap>{_AP})?\s*-\s*(?P<h2>\d{{1,2}}(?::\d\d)?)\s*(?P<ap2>{_AP})?(?!\s*[/.-]?\d)",
            _window,
        ),
        (
            rf"(?:(?<=فجر )|(?<=صبح )|(?<=صباح )|(?<=صباحا ))(?P<by>قبل)\s+(?:الساعه\s+)?(?:ال)?(?P<h>\d{{1,2}}|{_HOUR})(?!\s*(?:{_MONTH}|[/.:]\d))",
            lambda m: ("clock", (_hour_of(m["h"])[0], 0, "am")) if _hour_of(m["h"])[0] <= 12 else None,
        ),
        (
            rf"(?P<by>قبل|لحد|لغايه|حتي)\s+(?:ال)?(?P<h>\d{{1,2}}|{_HOUR})(?:\s*(?P<ap>{_AP}))?(?=\s*(?:[.،,؛!]|$|و(?=[ء-ي]{{3}})|ثم\s|(?:اليوم|بكر[ها]|غدا|الليله|باكر)(?!\w)))",
            _clock,
        ),
        (rf"(?P<h>\d{{1,2}}:\d\d)(?:\s*(?P<ap>{_AP}))?", _clock),
        (
            rf"(?P<by>ل)?(?:يوم\s+|ليوم\s+|نهار\s+|ليله\s+)?(?:(?:ال|عال|لل)(?:{_WEEKDAY})\s+(?:او|ولا|يا)\s+(?:يوم\s+)?)?(?:ال|عال|لل|هال|بال)(?P<wd>{_WEEKDAY})(?:\s+{_COMING}|(?P<after>\s+اللي\s+بعد(?:ه|ها|و)?))?(?P<past>\s+(?:الماضي\w?|اللي\s+(?:فات|راح)|السابق\w?))?",
            _weekday,
        ),
        (r"(?:هال|ال)?(?:يوم|نهارده|نهاردا)\s+(?:او|ولا|يا|-)?\s*(?:بكره|بكرا|غدا)", always("day", 1)),
        (r"علي\s+بعد\s+(?:\w+\s+)?(?:دقيقه|دقيقتين|دقايق|ساعه|ساعتين|ساعات)", always("event")),  # how far, not when
        (r"(?:من\s+)?بعد\s+(?:اليوم|الحين|الان)(?=\s*(?:[.,،;!]|$))", always("event")),
        (r"(?:(?P<by>لحد|ل|ع)\s*)?(?:باجر|باچر|غد|بكره|بكرا|بكرة|غدا|يوم\s+غد|الغد|باكر)", always("day", 1)),
        (
            r"(?:ب|في\s+)?(?:ذات|نفس)\s+(?:اليوم|النهار|الليله)|(?:في\s+|ب)?(?:اليوم|النهار)\s+(?:نفسه|ذاته)",
            always("event", 0),
        ),
        (
            rf"(?:في\s+|ب)?(?:اليوم|النهار)\s+{_COMING}|(?:تاني|ثاني)\s+يوم|(?:في\s+)?اليوم\s+اللي\s+بعد\w{{0,3}}",
            always("event", 1),
        ),
        (r"(?:ب|في\s+)نفس\s+(?:الاسبوع|الوقت)", always("event")),
        (r"(?:هال|ال)يوم|النهارده|النهاردا|اليله", always("day", 0)),
        (
            r"قبل\s+ال[ظض]هر|بكير|(?:ب?الصبح|صباحا|صباح(?!\s+(?:الخير|النور|الورد))|الصباح)|اول\s+ما\s+اصحي|الضحي",
            always("daytime", 12, 0),
        ),
        (r"بعد\s+(?:ال)?[ظض]هر|(?:بعد\s+)?(?:صلاه\s+)?(?:ال|ب|بال|لل)?عصر(?:ا|يه)?", always("daytime", 18, 0)),
        (r"(?:(?:ب|ع)?ال|لل)[ظض]هر|ظهرا?", always("daytime", 14, 0)),
        (
            r"(?:(?:ب|ع)?ال|لل)مساء?|مساء(?!\s+(?:الخير|النور|الورد))|(?:بعد\s+)?(?:صلاه\s+)?(?:المغرب|العشا)|عشيه",
            always("daytime", 21, 0),
        ),
        (r"(?:ال|هال)ليله|ب?الليل|ليلا|منتصف\s+الليل", always("daytime", 23, 59)),
        (r"(?:هذا\s+|خلال\s+)?(?:هال|ال)?اسبوع\s+(?P<later>القادم|الجاي|المقبل|التالي|اللي\s+جاي)", _week),
        (r"(?:هال|ال)?اسبوع\s+اللي\s+بعد\w*", always("vague")),
        (
            r"هذا\s+(?P<later>x)?(?:ال)?اسبوع|هالاسبوع|(?:ب|خلال\s+)?هالاسبوع|(?:خلال\s+)?الاسبوع\s+(?:الحالي|الجاري|هذا|ده|هاد|هاظ)|خلال\s+الاسبوع",
            always("week", 0),
        ),
        (rf"من\s+(?:اول\s+)?الشهر\s+{_COMING}", always("event")),
        (
            r"(?:في|ب)\s*(?:اقرب|اسرع)\s+(?:وقت|فرصه)(?:\s+ممكنه?)?|قريبا(?:\s+جدا)?|عن?\s*قريب|بالقريب(?:\s+العاجل)?|حالا|فورا|علي\s+(?:طول|الفور)|بعد\s+شوي\w?|عاجلا|علي\s+وجه\s+السرعه|باسرع\s+(?:وقت|فرصه)|بعد\s+(?:العيد|رمضان|العطله|الاجازه)|لاحقا|بعدين|باسرع\s+ما\s+يمكن|في\s+القريب\s+العاجل|الشهر\s+(?:القادم|الجاي|المقبل)|هالشهر|هذا\s+الشهر",
            always("vague"),
        ),
        (r"الحين|الان|هلق|هلا(?=\s+ب)|دلوقتي|دحين|هسا", always("now")),
        (rf"(?:من\s+|في\s+|ب)?(?:ال)?(?:فاتور\w+|دوره|كشف\w*|راتب\w*)\s+(?:الفوتره\s+)?{_COMING}", always("event")),
        (r"(?:في\s+موعد\s+)?اقصاه|بحد\s+اقصي|كحد\s+اقصي|علي\s+ابعد\s+تقدير|قبل|حتي|لحد|لغايه", always("by")),
    ],
    joined="و",
    letters=5,
)
