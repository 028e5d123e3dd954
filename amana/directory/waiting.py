"""Logging how long people waited, and saying from that and the hours when to call best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID
from zoneinfo import ZoneInfo

from amana.directory.family import family
from amana.directory.models import Wait
from amana.kit.working_time import WorkingWeek, next_opening
from amana.people.models import Account, Company

# So many waits at an hour of the day have to be known before it is said to be better than another.
ENOUGH = 3
MOST_READ = 400
# Waits age: what was so two years ago says little.
OLDEST = timedelta(days=730)
LONGEST = 600
HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Waited:
    """One wait: when it began, how many minutes it was, and whether a person answered."""

    began_at: datetime
    minutes: int
    has_reached: bool = True


@dataclass(frozen=True)
class BestTime:
    """When to call next, and on what that rests: how many waits in all and at that hour, how long they were."""

    at: datetime | None
    rests_on: str  # "waits", "hours", "nothing"
    waits: int = 0
    waits_then: int = 0
    minutes_then: int | None = None
    minutes_otherwise: int | None = None


def log_wait(
    company: Company, waited: Waited, *, point: UUID | None = None, case: UUID | None = None, said_in: UUID | None = None,
    by: Account | None = None,
) -> None:  # fmt: skip
    """Keep a wait, at most ten hours; with the entry it was logged in (`said_in`) twice changes nothing."""
    values = {
        "company": company, "point": point, "began_at": waited.began_at, "has_reached": waited.has_reached,
        "minutes": max(0, min(waited.minutes, LONGEST)), "case": case, "by": by,
    }  # fmt: skip
    if said_in is None:
        Wait.objects.create(**values)
    else:
        Wait.objects.get_or_create(said_in=said_in, defaults=values)


def waits_of(company: Company, *, at: datetime) -> list[Waited]:
    """Return the newest waits of a company, some hundreds at most."""
    rows = Wait.objects.filter(company__in=family(company), began_at__gte=at - OLDEST, began_at__lte=at)
    newest = rows.order_by("-began_at").values_list("began_at", "minutes", "has_reached")[:MOST_READ]
    return [Waited(*row) for row in newest]


def best_time(week: WorkingWeek | None, waits: Sequence[Waited], *, zone: str, at: datetime) -> BestTime:
    """Return when to call next, from `at` on, in UTC; nothing is read or written.

    `week` is when they answer, None when it is not known; `zone` is theirs, and an hour of the day is an hour of their
    clock, also over a change of it. The hour with the shortest usual wait is chosen among those at which at least three
    waits are known; else the next opening. A call that reached nobody counts as twice as long.
    """
    hours = _by_hour(waits, ZoneInfo(week.zone if week else zone))
    known = {hour: own for hour, own in hours.items() if len(own) >= ENOUGH}
    if not known:
        return BestTime(_opening(week, at), "hours" if week else "nothing", waits=len(waits))
    best = min(known, key=lambda hour: (median(known[hour]), hour))
    others = [minutes for hour, own in hours.items() if hour != best for minutes in own]
    return BestTime(
        _next_at_hour(best, week, zone, at), "waits", waits=len(waits), waits_then=len(known[best]),
        minutes_then=round(median(known[best])), minutes_otherwise=round(median(others)) if others else None,
    )  # fmt: skip


def usual_wait(waits: Sequence[Waited]) -> int | None:
    """Return the usual wait in minutes, None when fewer than three are known."""
    return round(median(one.minutes for one in waits)) if len(waits) >= ENOUGH else None


def _by_hour(waits: Iterable[Waited], zone: ZoneInfo) -> dict[int, list[int]]:
    hours: dict[int, list[int]] = defaultdict(list)
    for one in waits:
        hours[one.began_at.astimezone(zone).hour].append(one.minutes if one.has_reached else one.minutes * 2)
    return hours


def _opening(week: WorkingWeek | None, at: datetime) -> datetime | None:
    if week is None:
        return None
    try:
        return next_opening(at, week)
    except ValueError:
        return None


def _next_at_hour(hour: int, week: WorkingWeek | None, zone: str, at: datetime) -> datetime | None:
    """Return the next moment at that hour of their clock at which somebody answers; the next opening when there is none."""
    own = ZoneInfo(week.zone if week else zone)
    moment = at
    for _step in range(2 * 24 * 15):
        is_then = moment.astimezone(own).hour == hour
        if is_then and (week is None or week.is_open(moment)):
            return moment
        local = moment.astimezone(own)
        past = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
        moment += HALF_AN_HOUR - past
    return _opening(week, at)
