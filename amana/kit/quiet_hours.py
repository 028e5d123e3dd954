"""When a person may be disturbed: not at night, and not on a day of rest."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from amana.kit.working_time import DAYS_SEARCHED, WorkingWeek, local_zone, moment

Quiet = tuple[time, time]
AT_NIGHT: Quiet = (time(21), time(8))


def next_civil_moment(at: datetime, *, zone: str, week: WorkingWeek | None = None, quiet: Quiet = AT_NIGHT) -> datetime:
    """The first moment at or after `at` that is outside quiet hours and not on a day of rest, in UTC.

    `zone` is the person's; `quiet` runs from its first local time until its second, over midnight if need be (two
    equal times mean no quiet hours). Days of rest are those on which nobody works in `week`.
    Raises ValueError if `at` is naive or `zone` is unknown.
    """
    if at.tzinfo is None:
        raise ValueError("a time without a time zone")
    place = local_zone(zone)
    reached = at.astimezone(UTC)
    for _ in range(DAYS_SEARCHED):
        local = reached.astimezone(place)
        day = local.date()
        if week is not None and not week.is_working_day(day):
            reached = max(reached, moment(day + timedelta(days=1), time(0), place).astimezone(UTC))
        elif _is_quiet(local.time(), quiet):
            over_midnight = quiet[0] > quiet[1] and local.time() >= quiet[0]
            ends_on = day + timedelta(days=1) if over_midnight else day
            ends = moment(ends_on, quiet[1], place).astimezone(UTC)
            # Where a clock set back makes an hour come twice, the quiet hour is quiet both times.
            reached = ends if ends > reached else reached + timedelta(minutes=30)
        else:
            return reached
    raise ValueError("this working week has no working day in the next ten years")


def _is_quiet(at: time, quiet: Quiet) -> bool:
    begins, ends = quiet
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends
