"""By when a letter asks for an answer: working days of the country the company is in."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from amana.kit.working_time import end_of_working_day, nth_working_day, week_for, week_in_zone


def answer_day(days: int, *, country: str, zone: str, at: datetime) -> datetime:
    """Return the end of the day that lies so many working days after `at`, in UTC.

    `country` (ISO 3166) gives week and holidays; without one the usual week of `zone`, with no holidays.
    """
    try:
        week = week_for(country, zone or None) if country else week_in_zone(zone or "UTC")
    except ValueError:
        week = week_in_zone(zone or "UTC")
    today: date = at.astimezone(ZoneInfo(zone or "UTC")).date()
    return end_of_working_day(nth_working_day(today, days, week), week)
