"""Turning the parts of a time expression into a moment, by conventions that are the same in every language."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from amana.kit.working_time import WorkingWeek, end_of_working_day, moment, nth_working_day
from amana.language.due.parts import Part
from amana.language.findings import Due, DueKind

CLOSE_TOGETHER = 14  # characters between two parts of one expression
LONGEST_DAYS = 3660  # a promise for more than ten years ahead is a slip of the pen
LAST_MINUTE = time(23, 59)
GONE_BY = "a date gone by"  # the rule of a due time whose date was before the text
LATE_IN_A_MORNING = 9  # from this hour on "first thing" is tomorrow

DURATIONS = {"hours", "workdays", "days", "months"}
DAYS = {"day", "weekday", "date", "end", "week", "weekend"}
HOURS = {"clock", "daytime"}
CONCRETE = DURATIONS | (DAYS - {"week", "weekend"}) | HOURS


class _Over(Exception):
    """The date named is before the day of the text."""


def due_from(parts: Sequence[Part], text: str, *, sent: datetime, week: WorkingWeek, anchor: date | None = None) -> Due:
    """The due time that `parts` of the folded `text` amount to.

    `sent` is aware, in the zone of `week`; `anchor` is the day an hour without a day belongs to. The conventions: "by
    a day" is when work ends on it; N working days end with the Nth after the sending day; a part of the day counts to
    its end; a range counts to its upper end; "this week" is its last working day.
    """
    groups = _groups(parts)
    chosen = _choose(groups)
    if not chosen:
        return Due("none", None, "", "no time stated")
    words = text[chosen[0].start : max(part.end for part in chosen)]
    try:
        kind, at, rule = _resolve(chosen, sent, week, anchor)
    except _Over:
        return Due("vague", None, words, GONE_BY)
    except (ValueError, OverflowError):
        return Due("vague", None, words, "not a date in the calendar")
    return Due(kind, at.astimezone(UTC) if at else None, words, rule)


def _groups(parts: Sequence[Part]) -> list[list[Part]]:
    groups: list[list[Part]] = []
    for part in parts:
        near = groups and part.start - groups[-1][-1].end <= CLOSE_TOGETHER
        if near and not (part.kind in DURATIONS and any(p.kind in DURATIONS for p in groups[-1])):
            groups[-1].append(part)
        else:
            groups.append([part])
    return [group for group in groups if any(part.kind != "by" for part in group)]


def _choose(groups: list[list[Part]]) -> list[Part]:
    """The expression that says most, joined by the hour another one adds to its day."""

    def weight(group: list[Part]) -> tuple[bool, bool, bool, bool]:
        kinds = {part.kind for part in group}
        exact = bool(kinds & (CONCRETE - {"daytime"}))
        return bool(kinds & CONCRETE), bool(kinds & {"week", "weekend", "vague"}), _is_by(group), exact

    if not groups:
        return []
    best = max(groups, key=weight)
    kinds = {part.kind for part in best}
    for other in groups:
        others = {part.kind for part in other}
        adds_hour = kinds & DAYS and not kinds & (HOURS | DURATIONS) and others & HOURS and not others & DAYS
        adds_day = kinds & HOURS and not kinds & DAYS and others & DAYS and not others & (HOURS | DURATIONS)
        if other is not best and (adds_hour or adds_day):
            return sorted([*best, *other], key=lambda part: part.start)
    return best


def _is_by(group: Sequence[Part]) -> bool:
    return any(part.kind == "by" or part.by for part in group)


def _resolve(
    parts: Sequence[Part], sent: datetime, week: WorkingWeek, anchor: date | None
) -> tuple[DueKind, datetime | None, str]:
    by_kind = {part.kind: part for part in reversed(parts)}
    if "event" in by_kind and not by_kind.keys() & CONCRETE:
        return "none", None, "only an event is named"
    for duration in ("workdays", "hours", "days", "months"):
        if duration in by_kind:
            return _after(duration, _float(by_kind[duration]), sent, week)
    day = _day(by_kind, sent, week)
    if by_kind.keys() & HOURS:
        return "at", _at_hour(by_kind, day, sent, anchor), "a named time of day"
    if day is None:
        return ("vague", None, "a weekend is no moment") if "weekend" in by_kind else _without_moment(by_kind)
    kind, rule = _on_a_day(parts, by_kind)
    return kind, _close(day, sent, week), rule


def _on_a_day(parts: Sequence[Part], by_kind: dict[str, Part]) -> tuple[DueKind, str]:
    if "end" in by_kind:
        return "by_end_of_day", f"end of the {by_kind['end'].value[0]}"
    if by_kind.keys() <= {"week", "vague", "now", "event"}:
        return "vague", "last working day of the week"
    if _is_by(parts) or "weekend" in by_kind:
        return "by_end_of_day", "by a day: when work ends on it"
    return "at", "a day without an hour: when work ends on it"


def _without_moment(by_kind: dict[str, Part]) -> tuple[DueKind, None, str]:
    if by_kind.keys() & {"vague", "now"}:
        return "vague", None, "a word without a date"
    return "none", None, "no time stated"


def _after(kind: str, count: float, sent: datetime, week: WorkingWeek) -> tuple[DueKind, datetime, str]:
    if count > LONGEST_DAYS:
        raise ValueError("too far ahead")
    if kind == "hours":
        return "hours", sent.astimezone(UTC) + timedelta(hours=count), "hours from when it was sent"
    if kind == "workdays":
        day = nth_working_day(sent.date(), int(count), week)
        return "working_days", end_of_working_day(day, week), "end of the Nth working day after it was sent"
    day = sent.date() + timedelta(days=int(count)) if kind == "days" else _months_later(sent.date(), int(count))
    return "by_end_of_day", end_of_working_day(day, week), f"calendar {kind} from when it was sent"


def _day(by_kind: dict[str, Part], sent: datetime, week: WorkingWeek) -> date | None:
    today = sent.date()
    if part := by_kind.get("date"):
        return _date(part, today, by_kind.get("weekday"))
    if part := by_kind.get("weekday"):
        return _weekday(part, by_kind.get("week"), today, week)
    if part := by_kind.get("day"):
        return today + timedelta(days=int(_float(part)))
    if part := by_kind.get("end"):
        return _last_of(part, today, week)
    if part := by_kind.get("week"):
        return _last_working_day(today, week, int(_float(part)))
    if "weekend" in by_kind and (by_kind["weekend"].by or "by" in by_kind):
        return _last_working_day(today, week, 0)
    return None


def _weekday(part: Part, beside: Part | None, today: date, week: WorkingWeek) -> date:
    """The next such day after today; of next week when that is said."""
    weekday, later, of_next_week = (int(v or 0) for v in part.value)
    if of_next_week or (beside is not None and beside.value[0] == 1):
        return _week_start(today, week) + timedelta(days=7 + (weekday - week.first_weekday) % 7)
    return today + timedelta(days=((weekday - today.weekday()) % 7 or 7) + 7 * later)


def _last_of(part: Part, today: date, week: WorkingWeek) -> date:
    what, later = part.value[0], int(part.value[1] or 0)
    if what == "month":
        first = _months_later(today.replace(day=1), later)
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return _last_working_day(today, week, later) if what == "week" else today


def _date(part: Part, today: date, weekday: Part | None) -> date:
    day, month, year = (int(v) if v is not None else None for v in part.value)
    if month is None:
        first = today.replace(day=1)
        candidates = (_months_later(first, n) for n in range(3))
        days = [month_first.replace(day=day or 1) for month_first in candidates if _has_day(month_first, day or 0)]
        return next(found for found in days if found > today or (found == today and weekday))
    found = _of_month(year or today.year, month, day or 0)
    if year is None and found < today:
        if (today - found).days < 120:
            raise _Over
        found = _of_month(today.year + 1, month, day or 0)
    return found


def _of_month(year: int, month: int, day: int) -> date:
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _at_hour(by_kind: dict[str, Part], day: date | None, sent: datetime, anchor: date | None) -> datetime:
    zone = sent.tzinfo
    assert isinstance(zone, ZoneInfo)
    part_of_day = by_kind.get("daytime")
    night = part_of_day is not None and part_of_day.value[0] == 23
    if clock := by_kind.get("clock"):
        hour, minute, tomorrow = _hour(clock, part_of_day, night=night)
    else:
        assert part_of_day is not None
        hour, minute, tomorrow = int(part_of_day.value[0] or 0), int(part_of_day.value[1] or 0), False
    at = LAST_MINUTE if hour == 24 else time(hour, minute)
    named = day if day is not None else anchor
    if named is None and part_of_day is not None and part_of_day.value[2:] and sent.hour >= LATE_IN_A_MORNING:
        named = sent.date() + timedelta(days=1)
    when = moment((named or sent.date()) + timedelta(days=tomorrow), at, zone)
    if when <= sent and (named is None or named == sent.date()):
        no_half = "clock" in by_kind and hour < 12 and by_kind["clock"].value[-1] is None
        later = moment(sent.date(), time(hour + 12, minute), zone) if no_half else when
        if later > sent:
            return later
        if named is None:
            return moment(sent.date() + timedelta(days=1), at, zone)
    return when


def _hour(clock: Part, part_of_day: Part | None, *, night: bool) -> tuple[int, int, bool]:
    """Hour, minute, and whether it is after midnight; bare hours from 1 to 7 are in the afternoon."""
    hour, minute, half = clock.value[-3:] if len(clock.value) == 6 else clock.value[:3]
    plain, minutes = int(hour or 0), int(minute or 0)
    if half == "pm" and plain < 12:
        return plain + 12, minutes, False
    if night and plain < 5:
        return plain, minutes, True
    if half == "am":
        return (0 if plain == 12 else plain), minutes, False
    told = int(part_of_day.value[0] or 0) if part_of_day is not None else 0
    if told == 12 and 5 <= plain < 12:
        return plain, minutes, False
    evening = told >= 14
    if plain < 12 and (evening or 1 <= plain <= 7):
        return plain + 12, minutes, False
    return plain, minutes, False


def _close(day: date, sent: datetime, week: WorkingWeek) -> datetime:
    close = end_of_working_day(day, week)
    if day == sent.date() and close <= sent:
        return moment(day, LAST_MINUTE, ZoneInfo(week.zone))
    return close


def _week_start(day: date, week: WorkingWeek) -> date:
    return day - timedelta(days=(day.weekday() - week.first_weekday) % 7)


def _last_working_day(today: date, week: WorkingWeek, later: int) -> date:
    start = _week_start(today, week) + timedelta(days=7 * later)
    days = [start + timedelta(days=n) for n in range(7)]
    worked = [day for day in days if week.shifts.get(day.weekday())]
    kept = [day for day in worked if week.is_working_day(day)] or worked
    return kept[-1] if kept[-1] >= today else _last_working_day(today, week, later + 1)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _has_day(first: date, day: int) -> bool:
    return 1 <= day <= calendar.monthrange(first.year, first.month)[1]


def _float(part: Part) -> float:
    return float(part.value[0] or 0)
