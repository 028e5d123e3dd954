"""What a draft promises: found while it is written, put right by whoever writes, entered when it is sent."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.kit.working_time import WorkingWeek, end_of_working_day, nth_working_day
from amana.language import read
from amana.language.findings import Promise
from amana.team.models import Agent

# How many of the coming working days are offered for a promise without a time; the first is the usual one.
DAYS_OFFERED = 3


@dataclass
class Undertaking:
    """One promise found in a draft, as the ledger beside it shows it. Attributes are what the template needs."""

    key: str
    found: Promise
    what: str
    who_name: str
    due_at: datetime | None
    is_vague: bool
    is_left_out: bool
    was_shown: bool
    picked: str = ""
    is_picking: bool = False
    choices: list[dict[str, Any]] = field(default_factory=list)

    @property
    def word(self) -> str:
        return self.found.due.words or self.found.quote


def undertakings(text: str, case: Case, agent: Agent, posted: Mapping[str, str], *, at: datetime) -> list[Undertaking]:
    """Return the promises of a draft, with what was already put right in the form (`posted`)."""
    week = case.brand.week.working if case.brand else None
    reading = read(text, sent_at=at, side="company", locale=case.language, week=week, only=["promises"])
    seen: Counter[str] = Counter()
    lines = []
    for found in reading.promises:
        seen[found.quote] += 1
        key = hashlib.sha256(f"{found.quote}{seen[found.quote]}".encode()).hexdigest()[:10]
        lines.append(_undertaking(key, found, case, agent, posted, week, at))
    return lines


def _undertaking(
    key: str,
    found: Promise,
    case: Case,
    agent: Agent,
    posted: Mapping[str, str],
    week: WorkingWeek | None,
    at: datetime,
) -> Undertaking:
    given, picked = posted.get(f"promise-{key}-due", ""), posted.get(f"promise-{key}-picked", "")
    is_vague = found.due.at is None or found.due.at <= at
    line = Undertaking(
        key=key,
        found=found,
        what=posted.get(f"promise-{key}-what", "").strip() or found.action or found.quote,
        who_name=case.customer.name if found.by == CUSTOMER else agent.name,
        due_at=None if is_vague else found.due.at,
        is_vague=is_vague,
        is_left_out=bool(posted.get(f"promise-{key}-not")),
        was_shown=bool(given),
        picked=picked,
        is_picking=given == "pick",
    )
    if is_vague:
        line.choices = _choices(given, week, at)
        if given not in {"", "pick"}:
            line.due_at = _instant(given)
    if picked and (given == "pick" or not is_vague):
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
    kept = [line for line in lines if not line.is_left_out]
    for line in kept:
        if line.due_at is None:
            raise Refused(_("“%(word)s” has no time. Say by when, or that it is not a promise.") % {"word": line.word})
    if any(not line.was_shown for line in kept):
        raise Refused(_("This text promises something. Look at what will enter the ledger, then send it."))
    return [_draft(line, case, agent, said_in) for line in kept]


def _draft(line: Undertaking, case: Case, agent: Agent, said_in: UUID) -> Draft:
    assert line.due_at is not None
    due = line.found.due
    is_as_read = line.due_at == due.at
    return Draft(
        action=line.what,
        due_at=line.due_at,
        promiser=CUSTOMER if line.found.by == CUSTOMER else COMPANY,
        owner=case.customer if line.found.by == CUSTOMER else agent,
        origin=Commitment.READ,
        quote=line.found.quote,
        said_in=said_in,
        due_words=due.words,
        due_rule=due.rule if is_as_read else "as put right before sending",
        firmness=line.found.firmness if is_as_read else "firm",
    )
