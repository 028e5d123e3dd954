"""Giving a cause a name, a beginning and somebody who sees to it that it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.insight.causes.blaming import blames_the_customer
from amana.insight.models import Cause, Step
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer
from amana.wording.isolating import isolated

LONGEST = 200
LONGEST_MORE = 5000
LONGEST_STEP = 500
OWNERS = (Agent.LEAD, Agent.MANAGER)


@dataclass(frozen=True)
class Said:
    """What is said of a cause: what is wrong, how it comes about, since when (a day of the brand), and whose it is."""

    what: str
    since: date
    owner: Agent
    more: str = ""


@transaction.atomic
def open_cause(brand: Brand, said: Said, *, by: Viewer, at: datetime) -> Cause:
    """Open a cause. Raises Refused for whoever leads nobody in the brand, and for words that put it on the customer."""
    agent = must_lead(brand, by)
    what, more = _sound(said, brand, at=at)
    cause = Cause.objects.create(
        brand=brand, what=what, more=more, since=said.since, owner=said.owner, opened_at=at, opened_by=agent
    )
    note(cause, "opened", by=by, at=at, text=what, owner=said.owner.name)
    return cause


@transaction.atomic
def rewrite(cause: Cause, said: Said, *, by: Viewer, at: datetime) -> Cause:
    """Say it better, or give it to another owner; refuses as `open_cause`. What stood before is kept in its history."""
    must_lead(cause.brand, by)
    cause = held(cause)
    what, more = _sound(said, cause.brand, at=at)
    if said.owner.pk != cause.owner_id:
        note(cause, "owner", by=by, at=at, owner=said.owner.name, before=cause.owner.name)
    if (what, more, said.since) != (cause.what, cause.more, cause.since):
        note(cause, "rewritten", by=by, at=at, text=cause.what, since=cause.since.isoformat())
    cause.what, cause.more, cause.since, cause.owner = what, more, said.since, said.owner
    cause.save(update_fields=["what", "more", "since", "owner"])
    return cause


@transaction.atomic
def withdraw(cause: Cause, *, why: str, by: Viewer, at: datetime) -> None:
    """Take a cause back that was opened by mistake; its groups are free for another. Twice changes nothing."""
    must_lead(cause.brand, by)
    cause = held(cause)
    if cause.withdrawn_at is not None:
        return
    must_not_blame(why)
    if not why.strip():
        raise Refused(_("Say why."))
    if cause.fixes.outstanding().exists():
        raise Refused(_("A fix is promised. Say first what became of it."))
    if cause.messages.filter(begun_at=None, taken_back_at=None).exists():
        raise Refused(_("A message to them waits already. Take it back first."))
    cause.groups.all().delete()
    cause.withdrawn_at = at
    cause.save(update_fields=["withdrawn_at"])
    note(cause, "withdrawn", by=by, at=at, text=why)


def _sound(said: Said, brand: Brand, *, at: datetime) -> tuple[str, str]:
    """Return the words in their form. Raises Refused for what is no cause, or has no owner who could end it."""
    what, more = " ".join(said.what.split())[:LONGEST], said.more.strip()[:LONGEST_MORE]
    if not what:
        raise Refused(_("Say what is wrong, in a few words."))
    must_not_blame(what)
    must_not_blame(more)
    if said.since > day_in(brand, at):
        raise Refused(_("A cause began on a day that has been."))
    if not may_own(said.owner, brand):
        raise Refused(_("A cause belongs to a lead or a manager who serves this brand."))
    return what, more


def day_in(brand: Brand, at: datetime) -> date:
    """Return which day it is where a brand works: in the night the day of UTC is still the one before, or the next already."""
    return at.astimezone(ZoneInfo(brand.zone)).date()


def must_not_blame(text: str) -> None:
    """Raises Refused when a text makes the customer the cause, and asks for what lies behind it."""
    words = blames_the_customer(text)
    if words:
        raise Refused(
            _("“%(words)s” describes what people do, and is no cause: where many stumble, something makes them stumble. "
              "What could be read, pressed or understood in another way? Name that: a text, a label, a step, a form, a price.")
            % {"words": isolated(words)}
        )  # fmt: skip


def may_own(agent: Agent, brand: Brand) -> bool:
    """Say whether somebody can own a cause of a brand."""
    return agent.role in OWNERS and agent.account.is_active and agent.brands.filter(pk=brand.pk).exists()


def must_lead(brand: Brand, by: Viewer) -> Agent:
    """Return who leads in a brand. Raises Refused for everybody else."""
    if by.agent is None or not by.agent.is_lead or brand.pk not in by.brands:
        raise Refused(_("Only those who lead in this brand keep its causes."))
    return by.agent


def held(cause: Cause) -> Cause:
    """Return a cause as it is now, held until the transaction ends."""
    rows = Cause.objects.select_for_update(of=("self",)).select_related("brand", "owner__account")
    return rows.get(pk=cause.pk)


def note(cause: Cause, what: str, *, by: Viewer | None, at: datetime, text: str = "", **values: Any) -> None:
    """Write a line of the history of a cause; what nobody did, the product did by itself."""
    agent = by.agent if by is not None else None
    Step.objects.create(cause=cause, what=what, text=text.strip()[:LONGEST_STEP], values=values, by=agent, at=at)
