"""When somebody may be told: their own quiet hours, their working week, and the days they are away."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from amana.kit.quiet_hours import next_civil_moment
from amana.kit.working_time import WorkingWeek, moment, next_opening, week_in_zone
from amana.notices.models import Manner
from amana.team.models import Absence, Agent

# Where somebody's day begins at midnight, a digest waits for the morning all the same.
EARLIEST_HOUR = 6


def weeks_of(agents: Collection[Agent]) -> dict[UUID, WorkingWeek]:
    """Return the week each works: their own, their team's, that of a brand they serve, or what is usual in their zone.

    Two queries, however many they are.
    """
    zones = {agent.pk: agent.account.zone for agent in agents}
    rows = Agent.objects.filter(pk__in=zones).select_related("week", "team__week")
    weeks = {row.pk: week for row in rows if (week := row.week or (row.team.week if row.team else None)) is not None}
    served = Agent.brands.through.objects.filter(agent__in=zones.keys() - weeks.keys()).select_related("brand__week")
    for row in served.order_by("brand__name"):
        weeks.setdefault(row.agent_id, row.brand.week)
    return {key: weeks[key].working if key in weeks else week_in_zone(zone) for key, zone in zones.items()}


def civil_for(agent: Agent, manner: Manner, week: WorkingWeek, *, at: datetime) -> datetime:
    """Return the first moment at or after `at` when this person, who works this week, may be told, in UTC."""
    if manner.quiet == Manner.NEVER:
        return at
    if manner.quiet == Manner.HOURS and manner.quiet_from is not None and manner.quiet_until is not None:
        return next_civil_moment(at, zone=agent.account.zone, quiet=(manner.quiet_from, manner.quiet_until))
    return next_opening(at, week)


def is_away(agent: Agent, *, at: datetime) -> bool:
    """Say whether somebody is away at a moment: then nothing is sent, and it is in the first digest after they are back."""
    return Absence.objects.covering(at).filter(agent=agent).exists()


def next_morning(agent: Agent, *, after: datetime) -> datetime:
    """Return when the next working day of this person begins, later than `after`, in UTC; at six where it begins before."""
    week = weeks_of([agent])[agent.pk]
    zone = ZoneInfo(week.zone)
    day = after.astimezone(zone).date()
    seen = None
    for opens, _closes in week.shifts_from(after - timedelta(days=1)):
        on = opens.astimezone(zone).date()
        if on == seen or on < day:
            continue
        seen = on
        earliest = moment(on, opens.time().replace(hour=EARLIEST_HOUR, minute=0), zone)
        begins = max(opens.astimezone(UTC), earliest.astimezone(UTC))
        if begins > after:
            return begins
    raise AssertionError("a working week never ends")
