"""The promises of a draft in a form: each a line of the ledger beside it, put right by whoever writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from amana.cases.models import Case
from amana.commitments.making import Draft
from amana.drafting import promising
from amana.drafting.promising import Decided, Found, promises_in
from amana.kit.working_time import WorkingWeek, end_of_working_day, nth_working_day
from amana.team.models import Agent

# How many of the coming working days are offered for a promise without a time; the first is the usual one.
DAYS_OFFERED = 3


@dataclass
class Undertaking:
    """One promise found in a draft, as the ledger beside it shows it. Attributes are what the template needs."""

    found: Found
    what: str
    who_name: str
    due_at: datetime | None
    is_left_out: bool
    was_shown: bool
    picked: str = ""
    is_picking: bool = False
    choices: list[dict[str, Any]] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.found.key

    @property
    def word(self) -> str:
        return self.found.word

    @property
    def is_vague(self) -> bool:
        return self.found.due_at is None


def undertakings(text: str, case: Case, agent: Agent, posted: Mapping[str, str], *, at: datetime) -> list[Undertaking]:
    """Return the promises of a draft, with what was already put right in the form (`posted`)."""
    return [_undertaking(found, case, agent, posted, at) for found in promises_in(text, case, at=at)]


def _undertaking(found: Found, case: Case, agent: Agent, posted: Mapping[str, str], at: datetime) -> Undertaking:
    key = found.key
    given, picked = posted.get(f"promise-{key}-due", ""), posted.get(f"promise-{key}-picked", "")
    line = Undertaking(
        found=found,
        what=posted.get(f"promise-{key}-what", "").strip() or found.action,
        who_name=case.customer.name if found.is_theirs else agent.name,
        due_at=found.due_at,
        is_left_out=bool(posted.get(f"promise-{key}-not")),
        was_shown=bool(given),
        picked=picked,
        is_picking=given == "pick",
    )
    if line.is_vague:
        line.choices = _choices(given, case.brand.week.working if case.brand else None, at)
        if given not in {"", "pick"}:
            line.due_at = _instant(given)
    if picked and (given == "pick" or not line.is_vague):
        line.due_at = _local(picked)
    return line


def _choices(given: str, week: WorkingWeek | None, at: datetime) -> list[dict[str, Any]]:
    times = usual_times(week, at)
    values = [moment.isoformat() for moment in times]
    chosen = given if given in [*values, "pick"] else values[0]
    return [
        {"value": value, "at": moment, "is_usual": value == chosen} for value, moment in zip(values, times, strict=True)
    ]


def usual_times(week: WorkingWeek | None, at: datetime) -> list[datetime]:
    """Return the ends of the coming working days, the usual time of a promise first; in UTC."""
    if week is None:
        return [at + timedelta(days=day) for day in range(1, DAYS_OFFERED + 1)]
    today = at.astimezone(ZoneInfo(week.zone)).date()
    return [end_of_working_day(nth_working_day(today, day, week), week) for day in range(1, DAYS_OFFERED + 1)]


def _instant(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _local(value: str) -> datetime | None:
    """Return what was typed into a field for a local time, in the zone of whoever typed it."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment.tzinfo is None else moment


def as_drafts(lines: list[Undertaking], case: Case, agent: Agent, *, said_in: UUID) -> list[Draft]:
    """Return what enters the ledger when the draft is sent.

    Raises Refused when a promise has no time, or has not been seen beside the draft yet: sending confirms what was read.
    """
    decided = [Decided(line.found, line.due_at, line.what, line.is_left_out, line.was_shown) for line in lines]
    return promising.as_drafts(decided, case, agent, said_in=said_in)
