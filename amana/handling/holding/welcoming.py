"""Giving the first who serves a brand the cases that nobody holds yet."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.cases.locking import take_all
from amana.cases.models import COMPANY, Case
from amana.commitments.keeping import pass_on
from amana.commitments.models import Commitment
from amana.record.appending import SYSTEM, Line, append_many
from amana.team.models import Agent, Brand
from amana.team.viewing import the_system

BATCH = 50
WHY = "first to serve"


def welcome(agent: Agent, *, at: datetime) -> int:
    """Make an agent the holder of the open cases nobody holds, in each brand they alone serve; return how many.

    What the company owed on them without naming anybody becomes theirs. Twice changes nothing.
    """
    given = 0
    for brand in agent.brands.all():
        if Agent.objects.active().filter(brands=brand).exclude(pk=agent.pk).exists():
            continue
        while keys := _unheld(brand):
            given += _give(keys, agent, at=at)
    return given


def _unheld(brand: Brand) -> list[UUID]:
    rows = Case.objects.open().filter(kept_by=COMPANY, brand=brand, holder=None)
    return list(rows.order_by("queue_at", "pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _give(keys: list[UUID], agent: Agent, *, at: datetime) -> int:
    cases = [case for case in take_all(keys).values() if case.is_open and case.holder_id is None]
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(holder=agent)
    says = {"holder": agent.name, "why": WHY}
    append_many([Line(case.key, "case.held", SYSTEM, at, says) for case in cases])
    owed = Commitment.objects.outstanding().filter(
        case__in=[case.pk for case in cases], promiser=COMPANY, owner_agent=None
    )
    pass_on(list(owed.order_by("pk")), to=agent, why=WHY, by=the_system(), at=at)
    return len(cases)
