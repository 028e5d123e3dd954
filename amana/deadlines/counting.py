"""Counting a time from a day: calendar days, working days, weeks and months, over month ends and changes of clocks.

The day from which it counts is not counted, and the last day counts whole, to midnight in the zone of the case. A month
ends on the same day of the month, or on its last day where it has no such day. A last day that is a day of rest is not
moved: whoever acts before it is in time under every convention.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from amana.kit.working_time import moment, nth_working_day, week_for

MIDNIGHT = time(0)
LATEST_YEAR = 2200


def last_day(began: date, amount: Decimal, unit: str, *, country: str) -> date:
    """Return the last day of a time that counts from `began`; working days are those of the country's usual week.

    Raises ValueError for a unit that is no number of days, an amount that is not whole and above 0, or a day past 2200.
    """
    if amount != amount.to_integral_value() or amount <= 0:
        raise ValueError(f"{amount} is no number of days")
    count = int(amount)
    if unit == "working_days" and count <= 3650:
        return nth_working_day(began, count, week_for(country))
    try:
        found = {"days": _plus_days, "weeks": _plus_weeks, "months": plus_months}[unit](began, count)
    except (KeyError, OverflowError) as error:
        raise ValueError(f"{amount} {unit} cannot be counted") from error
    if found.year > LATEST_YEAR:
        raise ValueError("this lies too far ahead")
    return found


def _plus_days(began: date, count: int) -> date:
    return began + timedelta(days=count)


def _plus_weeks(began: date, count: int) -> date:
    return began + timedelta(weeks=count)


def plus_months(began: date, count: int) -> date:
    """Return the same day some months later, or the last day of a month that has no such day."""
    months = began.year * 12 + began.month - 1 + count
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("no such year")
    return date(year, month + 1, min(began.day, calendar.monthrange(year, month + 1)[1]))


def ends(began_at: datetime, amount: Decimal, unit: str, *, country: str, zone: str) -> tuple[date, datetime]:
    """Return the last day in a zone, and the moment (UTC) after which the time has passed.

    Hours and minutes are elapsed time, also over a change of clocks. Raises ValueError as `last_day`.
    """
    here = ZoneInfo(zone)
    if unit in {"hours", "minutes"}:
        if amount <= 0 or amount > 100_000:
            raise ValueError(f"{amount} {unit} cannot be counted")
        over = began_at.astimezone(UTC) + timedelta(**{unit: float(amount)})
        return over.astimezone(here).date(), over
    last = last_day(began_at.astimezone(here).date(), amount, unit, country=country)
    return last, moment(last + timedelta(days=1), MIDNIGHT, here).astimezone(UTC)
