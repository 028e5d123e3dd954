"""When things happen: offsets such as "-3w 09:14" become instants in the shop's zone, relative to a given now."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("Asia/Jerusalem")

_FRIDAY, _SATURDAY = 4, 5
_AT = re.compile(r"-(?P<steps>\d+)w(?:\+(?P<days>\d+)d)? (?P<hour>\d\d:\d\d)")
_AGO = re.compile(r"-(?P<minutes>\d+)m")
_DUE = re.compile(r"(?P<from_now>@?)\+(?P<steps>\d+)(?P<unit>[wd]) (?P<hour>\d\d:\d\d)")
_TODAY = re.compile(r"today\+(?P<minutes>\d+)m (?P<hour>\d\d:\d\d)")


def is_working(day: date) -> bool:
    """True from Sunday to Thursday, public holidays of Israel excepted; eves are working days."""
    return day.weekday() not in (_FRIDAY, _SATURDAY) and day not in _public_holidays(day.year)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("IL", years=year))


def working_day(start: date, steps: int) -> date:
    """Return the working day that is `steps` working days after `start` (before it, when negative); 0 is `start`."""
    day, left, stride = start, abs(steps), timedelta(days=1 if steps > 0 else -1)
    while left:
        day += stride
        left -= is_working(day)
    return day


def happened_at(offset: str, now: datetime) -> datetime:
    """Return the past instant that `offset` names.

    "-3w 09:14": the third working day before today at 09:14; "-3w+1d 09:14": the calendar day after it; "-40m": 40
    minutes ago. At most 300 minutes, so that what happened "today" is always later than any working day before.
    Raises ValueError when the offset is in no known form.
    """
    here = now.astimezone(ZONE)
    if ago := _AGO.fullmatch(offset):
        if int(ago["minutes"]) > 300:
            raise ValueError(f"{offset!r} is more than 300 minutes ago; count working days instead")
        return (now - timedelta(minutes=int(ago["minutes"]))).astimezone(ZONE).replace(second=0, microsecond=0)
    if not (match := _AT.fullmatch(offset)) or not int(match["steps"]):
        raise ValueError(f"{offset!r} is no time before today")
    day = working_day(here.date(), -int(match["steps"])) + timedelta(days=int(match["days"] or 0))
    return _on(day, match["hour"])


def due_at(offset: str, made_at: datetime, now: datetime) -> datetime:
    """Return the instant at which a promise made at `made_at` falls due.

    "+2w 16:00" and "+2d 16:00": working and calendar days after it was made; "@+2w 16:00": after today.
    "today+35m 11:00": later today, at 11:00 or in 35 minutes when that is later; on Friday before 13:00 and on
    Saturday after nightfall where the hour allows. Raises ValueError when the offset is in no known form.
    """
    if match := _TODAY.fullmatch(offset):
        return _later_today(int(match["minutes"]), match["hour"], now.astimezone(ZONE))
    if not (match := _DUE.fullmatch(offset)):
        raise ValueError(f"{offset!r} is no due time")
    start = (now if match["from_now"] else made_at).astimezone(ZONE).date()
    steps = int(match["steps"])
    day = working_day(start, steps) if match["unit"] == "w" else start + timedelta(days=steps)
    return _on(day, match["hour"])


def _later_today(minutes: int, hour: str, here: datetime) -> datetime:
    usual = _on(here.date(), hour)
    if here.weekday() == _FRIDAY:
        usual = min(usual, _on(here.date(), "13:00"))
    elif here.weekday() == _SATURDAY:
        usual = _on(here.date(), "20:30") + timedelta(minutes=minutes // 10 * 5)
    earliest = here.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    earliest += timedelta(minutes=-earliest.minute % 5)
    last = _on(here.date(), "23:59")
    return max(usual, min(earliest, last) if last > here + timedelta(minutes=1) else earliest)


def _on(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), tzinfo=ZONE)
