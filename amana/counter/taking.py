"""Taking the next case of the line: one agent has it before them, for as long as a lease says, and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import OPEN
from amana.counter.models import Turn
from amana.team.models import Agent

# How long a case stays with whoever has it before them; every act at the counter begins it anew.
LEASE = timedelta(minutes=5)
# How many of each brand are looked at for one that is free: those before it are in other hands.
LOOKED_AT = 20


def in_hand(agent: Agent, *, at: datetime) -> Turn | None:
    """Return the case this agent has before them now; None when they have none, or were away for too long."""
    rows = Turn.objects.waiting().filter(taken_by=agent, taken_until__gte=at, case__state=OPEN)
    # Who serves a brand no more has nothing of it before them, however long their lease.
    return rows.filter(brand__agents=agent).order_by("taken_until").first()


def take_next(agent: Agent, brands: Iterable[UUID], *, at: datetime) -> Turn | None:
    """Give an agent the case that came first and nobody has before them; the one they have already, if there is one.

    Of two who ask at once each gets another: a row is claimed by one UPDATE that names who may have it.
    """
    mine = in_hand(agent, at=at)
    if mine is not None:
        return mine if renew(mine, agent, at=at) else None
    for turn in _first(list(brands), at=at):
        if _claim(turn.case_id, agent, at=at):
            return Turn.objects.get(pk=turn.pk)
    return None


def _first(brands: list[UUID], *, at: datetime) -> list[Turn]:
    """Return the first of each brand's line, the one that came first before the others."""
    found: list[Turn] = []
    for brand in brands:
        rows = Turn.objects.free(at).filter(brand=brand, case__state=OPEN)
        found += rows.order_by("stands_at", "pk")[:LOOKED_AT]
    return sorted(found, key=lambda turn: (turn.stands_at, turn.pk))


def _claim(key: UUID, agent: Agent, *, at: datetime) -> bool:
    rows = Turn.objects.free(at).filter(pk=key)
    return bool(rows.update(taken_by=agent, taken_until=at + LEASE))


def renew(turn: Turn, agent: Agent, *, at: datetime) -> bool:
    """Let an agent keep a case for another while; False when it is in other hands by now, or out of the line."""
    mine = Turn.objects.waiting().filter(pk=turn.pk, taken_by=agent)
    return bool(mine.update(taken_until=at + LEASE))


def must_have(key: UUID, agent: Agent) -> Turn:
    """Return the turn of a case for whoever has it before them; the caller holds the case.

    A lease that ran out is theirs still while nobody else took it. Raises Refused when somebody did, or it left the line.
    """
    turn = Turn.objects.select_for_update().filter(pk=key).first()
    if turn is None or turn.ended_at is not None:
        raise Refused(_("Somebody has worked on this case meanwhile. It is not at the counter any more."))
    if turn.taken_by_id != agent.pk or turn.taken_until is None:
        raise Refused(_("Somebody else has this case before them now."))
    return turn


def end(turn: Turn, ending: str, agent: Agent, *, at: datetime) -> None:
    """Take a case out of the line."""
    turn.ended_at, turn.ended_by, turn.ending = at, agent, ending
    turn.taken_by, turn.taken_until = None, None
    turn.save(update_fields=["ended_at", "ended_by", "ending", "taken_by", "taken_until"])


def back_in_hand(turn: Turn, agent: Agent, *, at: datetime, stands_at: datetime | None = None) -> None:
    """Put a case back before an agent who undoes what they did with it; the one they have now waits for the next."""
    Turn.objects.waiting().filter(taken_by=agent).exclude(pk=turn.pk).update(taken_by=None, taken_until=None)
    turn.ended_at, turn.ended_by, turn.ending = None, None, ""
    turn.taken_by, turn.taken_until = agent, at + LEASE
    turn.stands_at = stands_at or turn.stands_at
    turn.save(update_fields=["ended_at", "ended_by", "ending", "taken_by", "taken_until", "stands_at"])
