"""Choosing what one is told and how: a person's own settings, and theirs alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.notices.kinds import KINDS, WAYS
from amana.notices.models import Manner
from amana.notices.quieting import next_morning
from amana.team.models import Agent


@dataclass(frozen=True)
class Choice:
    """Everything one person chose: the ways by kind, and when they are left in peace."""

    ways: Mapping[str, Collection[str]]
    quiet: str = Manner.WEEK
    quiet_from: time | None = None
    quiet_until: time | None = None
    then: str = Manner.TO_DIGEST
    standstill_at_once: bool = False
    wants_digest: bool = True


def manner_of(agent: Agent) -> Manner:
    """Return how somebody wants to be told; a row that is not saved where they never chose."""
    return Manner.objects.filter(agent=agent).first() or Manner(agent=agent)


@transaction.atomic
def choose(agent: Agent, choice: Choice, *, at: datetime) -> Manner:
    """Keep what somebody chose for themselves. Raises Refused for quiet hours without two different times.

    Only what differs from the usual is kept by kind, so that a better default reaches whoever never touched it. The
    next digest is due on the morning of their next working day.
    """
    if choice.quiet == Manner.HOURS and (
        choice.quiet_from is None or choice.quiet_until is None or choice.quiet_from == choice.quiet_until
    ):
        raise Refused(_("Give two different times between which it is quiet."))
    ways = {key: [way for way in WAYS if way in chosen] for key, chosen in choice.ways.items() if key in KINDS}
    row, _made = Manner.objects.select_for_update().get_or_create(agent=agent)
    row.ways = {key: chosen for key, chosen in ways.items() if set(chosen) != set(KINDS[key].ways)}
    row.quiet, row.then, row.standstill_at_once = choice.quiet, choice.then, choice.standstill_at_once
    is_hours = choice.quiet == Manner.HOURS
    row.quiet_from, row.quiet_until = (choice.quiet_from, choice.quiet_until) if is_hours else (None, None)
    row.wants_digest = choice.wants_digest
    row.digest_at = next_morning(agent, after=at) if choice.wants_digest else None
    row.save()
    return row
