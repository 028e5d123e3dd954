"""When a team works: its week, its holidays, and times counted in working hours and days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

Shifts = tuple[tuple[time, time], ...]

MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)
DAYS_SEARCHED = 3660  # ten years: a team that does not open in them never opens


@dataclass(frozen=True)
class WorkingWeek:
    """The hours a team works, in its own time zone.

    `shifts` maps a weekday (Monday is 0) to pairs of local opening and closing times; a closing time of 00:00 is
    midnight at the end of that day, and work through the night is written as two shifts. `country` (ISO 3166) and
    `subdivision` name the public holidays kept. `closed` days are never worked; `opened` days have exactly the
    shifts given, and win over everything else. On the day before a holiday work stops at `eve_closes_at`
    (00:00: it does not begin; None: eves are like other days).

    Raises ValueError for an unknown zone, a shift that ends before it begins, or a week without a single shift.
    """

    zone: str
    shifts: Mapping[int, Shifts] = field(hash=False)
    country: str | None = None
    subdivision: str | None = None
    closed: frozenset[date] = frozenset()
    opened: Mapping[date, Shifts] = field(default_factory=dict, hash=False)
    eve_closes_at: time | None = None

    def __post_init__(self) -> None:
        local_zone(self.zone)
        for shifts in (*self.shifts.values(), *self.opened.values()):
            for opens, closes in shifts:
                if closes <= opens and closes != MIDNIGHT:
                    raise ValueError(f"a shift from {opens:%H:%M} to {closes:%H:%M} ends before it begins")
        if not any(self.shifts.values()):
            raise ValueError("a working week needs at least one shift")
        if any(day not in range(7) for day in self.shifts):
            raise ValueError("weekdays are numbered from 0 (Monday) to 6 (Sunday)")

    @property
    def first_weekday(self) -> int:
        """The weekday on which the week begins: the first worked one after a day of rest (Monday if there is none)."""
        worked = [day for day in range(7) if self.shifts.get(day)]
        return next((day for day in (6, 0, 5, *range(1, 5)) if day in worked and (day - 1) % 7 not in worked), 0)

    @property
    def usual_close(self) -> time:
        """The latest closing time of an ordinary day; 23:59 when the team works until midnight."""
        closes = [shift[1] for shifts in self.shifts.values() for shift in shifts]
        return time(23, 59) if MIDNIGHT in closes else max(closes)

    def shifts_on(self, day: date) -> Shifts:
        """The shifts of one local day, in order; empty on a day of rest."""
        if day in self.opened:
            return self.opened[day]
        shifts = tuple(sorted(self.shifts.get(day.weekday(), ())))
        if not shifts or day in self.closed or self.holiday_on(day):
            return ()
        if self.eve_closes_at is not None and self.holiday_on(day + ONE_DAY):
            return _shortened(shifts, self.eve_closes_at)
        return shifts

    def shifts_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the shifts that end after `start`, as aware local opening and closing times, without end.

        Raises ValueError if `start` is naive, or when ten years hold no further shift.
        """
        zone = ZoneInfo(self.zone)
        day, idle = _aware(start).astimezone(zone).date(), 0
        while idle < DAYS_SEARCHED:
            idle += 1
            for opens, closes in self.shifts_on(day):
                ends = moment(day + ONE_DAY if closes == MIDNIGHT else day, closes, zone)
                if ends.astimezone(UTC) > start:
                    idle = 0
                    yield moment(day, opens, zone), ends
            day += ONE_DAY
        raise ValueError("this working week has no shift in the next ten years")

    def is_working_day(self, day: date) -> bool:
        """Whether anybody works on that local day."""
        return bool(self.shifts_on(day))

    def is_open(self, at: datetime) -> bool:
        """Whether somebody works at that moment; opening counts as open, closing does not."""
        opens, closes = next(self.shifts_from(at))
        return opens.astimezone(UTC) <= at < closes.astimezone(UTC)

    def holiday_on(self, day: date) -> str | None:
        """The English name of the public holiday on that day, if there is one."""
        return _holidays(self.country, self.subdivision, day.year).get(day) if self.country else None

    def why_closed(self, day: date) -> str | None:
        """Why nobody works on that day, in English words; None when somebody does."""
        if self.is_working_day(day):
            return None
        if day in self.opened or day in self.closed:
            return "closed by the team"
        if not self.shifts.get(day.weekday()):
            return "weekly day of rest"
        holiday = self.holiday_on(day)
        return f"holiday: {holiday}" if holiday else "eve of a holiday"

    def to_json(self) -> dict[str, Any]:
        """The week as plain strings, lists and dicts, for a database column."""
        return {
            "zone": self.zone,
            "shifts": {str(day): _written(shifts) for day, shifts in sorted(self.shifts.items())},
            "country": self.country,
            "subdivision": self.subdivision,
            "closed": sorted(day.isoformat() for day in self.closed),
            "opened": {day.isoformat(): _written(shifts) for day, shifts in sorted(self.opened.items())},
            "eve_closes_at": f"{self.eve_closes_at:%H:%M}" if self.eve_closes_at is not None else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> WorkingWeek:
        """Read what `to_json` wrote. Raises ValueError when something in it cannot be a working week."""
        try:
            eve = stored.get("eve_closes_at")
            return cls(
                zone=stored["zone"],
                shifts={int(day): _read(shifts) for day, shifts in stored["shifts"].items()},
                country=stored.get("country"),
                subdivision=stored.get("subdivision"),
                closed=frozenset(date.fromisoformat(day) for day in stored.get("closed", ())),
                opened={date.fromisoformat(day): _read(shifts) for day, shifts in stored.get("opened", {}).items()},
                eve_closes_at=time.fromisoformat(eve) if eve is not None else None,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a working week: {error}") from error


def local_zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name. Raises ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise ValueError(f"{name!r} is not a time zone") from error


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """That local time as an aware datetime in `zone`.

    A time that the clocks skip becomes the first one after the gap; of a time that comes twice, the first is meant.
    """
    local = datetime.combine(day, at.replace(fold=0), tzinfo=zone)
    utc = local.astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return local
    before, after = local.replace(fold=1).astimezone(UTC), utc
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0).astimezone(zone)


def after_working_hours(start: datetime, hours: float, week: WorkingWeek) -> datetime:
    """Return the moment when `hours` of working time have passed since `start`.

    `start` must be timezone-aware; the answer is in UTC. `hours` counts only the time inside the shifts of `week`, so
    8 hours from Thursday 16:00 in a Sunday-to-Thursday week of 9:00 to 18:00 end on Sunday at 15:00. Each shift is
    measured in elapsed time, so a day on which clocks change keeps its true length. No hours at all is the next
    moment at which somebody works.

    Raises ValueError if `start` is naive or `hours` is negative.
    """
    if hours < 0:
        raise ValueError(f"hours is {hours}; it cannot be negative")
    reached = _aware(start).astimezone(UTC)
    left = timedelta(hours=hours)
    for opens, closes in week.shifts_from(reached):
        begins = max(reached, opens.astimezone(UTC))
        available = closes.astimezone(UTC) - begins
        if available <= timedelta(0):
            continue
        if left <= available:
            return begins + left
        left -= available
        reached = begins + available
    raise AssertionError("a working week never ends")


def nth_working_day(day: date, n: int, week: WorkingWeek) -> date:
    """The `n`th working day after `day`; for 0, `day` itself or the first working day after it.

    Raises ValueError if `n` is negative.
    """
    if n < 0:
        raise ValueError(f"n is {n}; it cannot be negative")
    if n == 0:
        return day if week.is_working_day(day) else nth_working_day(day, 1, week)
    idle = 0
    while n:
        day += ONE_DAY
        worked = week.is_working_day(day)
        n, idle = n - worked, 0 if worked else idle + 1
        if idle > DAYS_SEARCHED:
            raise ValueError("this working week has no shift in the next ten years")
    return day


def end_of_working_day(day: date, week: WorkingWeek) -> datetime:
    """When work ends on that local day, in UTC; on a day of rest, the hour at which work usually ends."""
    shifts = week.shifts_on(day)
    closes = shifts[-1][1] if shifts else week.usual_close
    ends_on = day + ONE_DAY if closes == MIDNIGHT else day
    return moment(ends_on, closes, ZoneInfo(week.zone)).astimezone(UTC)


def next_opening(at: datetime, week: WorkingWeek) -> datetime:
    """The first moment at or after `at` when somebody works, in UTC. Raises ValueError if `at` is naive."""
    return after_working_hours(at, 0, week)


NINE_TO_SIX: Shifts = ((time(9), time(18)),)
MONDAY_TO_FRIDAY = dict.fromkeys(range(5), NINE_TO_SIX)
SUNDAY_TO_THURSDAY = dict.fromkeys((6, 0, 1, 2, 3), NINE_TO_SIX)

# Country: its main zone, its week, the part of the country whose holidays are kept, when work ends on eves.
WEEKS: dict[str, tuple[str, dict[int, Shifts], str | None, time | None]] = {
    "IL": ("Asia/Jerusalem", SUNDAY_TO_THURSDAY, None, time(13)),
    "SA": ("Asia/Riyadh", SUNDAY_TO_THURSDAY, None, None),
    "AE": ("Asia/Dubai", {**MONDAY_TO_FRIDAY, 4: ((time(9), time(12)),)}, None, None),
    "EG": ("Africa/Cairo", SUNDAY_TO_THURSDAY, None, None),
    "JO": ("Asia/Amman", SUNDAY_TO_THURSDAY, None, None),
    "GB": ("Europe/London", MONDAY_TO_FRIDAY, "ENG", None),
    "US": ("America/New_York", MONDAY_TO_FRIDAY, None, None),
}
SUNDAY_ZONES = frozenset(
    {
        *("Asia/Jerusalem", "Asia/Tel_Aviv", "Israel", "Asia/Gaza", "Asia/Hebron", "Asia/Riyadh", "Asia/Kuwait"),
        *("Asia/Qatar", "Asia/Bahrain", "Asia/Muscat", "Asia/Aden", "Asia/Amman", "Asia/Baghdad", "Asia/Damascus"),
        *("Africa/Cairo", "Egypt", "Africa/Tripoli", "Africa/Khartoum", "Africa/Algiers"),
    }
)


def week_for(country: str | None, zone: str | None = None) -> WorkingWeek:
    """The usual week of a country (ISO 3166, any case) with its public holidays, to be put right by the team.

    A country not in the table gets Monday to Friday, 9:00 to 18:00, in `zone` (UTC when none is given).
    In Israel work ends at 13:00 on the eve of a holiday.
    """
    code = (country or "").upper()
    if code not in WEEKS:
        return WorkingWeek(zone=zone or "UTC", shifts=MONDAY_TO_FRIDAY, country=code or None)
    usual_zone, shifts, subdivision, eve = WEEKS[code]
    return WorkingWeek(zone=zone or usual_zone, shifts=shifts, country=code, subdivision=subdivision, eve_closes_at=eve)


def week_in_zone(zone: str) -> WorkingWeek:
    """The week when nothing but the time zone is known: Sunday to Thursday where that is usual, and no holidays.

    Raises ValueError when `zone` is not a time zone.
    """
    return WorkingWeek(zone=zone, shifts=SUNDAY_TO_THURSDAY if zone in SUNDAY_ZONES else MONDAY_TO_FRIDAY)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time without a time zone")
    return at


def _shortened(shifts: Shifts, closing: time) -> Shifts:
    kept = ((opens, closes) for opens, closes in shifts if opens < closing)
    return tuple((opens, closing if closes == MIDNIGHT else min(closes, closing)) for opens, closes in kept)


def _written(shifts: Shifts) -> list[str]:
    return [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in shifts]


def _read(written: list[str]) -> Shifts:
    pairs = (shift.split("-") for shift in written)
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)


@lru_cache(maxsize=512)
def _holidays(country: str, subdivision: str | None, year: int) -> dict[date, str]:
    # Loaded here because the package takes a fifth of a second to load and many weeks name no country.
    import holidays

    if country not in holidays.list_supported_countries():
        return {}
    if subdivision not in holidays.list_supported_countries()[country]:
        subdivision = None
    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=year, language="en_US")
    except NotImplementedError:
        return {}
    return {day: name for day, name in found.items() if day.year == year}
