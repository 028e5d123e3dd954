"""Dates in words, as people write them in a mail: {day:call}, {on:call}, {time:call}, {weekday:+2}, {date:-3w}."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from amana.sample.dating import ZONE, working_day
from amana.sample.happenings import Language

_PLACEHOLDER = re.compile(r"\{(day|on|weekday|date|time):([^{}]+)\}")
_OFFSET = re.compile(r"([+-]\d+)(w?)")

# Monday first, as datetime.weekday() counts.
WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "he": ("שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת", "ראשון"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
MONTHS: dict[Language, tuple[str, ...]] = {
    "en": tuple("January February March April May June July August September October November December".split()),
    "he": tuple("ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר".split()),
    "ar": tuple("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()),
}
# How far from the day of writing: as a noun ("by …"), and as an adverb.
_NEAR: dict[Language, dict[int, tuple[str, str]]] = {
    "en": {-1: ("yesterday", "yesterday"), 0: ("today", "today"), 1: ("tomorrow", "tomorrow")},
    "he": {-1: ("אתמול", "אתמול"), 0: ("היום", "היום"), 1: ("מחר", "מחר")},
    "ar": {-1: ("الأمس", "أمس"), 0: ("اليوم", "اليوم"), 1: ("الغد", "غداً")},
}


def fill(text: str, *, language: Language, written_at: datetime, moment: Callable[[str], datetime | None]) -> str:
    """Return `text` with its placeholders in words of `language`, as seen from the day of `written_at`.

    A placeholder names a form and a reference: one that `moment` knows (a promise, an event), or "+2" (calendar days
    from the day of writing), or "-3w" (working days). Forms: day ("by …": tomorrow, Tuesday, Tuesday 14 July), on
    (the adverb), weekday (the bare name), date, time. Raises ValueError for a reference nobody knows.
    """
    today = written_at.astimezone(ZONE).date()

    def words(match: re.Match[str]) -> str:
        form, reference = match.groups()
        named = moment(reference)
        if form == "time":
            if named is None:
                raise ValueError(f"{match[0]} names nothing with an hour")
            return f"{named.astimezone(ZONE):%H:%M}"
        day = named.astimezone(ZONE).date() if named else _shifted(today, reference)
        return day_in_words(day, form, language=language, today=today)

    return _PLACEHOLDER.sub(words, text)


def _shifted(today: date, reference: str) -> date:
    if not (match := _OFFSET.fullmatch(reference)):
        raise ValueError(f"{reference!r} is no promise, no event and no number of days")
    steps = int(match[1])
    return working_day(today, steps) if match[2] else today + timedelta(days=steps)


def day_in_words(day: date, form: str, *, language: Language, today: date) -> str:
    """Return `day` in the given form (see `fill`); a day more than six days from `today` is named with its date."""
    name = WEEKDAYS[language][day.weekday()]
    if form == "weekday":
        return name
    if form == "date":
        return f"{day.day} {MONTHS['en'][day.month - 1]}" if language == "en" else f"{day.day}.{day.month}"
    distance = (day - today).days
    if near := _NEAR[language].get(distance):
        return near[form == "on"]
    if abs(distance) > 6:
        name = f"{name} {day_in_words(day, 'date', language=language, today=today)}"
    if language == "he":
        noun = name if day.weekday() == 5 else f"יום {name}"
        return f"ב{noun}" if form == "on" else noun
    if language == "ar":
        return f"يوم {name}"
    return f"on {name}" if form == "on" else name
