"""Days of the Hebrew calendar: from a year, a month and a day to the day of the civil calendar, and out of words."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

# The day before the first of the count, as date.toordinal() counts days. This and the rules of the new year: Dershowitz
# and Reingold, Calendrical Calculations, chapter "The Hebrew Calendar".
_EPOCH: Final = -1373427
_PARTS_OF_DAY: Final = 25920
FIRST_YEAR, LAST_YEAR = 5600, 5999
_LONGEST_YEAR: Final = 385
# In the order of the year, which begins with Tishri. Adar of a plain year and the second one of a leap year are one.
TISHRI, HESHVAN, KISLEV, TEVET, SHEVAT, ADAR_FIRST, ADAR, NISAN, IYAR, SIVAN, TAMUZ, AV, ELUL = range(13)
_LENGTHS: Final = (30, 29, 30, 29, 30, 30, 29, 30, 29, 30, 29, 30, 29)

_NAMES: Final[dict[str, int]] = {
    "תשרי": TISHRI, "מרחשוון": HESHVAN, "מרחשון": HESHVAN, "חשוון": HESHVAN, "חשון": HESHVAN, "כסליו": KISLEV, "כסלו": KISLEV,
    "טבת": TEVET, "שבט": SHEVAT, "אדר": ADAR, "ניסן": NISAN, "אייר": IYAR, "איר": IYAR, "סיוון": SIVAN, "סיון": SIVAN,
    "תמוז": TAMUZ, "מנחם אב": AV, "אב": AV, "אלול": ELUL,
}  # fmt: skip
_VALUES: Final = dict(
    zip("אבגדהוזחטיכלמנסעפצקרשת", (*range(1, 10), *range(10, 100, 10), *range(100, 500, 100)), strict=True)
)
_SIGNS: Final = str.maketrans("", "", "\"'`´’‘“”„׳״")
_MARKS: Final = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DATE: Final = re.compile(
    r"(?<![א-ת\d])(?P<day>טו|טז|[יכ][א-ט]|ל|[א-כ]|\d{1,2})\s+(?P<link>לחודש\s+|לחדש\s+|[בל])?"
    rf"(?P<month>{'|'.join(sorted(_NAMES, key=len, reverse=True))})"
    r"(?:\s+(?P<adar>ראשון|שני|[אב]))?(?:,?\s+(?:שנת\s+)?(?P<year>ה?ת[א-ת]{1,4}|5[6-9]\d\d))?(?![א-ת\d])"
)


def is_leap(year: int) -> bool:
    """Whether a year has thirteen months."""
    return (7 * year + 1) % 19 < 7


def day_of(year: int, month: int, day: int) -> date:
    """Return the civil day that begins with the morning of a Hebrew one. Raises ValueError for a day there is not."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("a year outside the calendar that is kept here")
    if (month == ADAR_FIRST and not is_leap(year)) or not 1 <= day <= _length(year, month):
        raise ValueError("no such day")
    before = sum(_length(year, one) for one in range(month))
    return date.fromordinal(_new_year(year) + before + day - 1)


def in_figures(text: str, *, near: date, is_gone: bool | None) -> str:
    """Return a text with the days of the Hebrew calendar in it ("ט״ו בכסליו תשפ״ז") as civil ones ("25.11.2026").

    A day without a year is the last one that has been, on `near` at the latest, or the next one to come; with `is_gone` None
    it is no day. A text without such
    a day, or with one there is not, stays as it is; so does Adar of a leap year where nothing says which of the two.
    """
    plain = _MARKS.sub("", text).translate(_SIGNS)

    def figures(found: re.Match[str]) -> str:
        day = _day(found, near, is_gone=is_gone)
        return f"{day:%d.%m.%Y}" if day is not None else found[0]

    changed = _DATE.sub(figures, plain)
    return text if changed == plain else changed


def _day(found: re.Match[str], near: date, *, is_gone: bool | None) -> date | None:
    month, adar = found["month"], found["adar"]
    if month == "אב" and not found["link"] and not found["year"]:
        return None  # a father
    day = int(found["day"]) if found["day"].isdecimal() else _number(found["day"])
    if found["year"]:
        year = int(found["year"]) if found["year"].isdecimal() else 5000 + _number(found["year"].removeprefix("ה"))
        return _one(year, month, adar, day)
    if is_gone is None:
        return None
    this = near.year + 3761
    every = [one for year in range(this - 2, this + 3) if (one := _one(year, month, adar, day))]
    fitting = [one for one in every if (one <= near) == is_gone and abs((one - near).days) <= _LONGEST_YEAR]
    return (fitting[-1] if is_gone else fitting[0]) if fitting else None


def _one(year: int, month: str, adar: str | None, day: int) -> date | None:
    number = _NAMES[month]
    if number == ADAR and is_leap(year):
        if adar is None:
            return None
        number = ADAR_FIRST if adar in {"א", "ראשון"} else ADAR
    try:
        return day_of(year, number, day)
    except ValueError:
        return None


def _number(letters: str) -> int:
    return sum(_VALUES[letter] for letter in letters if letter in _VALUES)


def _length(year: int, month: int) -> int:
    if month == ADAR_FIRST and not is_leap(year):
        return 0
    days = _new_year(year + 1) - _new_year(year)
    if month == HESHVAN and days % 10 == 5:
        return 30
    if month == KISLEV and days % 10 == 3:
        return 29
    return _LENGTHS[month]


def _elapsed(year: int) -> int:
    """Days from the epoch to the mean new moon of a year's Tishri, moved off the days on which a year may not begin."""
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    day = 29 * months + parts // _PARTS_OF_DAY
    return day + 1 if 3 * (day + 1) % 7 < 3 else day


def _new_year(year: int) -> int:
    last, this, following = _elapsed(year - 1), _elapsed(year), _elapsed(year + 1)
    # A year of 356 days, or one after a year of 382, cannot be.
    delay = 2 if following - this == 356 else 1 if this - last == 382 else 0
    return _EPOCH + this + delay
