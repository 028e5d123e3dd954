"""Hours as people write them, as data, and as a sentence: Sun-Thu 08:00-20:00; Fri 08:00-13:00."""

from __future__ import annotations

import re
from datetime import time
from itertools import groupby

from django.utils.dates import WEEKDAYS_ABBR

from amana.kit.working_time import MIDNIGHT, Shifts, WorkingWeek, local_zone, week_for
from amana.language.normalising import fold


class BadHours(Exception):
    """No hours can be read in a text."""


_DAYS = {
    **{name: day for day, names in enumerate((
        "mon monday ב שני الاثنين اثنين", "tue tues tuesday ג שלישי الثلاثاء ثلاثاء",
        "wed wednesday ד רביעי الاربعاء اربعاء", "thu thur thurs thursday ה חמישי الخميس خميس",
        "fri friday ו שישי الجمعه جمعه", "sat saturday ש שבת السبت سبت", "sun sunday א ראשון الاحد احد",
    )) for name in names.split()},
}  # fmt: skip
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\s*-\s*(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")
_EVERY_DAY = {"daily", "every day", "24/7", "כל יום", "يوميا", "كل يوم"}
_ORDER = (6, 0, 1, 2, 3, 4, 5)  # a week is written from Sunday


def week_in(text: str, *, country: str = "", zone: str = "") -> WorkingWeek | None:
    """Return the week that a text says, with the holidays of the country; None for no text.

    Parts are parted by ; or a new line: days, then hours, several parted by commas. `24/7` is always.
    Raises BadHours when it cannot be understood.
    """
    text = fold(text[:1000].replace("–", "-").replace("—", "-")).strip()
    if not text:
        return None
    usual = week_for(country or None, zone or None)
    try:
        if text == "24/7":
            return WorkingWeek(zone=usual.zone, shifts=dict.fromkeys(range(7), ((MIDNIGHT, MIDNIGHT),)))
        shifts: dict[int, Shifts] = {}
        for part in re.split(r"[;\n]", text):
            if part.strip():
                days, hours = _part(part)
                shifts |= {day: tuple(sorted((*shifts.get(day, ()), *hours))) for day in days}
        return WorkingWeek(
            zone=local_zone(usual.zone).key, shifts=shifts, country=usual.country, subdivision=usual.subdivision,
            eve_closes_at=usual.eve_closes_at,
        )  # fmt: skip
    except ValueError as error:
        raise BadHours(str(error)) from error


def _part(part: str) -> tuple[list[int], Shifts]:
    first = _SPAN.search(part)
    if first is None:
        raise ValueError(f"no hours in {part!r}")
    days = _days(part[: first.start()].strip(" :,."))
    spans = tuple((_clock(*found.groups()[:3]), _clock(*found.groups()[3:])) for found in _SPAN.finditer(part))
    return days, spans


def _days(text: str) -> list[int]:
    if not text or text in _EVERY_DAY:
        return list(range(7))
    found: list[int] = []
    for span in text.replace(" - ", "-").split(","):
        ends = [_DAYS.get(re.sub(r"^(?:יום|ימי|ימים|يوم|ايام)\s+|['.]", "", end.strip())) for end in span.split("-")]
        if None in ends or not 1 <= len(ends) <= 2:
            raise ValueError(f"no days in {text!r}")
        begins, until = ends[0], ends[-1]
        assert begins is not None and until is not None
        found += [(begins + step) % 7 for step in range((until - begins) % 7 + 1)]
    return found


def _clock(hour: str, minute: str | None, half: str | None) -> time:
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    return time(hours % 24 if hours == 24 else hours, int(minute or 0))


def written(week: WorkingWeek) -> str:
    """Return a week in the words in force, such as `Sun-Thu 08:00-20:00; Fri 08:00-13:00`; `week_in` reads the English."""
    days = [(day, _spans(week.shifts.get(day, ()))) for day in _ORDER]
    said = []
    for spans, together in groupby(days, key=lambda one: one[1]):
        run = [day for day, _spans_of_it in together]
        if spans:
            names = [str(WEEKDAYS_ABBR[day]) for day in (run[:1] if len(run) == 1 else [run[0], run[-1]])]
            said.append(f"{'-'.join(names)} {spans}")
    return "; ".join(said)


def _spans(shifts: Shifts) -> str:
    return ", ".join(
        f"{opens:%H:%M}-{'24:00' if closes == MIDNIGHT else format(closes, '%H:%M')}" for opens, closes in shifts
    )
