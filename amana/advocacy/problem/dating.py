"""Understanding the days people type: figures of any script, the Hebrew calendar, words of three languages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from amana.kit.hebrew_calendar import in_figures
from amana.kit.working_time import WorkingWeek, week_in_zone
from amana.language.due.ar import ARABIC
from amana.language.due.en import ENGLISH
from amana.language.due.he import HEBREW
from amana.language.due.parts import Grammar, Part
from amana.language.due.resolving import GONE_BY, due_from
from amana.language.normalising import fold

LONGEST = 200
EARLIEST = 1990
# What is put before a length of time that stands alone, so that it is read as a time to come.
_LEADS: dict[str, tuple[Grammar, str]] = {"he": (HEBREW, "בעוד "), "ar": (ARABIC, "بعد "), "en": (ENGLISH, "in ")}
_AGO = re.compile(
    r"(?:לפני|מזה|כבר|זה)\s+(?P<he>.+)|(?:منذ|قبل|من|صار\w*|الي\s+ال)\s+(?P<ar>.+)|"
    r"(?:for|since|over|about)?\s*(?P<en>.+?)\s+ago|(?:for|since)\s+(?P<en2>.+)"
)
_FIGURES = re.compile(r"[\d./-]+")
_YESTERDAY = re.compile(r"yesterday|אתמול|امس|امبارح|مبارح")
_TODAY = re.compile(r"today|היום|اليوم|النهارده")


def moment_typed(words: str, *, at: datetime, zone: str, language: str) -> datetime | None:
    """Return the moment to come that words name, in UTC, or None when they name none.

    "31.12.2026", "עד סוף החודש", "خلال أسبوعين" and "two weeks" are understood; a day is due when work ends on it. `at`
    is aware; the language is tried first, then the others.
    """
    sent, week = at.astimezone(ZoneInfo(zone)), week_in_zone(zone)
    said = _folded(in_figures(words[:LONGEST], near=sent.date(), is_gone=False))
    if said.endswith(" ago"):
        return None
    is_figures = _FIGURES.fullmatch(said) is not None
    for grammar, lead in _in_order(language):
        for text in (said,) if is_figures else (said, lead + said):
            parts = [part for part in grammar.parts(text) if part.kind == "date" or not is_figures]
            due = due_from(parts, text, sent=sent, week=week)
            if due.rule == GONE_BY:
                return None
            if due.at is not None and due.at > at:
                return due.at
    return None


def day_gone(words: str, *, at: datetime, zone: str, language: str) -> date | None:
    """Return the day that words name and that is not to come: "7 October", "לפני חמישה שבועות", "منذ شهر"; else None."""
    today = at.astimezone(ZoneInfo(zone)).date()
    said = _folded(in_figures(words[:LONGEST], near=today, is_gone=True))
    if _YESTERDAY.search(said):
        return today - timedelta(days=1)
    if _TODAY.search(said):
        return today
    for grammar, _lead in _in_order(language):
        dates = [part for part in grammar.parts(said) if part.kind == "date"]
        if dates and (found := _last_such(dates[0], today)):
            return found
    return _ago(said, today, week_in_zone(zone), language)


def _folded(words: str) -> str:
    return " ".join(fold(words[:LONGEST].replace("\0", "")).split())


def _in_order(language: str) -> list[tuple[Grammar, str]]:
    first = [_LEADS[language]] if language in _LEADS else []
    return [*first, *[one for name, one in _LEADS.items() if name != language]]


def _last_such(part: Part, today: date) -> date | None:
    """The latest day of this date that has been; without a year, of this year or of the last."""
    day, month, year = (int(value) if value is not None else None for value in part.value)
    if not day or not month:
        return None
    for candidate in [year] if year else [today.year, today.year - 1]:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if found <= today and found.year >= EARLIEST:
            return found
    return None


def _ago(said: str, today: date, week: WorkingWeek, language: str) -> date | None:
    """The day so long ago: the length of time is read as if it lay ahead, and counted back."""
    match = _AGO.search(said)
    if match is None:
        return None
    length = next(filter(None, match.groups()))
    # Noon in winter, so that no change of clocks moves the day.
    start = datetime(2025, 1, 5, 12, tzinfo=ZoneInfo(week.zone))
    for grammar, lead in _in_order(language):
        text = lead + length
        parts = [part for part in grammar.parts(text) if part.kind in {"days", "months", "workdays"}]
        due = due_from(parts, text, sent=start, week=week) if parts else None
        if due is not None and due.at is not None:
            return today - (due.at.astimezone(UTC).date() - start.date())
    return None
