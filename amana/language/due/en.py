"""English time expressions."""

from __future__ import annotations

import re

from amana.language.due.en_words import HOURS, MONTHS, NUMBERS, WEEKDAYS
from amana.language.due.parts import Grammar, Maker, Value, always, clock, number, numeric_date

_N = (
    r"(?:\d{1,4}(?:[.,]5)?|(?:a\s+)?couple(?:\s+of)?|forty-five|"
    + "|".join(w for w in NUMBERS if w not in ("of", "couple", "zero"))
    + ")"
)
_RANGE = rf"(?:{_N}\s*(?:-|to|or)\s*)?(?P<n>{_N})(?P<half>\s+and\s+a\s+half)?"
_WITHIN = (
    r"(?:(?:with)?in|inside|over|for|under|after|about|(?P<more>(?:for\s+)?another)|(?:no\s+more|(?:no\s+)?later|less)\s+than|up\s+to|a\s+maximum\s+of|"
    r"at\s+most|give\s+(?:me|us))\s+(?:the\s+)?(?:next\s+|coming\s+)?(?:about\s+|around\s+|roughly\s+|max(?:imum)?\s+|approximately\s+)?"
)
_NEXT = r"(?:the\s+)?next\s+"
_AFTER = r"\s+(?:from\s+(?:now|today)|time|at\s+(?:the\s+)?(?:most|latest)|max|tops)"
_FROM = r"(?P<since>\s+(?:of|from|after|following|once)\s+(?:the\s+|your\s+|our\s+|we\s+|you(?:'ve)?\s+|it(?:'s)?\s+|they\s+|(?:the\s+|your\s+)\w+\s+)?(?:end(?:ing)?|expir\w+|bring\w*|hand\w*|clos\w+|complet\w+|submi\w+|check-?out|mov\w+|vacat\w+|leav\w+|receipt|receiv\w+|approv\w+|getting|arriv\w+|return\w*|(?:final|last|meter)?\s?reading|claim|purchase|order(?:ing)?|delivery|inspection|hearing|visit|application|decision|survey|signing|cancell?ation|collection))?"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_AMPM = r"(?:\s*(?P<ap>[ap]\.?m\b\.?)|\s*o'clock)"
_UNITS = r"(?!\s*(?:(?:st|nd|rd|th)\b|%|/|[.]\d|,\d|-?\s*(?:working|business|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|gb|mb|kg|x(?=\s*\w)|people|times|points?|percent|pounds|dollars)\b|(?:{})\b))"
_NOT_CLOCK = _UNITS.replace("{}", _MONTH)


_OF_DAY = r"(?:(?<=day )|(?<=mon )|(?<=tues )|(?<=tue )|(?<=wed )|(?<=weds )|(?<=thu )|(?<=thurs )|(?<=fri )|(?<=sat )|(?<=tmrw )|(?<=tomorrow ))"


def _duration(kind: str, per_unit: dict[str, float]) -> Maker:
    def make(match: re.Match[str]) -> tuple[str, Value]:
        if match.groupdict().get("since"):
            return "event", ()
        unit = match.groupdict().get("unit") or ""
        factor = next((factor for start, factor in per_unit.items() if unit.startswith(start)), 1)
        if match.groupdict().get("more") and unit.startswith(("mo", "y")):
            return "event", ()  # how long something lasts, not when it is due
        words = re.sub(r"\s+", " ", match["n"]).replace(",", ".")
        count = (float(words) if "." in words else number(words, NUMBERS)) + 0.5 * bool(match.groupdict().get("half"))
        if unit.startswith("mo"):
            return "months", (count,)
        return kind, (count * factor,)

    return make


def _named_date(match: re.Match[str]) -> tuple[str, Value] | None:
    year = match["y"]
    day = int(match["d"])
    return ("date", (day, MONTHS[match["mo"]], int(year) if year else None)) if 1 <= day <= 31 else None


def _named_day(match: re.Match[str]) -> tuple[str, Value]:
    return "date", ({"first": 1, "second": 2, "third": 3, "last": 0}[match["nth"]], MONTHS[match["mo"]], None)


def _weekday(match: re.Match[str]) -> tuple[str, Value] | None:
    if match["past"]:
        return None
    return "weekday", (WEEKDAYS[match["wd"]], 1 if match["week"] else 0, 1 if match["nextweek"] else 0)


def _end(match: re.Match[str]) -> tuple[str, Value]:
    what, later = match["what"], 1 if match["later"] else 0
    if what in MONTHS:
        return "date", (0, MONTHS[what], None)
    return "end", ("week" if what in ("week", "weekend") else "month" if what == "month" else "day", later)


def _week(match: re.Match[str]) -> tuple[str, Value]:
    return "week", (0 if match["which"] == "this" else 1,)


def _window(match: re.Match[str]) -> tuple[str, Value] | None:
    half2 = match["ap2"] or match["ap3"]
    if int(match["h"]) > 24 or int(match["h2"]) > 24:
        return None
    return "clock", (int(match["h"]), 0, None, int(match["h2"]), int(match["mi2"] or 0), half2 and half2[0] + "m")


_HOUR_WORDS = "|".join(HOURS)


def _spoken(match: re.Match[str]) -> tuple[str, Value] | None:
    """An hour in words: "half two", "quarter to six", "by six"."""
    hour = HOURS[match["w"]] if match["w"] in HOURS else int(match["w"])
    part = match["part"]
    if hour > 12:
        return None
    if part.endswith("to"):
        return "clock", (hour - 1 or 12, 45, None)
    return "clock", (hour, 30 if part.startswith("half") else 15 if part else 0, None)


def _bare(match: re.Match[str]) -> tuple[str, Value]:
    """Days or weeks without a word before them: "Refund approved, 5-7 days"."""
    unit, words = match["unit"] or match["unit2"], match["n"] or match["n2"]
    return "days", (number(re.sub(r"\s+", " ", words), NUMBERS) * (7 if unit.startswith("w") else 1),)


def _minutes(match: re.Match[str]) -> tuple[str, Value] | None:
    """Minutes to or past an hour: "ten past four", "twenty to five"."""
    hour, count = HOURS.get(match["w"]) or int(match["w"]), int(number(match["n"], NUMBERS | {"twenty-five": 25}))
    if not 1 <= hour <= 12 or not 0 < count < 60:
        return None
    return ("clock", (hour, count, None)) if match["side"] == "past" else ("clock", (hour - 1 or 12, 60 - count, None))


def _about(match: re.Match[str]) -> tuple[str, Value] | None:
    """An hour in words or figures with its half of the day, or about: "five pm", "3ish"."""
    groups = match.groupdict()
    hour = HOURS.get(match["w"]) or int(match["w"])
    half = (groups.get("ap") or "").strip()[:1]
    return ("clock", (hour, int(groups.get("mi") or 0), half + "m" if half else None)) if hour <= 24 else None


def _short_window(match: re.Match[str]) -> tuple[str, Value] | None:
    """Two bare hours beside a day: "Friday 8-12"."""
    first, last = int(match["h"]), int(match["h2"])
    return ("clock", (first, 0, None, last, 0, None)) if first <= 24 and last <= 24 and first != last else None


def _military(match: re.Match[str]) -> tuple[str, Value] | None:
    """Four figures as an hour: "at 1500", "1730hrs"."""
    hour, minute = int(match["h"] or match["h3"]), int(match["mi"] or match["mi3"])
    return ("clock", (hour, minute, "am" if hour < 12 else "pm")) if hour < 24 else None


_BESIDE = "|".join(
    f"(?<={before})"
    for before in (
        "day ", "day, ", "day: ", "mon ", "tue ", "tues ", "wed ", "weds ", "thu ", "thur ", "thurs ", "fri ", "sat ", "sun ",
        "fri, ", "sat, ", "rrow ", "rrow, ", "tmrw ", "am ", "am, ", "pm ", "pm, ", r"/\d\d ", r"/\d ", r"\dth ", r"\dth, ",
        "jan ", "feb ", "mar ", "apr ", "may ", "june ", "july ", "aug ", "sep ", "sept ", "oct ", "nov ", "dec ", "ber ", "ber, ",
    )
)  # fmt: skip
_DAY_NEXT = rf"(?=\s+(?:today|tomorrow|tmrw|on\s+(?:the\s+\d|{_WEEKDAY})|(?:{_WEEKDAY})\b))"

ENGLISH = Grammar(
    [
        # A day before which nothing will be is no day by which it will.
        (
            rf"(?:on\s+)?(?:(?:next\s+)?(?:{_WEEKDAY})|tomorrow|next\s+week|the\s+\d{{1,2}}(?:st|nd|rd|th)?)\s+at\s+the\s+(?:very\s+)?earliest|(?:at\s+the\s+)?earliest\s+(?:by\s+|on\s+)?(?:{_WEEKDAY}|tomorrow)",
            always("vague"),
        ),
        (
            r"(?:(?P<by>by|before|until|till)\s+|on\s+)?(?:the\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+inst(?:ant)?\b",
            lambda m: ("date", (int(m["d"]), None, None)) if 1 <= int(m["d"]) <= 31 else None,
        ),
        (
            r"(?P<by>by\s+)?(?:(?:mid-?\s?week|mid-?|(?:in\s+)?the\s+middle\s+of|middle\s+of)\s*next\s+week|next\s+week,?\s+mid-?\s?week)",
            always("weekday", 2, 0, 1),
        ),
        (r"(?P<by>by\s+)?mid-?\s?week", always("weekday", 2, 0, 0)),
        (
            rf"(?:please\s+|just\s+)?(?:allow|give)\s+(?:it\s+|that\s+)(?:about\s+|around\s+|up\s+to\s+)?{_RANGE}\s*(?P<unit>min(?:ute)?s?|hours?|hrs?)\b",
            _duration("hours", {"m": 1 / 60}),
        ),
        (
            rf"(?:please\s+)?(?:allow|give\s+it)\s+(?:about\s+|around\s+|up\s+to\s+)?{_RANGE}\s+(?:working|business)\s+days?",
            _duration("workdays", {}),
        ),
        (
            rf"(?:please\s+)?(?:allow|give\s+it)\s+(?:about\s+|around\s+|up\s+to\s+)?{_RANGE}\s+(?:calendar\s+)?(?P<unit>days?|weeks?|wks?)",
            _duration("days", {"w": 7}),
        ),
        (
            rf"(?:^|(?<=allow )|(?<=takes )|(?<=give it )|(?<=give us )|(?<=refund )|(?<=credit )|(?<=payment ))(?:up\s+to\s+)?{_RANGE}\s+(?:calendar\s+)?(?P<unit>days?|weeks?|wks?)(?=\s*(?:[.,;!)]|$|(?:and|for|from)\b))",
            _duration("days", {"w": 7}),
        ),
        (
            rf"(?:{_WITHIN}|{_NEXT})?{_RANGE}\s*(?:full\s+)?(?:(?:working|business|bank(?:ing)?|office)\s+days?'?|wds?|w/days?)(?:\s+time)?{_FROM}",
            _duration("workdays", {}),
        ),
        (
            r"(?:on\s+)?(?:the\s+)?next\s+(?:working|business)\s+day|within\s+a\s+(?:working|business)\s+day",
            always("workdays", 1),
        ),
        (
            r"in\s+(?:just\s+)?a\s+few\s+(?:minutes|hours|days|moments|weeks)|(?:in|over|within)\s+the\s+(?:next|coming)\s+(?:few\s+)?(?:hours|days|weeks|minutes)",
            always("vague"),
        ),
        (r"(?:with)?in\s+(?:the\s+next\s+)?half\s+an\s+hour|half\s+an\s+hour\s+from\s+now", always("hours", 0.5)),
        (r"(?:with)?in\s+(?:the\s+next\s+)?(?:a\s+)?quarter\s+of\s+an\s+hour", always("hours", 0.25)),
        (r"(?:with)?in\s+an\s+hour\s+and\s+a\s+half", always("hours", 1.5)),
        (
            r"(?:with)?in\s+an\s+hour\s+or\s+(?:two|so)",
            lambda m: ("hours", (2.0 if m.group().endswith("two") else 1.0,)),
        ),
        (r"(?:with)?in(?:side)?\s+the\s+hour|in\s+the\s+next\s+hour", always("hours", 1)),
        (r"within\s+the\s+day", always("day", 0)),
        (r"(?:by\s+)?this\s+time\s+(?:tomorrow|tmrw)", always("hours", 24)),
        (r"(?:by\s+)?this\s+time\s+next\s+week", always("hours", 168)),
        (r"an\s+hour\s+and\s+a\s+half(?:\s+from\s+now)?", always("hours", 1.5)),
        (r"(?<=in\s)half\s+an\s+hour|half\s+an\s+hour(?=\s*(?:[.,;!)]|$|tops|max))", always("hours", 0.5)),
        (r"(?:a\s+)?week\s+today|a\s+week\s+from\s+(?:now|today)", always("days", 7)),
        (r"(?:a\s+)?fortnight\s+(?:today|from\s+(?:now|today))", always("days", 14)),
        (
            r"(?:(?:with)?in|over)\s+(?:a|the\s+(?:next|coming))\s+fortnight(?:'s\s+time)?(?!\s+(?:of|from|after|following)\s+(?!now|today))",
            always("days", 14),
        ),
        (r"(?:a\s+)?week\s+(?:from\s+)?(?:tomorrow|tmrw)|(?:tomorrow|tmrw)\s+week", always("day", 8)),
        (rf"(?:a\s+)?week\s+(?:on|from)\s+(?P<wd>{_WEEKDAY})", lambda m: ("weekday", (WEEKDAYS[m["wd"]], 1, 0))),
        (rf"(?:the\s+)?(?P<wd>{_WEEKDAY})\s+after\s+next", lambda m: ("weekday", (WEEKDAYS[m["wd"]], 1, 0))),
        (r"(?:black|good|cyber)\s+(?:friday|monday)", always("event")),
        (
            rf"(?:(?:in|on|by|for)\s+)?(?:the\s+)?(?:week\s+(?:commencing|beginning|starting|of)|w/?c|w/b)\s+(?:the\s+)?(?:mon(?:day)?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+(?:of\s+)?(?:{_MONTH})|/\d{{1,2}})?|(?:{_MONTH})\s+\d{{1,2}})",
            always("vague"),
        ),
        (r"(?P<by>by|before)\s+(?:christmas|xmas)", always("date", 25, 12, None)),
        (
            r"(?:(?P<by>by|before)\s+|on\s+)?(?:christmas|xmas)\s+(?P<eve>eve|day)",
            lambda m: ("date", (24 if m["eve"] == "eve" else 25, 12, None)),
        ),
        (r"(?:(?P<by>by|before)\s+|on\s+)?new\s+year's\s+eve", always("date", 31, 12, None)),
        (r"(?:at|over)\s+(?:christmas|xmas|easter|new\s+year)|on\s+payday", always("event")),
        (
            r"(?P<by>by\s+)?(?:the\s+)?(?:end\s+of\s+(?:the\s+|this\s+)?(?:calendar\s+)?year|year[- ]?end)",
            always("date", 31, 12, None),
        ),
        (r"(?P<by>by\s+)?(?:the\s+)?(?:month[- ]?end|last\s+day\s+of\s+the\s+month)", always("end", "month", 0)),
        (rf"(?:on\s+)?the\s+(?P<nth>first|second|third|last)\s+(?:day\s+)?of\s+(?P<mo>{_MONTH})", _named_day),
        (r"(?:on\s+)?the\s+first\s+of\s+(?:the|next)\s+month", always("date", 1, None, None)),
        (r"(?:with)?in\s+a\s+day\s+or\s+two|in\s+the\s+next\s+day\s+or\s+two", always("days", 2)),
        (
            rf"(?:{_WITHIN}|{_NEXT}){_RANGE}\s*(?P<unit>min(?:ute)?s?|hours?|hrs?|h)\b{_FROM}",
            _duration("hours", {"m": 1 / 60}),
        ),
        (rf"{_RANGE}\s*(?P<unit>min(?:ute)?s?|hours?|hrs?){_AFTER}", _duration("hours", {"m": 1 / 60})),
        (
            rf"(?:(?<=[,:-] )|(?<=\()){_RANGE}\s*(?P<unit>min(?:ute)?s?|hours?|hrs?|h)(?=\s*(?:[.,;!)]|$))",
            _duration("hours", {"m": 1 / 60}),
        ),
        (
            rf"(?:(?<=[,:-] )|(?<=\()){_RANGE}\s*(?P<unit>days?|weeks?|wks?)(?=\s*(?:[.,;!)]|$))|{_N}\s*(?:-|to)\s*(?P<n2>{_N})\s*(?P<unit2>days?|weeks?|wks?)(?!\s+(?:old|ago|late|of|delivery|notice))",
            _bare,
        ),
        (
            r"a\s+day\s+or\s+(?:two|so)(?=\s*(?:[.,;!)]|$))|a\s+couple\s+of\s+days(?=\s*(?:[.,;!)]|$))",
            lambda m: ("days", (1.0 if m.group().endswith("so") else 2.0,)),
        ),
        (r"in\s+(?P<n>[1-9]\d?)(?=\s*(?:[.,;!)]|$|x+$|tops|max|or so))", lambda m: ("hours", (float(m["n"]) / 60,))),
        (_OF_DAY + r"am(?!\s+(?:i|not|still))", always("daytime", 12, 0)),
        (_OF_DAY + r"pm", always("daytime", 18, 0)),
        (_OF_DAY + r"night", always("daytime", 23, 59)),
        (
            rf"(?:{_WITHIN}|{_NEXT}){_RANGE}\s*(?:calendar\s+)?(?P<unit>days?|weeks?|wks?|months?|fortnight)'?(?:\s+time)?{_FROM}",
            _duration("days", {"w": 7, "f": 14}),
        ),
        (
            rf"{_RANGE}\s*(?:calendar\s+)?(?P<unit>days?|weeks?|months?|fortnight)'?{_AFTER}",
            _duration("days", {"w": 7, "f": 14}),
        ),
        (
            rf"(?P<by>by\s+)?(?:the\s+)?(?:very\s+)?(?:end|close)\s+of\s+(?:the\s+|this\s+)?(?P<later>next\s+|following\s+)?(?P<what>(?:working\s+|business\s+)?day|business|play|shift|today|week|weekend|month|{_MONTH})",
            _end,
        ),
        (r"(?P<by>by\s+)?(?:the\s+)?(?:eod|cob|cop)", always("end", "day", 0)),
        (r"(?P<by>by\s+)?(?:the\s+)?eow", always("end", "week", 0)),
        (r"(?P<by>by\s+)?(?:the\s+)?eom", always("end", "month", 0)),
        (r"(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)", numeric_date),
        (
            rf"(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mo>{_MONTH})\.?(?:,?\s+(?P<y>20\d\d))?",
            _named_date,
        ),
        (rf"(?P<mo>{_MONTH})\.?\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>20\d\d))?", _named_date),
        (r"(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>20\d\d)", numeric_date),
        (r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:20)?\d\d)(?!\.?\d)", numeric_date),
        (
            r"(?:(?:(?P<by>by|until|till|before)|on|from|since)\s+(?:the\s+)?|(?<=day )|(?<=day, ))(?P<d>\d{1,2})\.(?P<m>0?[1-9]|1[0-2])(?P<y>)(?![.:/]?\d|\s*(?:%|gb|mb|am|pm))",
            numeric_date,
        ),
        (r"(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>(?:20)?\d\d))?(?![.:/]?\d|\s*(?:%|gb|mb|am|pm))", numeric_date),
        (
            r"the\s+(?P<d>\d{1,2})(?:st|nd|rd|th)(?:\s+of\s+(?:this|the|next)\s+month)?",
            lambda m: ("date", (int(m["d"]), None, None)) if 1 <= int(m["d"]) <= 31 else None,
        ),
        (
            r"(?:on\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)(?=\s*(?:[.,;)]|$|(?:between|at|from|after|before|in\s+the|morning|afternoon|evening|by)\b))|on\s+(?:the\s+)?(?P<d2>\d{1,2})(?:st|nd|rd|th)(?!\s+(?:floor|street|avenue|birthday|anniversary|attempt|call|time|day))",
            lambda m: ("date", (int(m["d"] or m["d2"]), None, None)) if 1 <= int(m["d"] or m["d2"]) <= 31 else None,
        ),
        (
            rf"(?:between|from)\s+(?:midnight|(?P<h>\d{{1,2}}))(?:[:.](?P<mi>\d\d))?{_AMPM}?\s*(?:and|&|to|-|until|till)\s*(?P<h2>\d{{1,2}})(?:[:.](?P<mi2>\d\d))?(?:\s*(?P<ap2>[ap]\.?m\b\.?))?{_NOT_CLOCK}",
            lambda m: (
                clock(m)
                if m["h"]
                else ("clock", (0, 0, "am", int(m["h2"]), int(m["mi2"] or 0), m["ap2"] and m["ap2"][0] + "m"))
            ),
        ),
        (
            rf"(?P<h>\d{{1,2}})(?:[:.](?P<mi>\d\d))?{_AMPM}?\s*(?:-|to|and|until)\s*(?P<h2>\d{{1,2}})(?:(?:[:.](?P<mi2>\d\d))(?:\s*(?P<ap2>[ap]\.?m\b\.?))?|\s*(?P<ap3>[ap]\.?m\b\.?))",
            _window,
        ),
        (
            rf"(?=\d{{1,2}}\s*(?:-|to|and|&)\s*\d)(?:{_BESIDE})(?P<h>\d{{1,2}})\s*(?:-|to|and|&)\s*(?P<h2>\d{{1,2}}){_NOT_CLOCK}(?!\.\d)",
            _short_window,
        ),
        (rf"(?P<h>\d{{1,2}})\s*(?:-|to|&)\s*(?P<h2>\d{{1,2}}){_DAY_NEXT}", _short_window),
        (rf"(?P<h>\d{{1,2}}){_DAY_NEXT}(?=\s+(?:tomorrow|tmrw)\s+(?:morning|afternoon|evening))", clock),
        (
            r"(?:(?P<by>by|before|until|till)\s+|at\s+|from\s+|around\s+|about\s+)?(?P<h>[012]\d)(?P<mi>[0-5]\d)\s*h(?:rs?|ours)?|(?:(?P<by2>by|before|until|till)|at|from|around)\s+(?!20[2-4]\d)(?P<h3>[012]\d)(?P<mi3>[0-5]\d)(?![\d:/]|[.,]\d|\s*(?:%|[a-z]{3,}s\b))",
            _military,
        ),
        (r"(?P<h>[012]?\d)h(?P<mi>[0-5]\d)", clock),
        (
            rf"(?:(?P<by>by|before|b4|until|till)\s+|at\s+|around\s+|about\s+|for\s+|from\s+)?(?P<w>{_HOUR_WORDS})(?:\s*o'clock|\s*(?P<ap>[ap]\.?m\b\.?)|(?=\s+in\s+the\s+(?:morning|afternoon|evening)))",
            _about,
        ),
        (
            rf"(?:(?P<by>by|before|b4|until|till)\s+|at\s+|around\s+|about\s+)?(?P<w>\d{{1,2}}|{_HOUR_WORDS})(?:[:.](?P<mi>\d\d))?\s?-?ish",
            _about,
        ),
        (
            rf"(?:(?P<by>by|before|b4|until|till)\s+|at\s+|around\s+|about\s+|for\s+)?(?P<n>five|ten|twenty|twenty-five|5|10|20|25)\s+(?P<side>past|to)\s+(?P<w>{_HOUR_WORDS}|\d{{1,2}}){_NOT_CLOCK}",
            _minutes,
        ),
        (rf"for\s+(?P<h>\d{{1,2}})[:.](?P<mi>\d\d){_AMPM}?{_NOT_CLOCK}", clock),
        (
            rf"(?P<by>by|before|b4|until|till|no\s+later\s+than)\s+(?P<h>\d{{1,2}})(?:[:.](?P<mi>\d\d))?{_AMPM}?{_NOT_CLOCK}",
            clock,
        ),
        (rf"(?:at|around|about|@|from|after)\s+(?P<h>\d{{1,2}})(?:[:.](?P<mi>\d\d))?{_AMPM}?{_NOT_CLOCK}", clock),
        (rf"(?P<h>\d{{1,2}})(?:[:.](?P<mi>\d\d))?{_AMPM}", clock),
        (
            rf"(?P<by>by\s+|before\s+|until\s+|till\s+)?(?:at\s+|around\s+|about\s+)?(?P<part>half(?:\s+past)?|quarter\s+past|quarter\s+to)\s+(?P<w>{_HOUR_WORDS}|\d{{1,2}}){_NOT_CLOCK}",
            _spoken,
        ),
        (
            rf"(?:(?P<by>by|before|until|till)|at|around|about)\s+(?P<part>)(?P<w>{_HOUR_WORDS})(?:\s+o'clock)?(?=\s*(?:[,.;!)]|$|\b(?:in|this|tonight|tomorrow|today|on|at|latest|sharp|and|mon|tue|wed|thu|fri|sat|sun)))",
            _spoken,
        ),
        (r"(?P<h>\d{1,2}):(?P<mi>\d\d)", clock),
        (
            rf"(?:on\s+)?(?:{_WEEKDAY})\s*(?:/|or|-|to)\s*(?P<wd>{_WEEKDAY})",
            lambda m: ("weekday", (WEEKDAYS[m["wd"]], 0, 0)),
        ),
        (
            rf"(?P<wd>{_WEEKDAY})'s(?=\s+(?:good|fine|ok|okay|perfect|great|best|better|easier|free|cool|no\s+problem))",
            lambda m: ("weekday", (WEEKDAYS[m["wd"]], 0, 0)),
        ),
        (rf"(?:on|at|in|with|by)\s+(?P<wd>{_WEEKDAY})'s(?=\s)", lambda m: ("weekday", (WEEKDAYS[m["wd"]], 0, 0))),
        (
            rf"(?:(?P<past>last|previous)\s+)?(?:on\s+|this\s+|next\s+|coming\s+|following\s+)*(?P<wd>{_WEEKDAY})(?:\s+(?P<week>week)|\s+(?:of\s+)?(?P<nextweek>next\s+week))?(?!'s)",
            _weekday,
        ),
        (r"(?:the\s+)?day\s+after\s+tomorrow", always("day", 2)),
        (r"tomorrow|tmrw|2moro|2mrw|tomoz|tmoz|tmr|tmw|tomorow|tommorow|tommorrow|2morrow|2morow", always("day", 1)),
        (
            r"(?:on\s+)?(?:the\s+same|that(?:\s+(?:very|same)){0,2})\s+day(?!s|\s+(?:it|you|we|he|she|they|i)\b)|on\s+the\s+day(?=\s*(?:[.,;!)]|$))",
            always("event", 0),
        ),
        (
            r"(?:on\s+|by\s+)?(?:the\s+(?:day\s+after(?!\s+(?:tomorrow|the|you|we|it|i|that))|next\s+day|following\s+day)|a\s+day\s+later)(?=\s*(?:[.,;!)]|$|at\b|by\b|before\b|between\b))",
            always("event", 1),
        ),
        (r"(?:on\s+)?(?:the|that)\s+(?:very\s+)?same\s+(?:day|morning|afternoon|evening|week)", always("event")),
        (r"tonight|2nite|tonite|2night", always("daytime", 23, 59)),
        (r"(?:later\s+)?(?:on\s+)?(?:today|2day)|later\s+(?:in\s+the\s+)?day|this\s+very\s+day", always("day", 0)),
        # The third value: said late in a morning, the next one is meant.
        (r"first\s+thing(?:\s+in\s+the\s+morning)?|in\s+the\s+(?:morning|am)", always("daytime", 12, 0, 1)),
        (
            r"before\s+(?:noon|midday|lunch(?:time)?)|(?:this|the)?\s*morning|(?:noon|midday)(?:-?ish)?|mid-?\s?morning",
            always("daytime", 12, 0),
        ),
        (r"lunch\s?time|(?:at|by|over)\s+lunch", always("daytime", 14, 0)),
        (r"after\s+lunch", always("daytime", 18, 0)),
        (
            r"(?:this\s+|in\s+the\s+|early\s+|late\s+|mid-?\s?)?afternoon|this\s+(?:arvo|aft)|(?:by\s+|before\s+|at\s+)?tea\s?-?time",
            always("daytime", 18, 0),
        ),
        (r"(?:this\s+|in\s+the\s+)?evening|(?:supper|dinner)\s?-?time", always("daytime", 21, 0)),
        (r"(?:at\s+)?midnight|(?:at|over)\s*night", always("daytime", 23, 59)),
        (
            r"(?:later\s+|early\s+|late\s+|some\s*time\s+|within\s+|during\s+)?(?:the\s+)?(?P<which>this|next|following|coming)\s+week(?!end)",
            _week,
        ),
        (r"(?P<by>by\s+)?(?:the\s+|this\s+|next\s+)weekend", always("weekend")),
        (
            r"(?:very\s+)?soon(?!er)|shortly|momentarily|asap|a\.s\.a\.p\.?|as\s+(?:soon|quickly|fast)\s+as\s+(?:possible|(?:we|i)(?:\s+possibly)?\s+can|(?:we|i)'re\s+able)|in\s+due\s+course|at\s+(?:the|my|our|your)\s+earliest(?:\s+convenience)?|promptly|immediately|right\s+away|straight\s*away|at\s+once|without\s+(?:further\s+)?delay|in\s+(?:just\s+)?a\s+(?:little\s+|short\s+)?(?:while|bit|moment|minute|sec(?:ond)?)|before\s+long|in\s+the\s+near\s+future|any\s+(?:minute|moment|day)(?:\s+now)?|quickly|later(?:\s+on)?(?!\s+than)|next\s+month|this\s+month|in\s+no\s+time|when\s+(?:i|we)\s+can",
            always("vague"),
        ),
        (r"right\s+now|now", always("now")),
        (
            r"(?:on|in|with|from|by|to)\s+(?:your|the|our|my)\s+(?:next|following)\s+(?:\w+\s+)?(?:bill|invoice|statement|cycle|payslip|delivery|release)",
            always("event"),
        ),
        (
            r"no(?:t)?\s+later\s+than|at\s+the\s+latest(?:\s+by)?|by|until|till|before|b4|within|through|thru|on\s+or\s+before",
            always("by"),
        ),
    ],
    letters=6,
)
