"""Relieving an agent of a customer who treats them badly: at once, and without anybody having to accept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take_all
from amana.cases.models import COMPANY, OPEN, Case, HandOver
from amana.commitments.keeping import pass_on
from amana.commitments.models import Commitment
from amana.handling.holding.assigning import hold
from amana.record.appending import Appended, Line, append
from amana.review.conduct.models import LONGEST_TEXT, Relief
from amana.review.models import Change
from amana.review.weighing import WEIGHTS
from amana.team.choosing import nearest_above
from amana.team.models import Agent
from amana.team.viewing import Viewer, the_system

MOST_CASES = 50


@transaction.atomic
def relieve(case: Case, *, why: str = "", by: Viewer, at: datetime) -> Agent:
    """Free the holder of this customer: all their open cases go to whoever is above, with what was promised; return them.

    The holder asks it for themselves, or somebody who leads asks it for them. The reason is read by colleagues alone.
    Raises Refused when it is somebody else's case, or nobody else is there.
    """
    if by.agent is None or case.kept_by != COMPANY or case.brand_id not in by.brands:
        raise Refused(_("Only a person who serves this case does this."))
    agent = case.holder
    if agent is None or (agent.pk != by.agent.pk and not by.agent.is_lead):
        raise Refused(_("Only the holder or a lead can do this."))
    rows = Case.objects.filter(customer=case.customer_id, brand=case.brand_id, state=OPEN, holder=agent)
    keys = {case.key, *rows.order_by("queue_at").values_list("pk", flat=True)[:MOST_CASES]}
    taken = take_all(keys)
    if (now := taken[case.key].holder) is not None and now.pk != agent.pk:
        return now  # somebody was quicker
    if (lead := _above(agent, taken[case.key], at=at)) is None:
        raise Refused(_("Nobody else is there who could take it."))
    Relief.objects.update_or_create(agent=agent, customer=case.customer, defaults={"at": at})
    for one in taken.values():
        if one.is_open and one.holder_id == agent.pk:
            _hand(one, agent, lead, by=by, at=at)
    said = why.strip()[:LONGEST_TEXT] or _("They were treated badly.")
    append(Line(case.key, "conduct.relieved", by.actor, at,
                {"agent": agent.name, "to": lead.name, "why": said, "by": by.name}))  # fmt: skip
    _feel(agent, case, at=at)
    return lead


def _above(agent: Agent, case: Case, *, at: datetime) -> Agent | None:
    """Return who takes it: the nearest above who is there, else any who leads in the brand, else anybody of it."""
    relieved = Relief.objects.filter(customer=case.customer_id).values("agent")
    rows = Agent.objects.present(at).filter(brands=case.brand).exclude(pk=agent.pk).exclude(pk__in=relieved)
    return nearest_above(agent, rows.select_related("account"))


def _hand(case: Case, agent: Agent, lead: Agent, *, by: Viewer, at: datetime) -> None:
    for row in HandOver.objects.filter(case=case, ended_at=None).select_related("giver__account", "taker__account"):
        row.ended_at, row.ending = at, HandOver.TAKEN_BACK
        row.save(update_fields=["ended_at", "ending"])
        append(Line(case.key, "handover.taken_back", by.actor, at, {"giver": row.giver.name, "taker": row.taker.name}))
    hold(case, lead)
    owed = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY, owner_agent=agent)
    # Both sides read this; why it was is our own.
    pass_on(list(owed.order_by("pk")), to=lead, why="hand-over", by=by, at=at)
    append(Line(case.key, "case.held", by.actor, at, {"holder": lead.name, "why": ""}))


def _feel(agent: Agent, case: Case, *, at: datetime) -> None:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if not Change.objects.filter(agent=agent, case=case, reason="abuse", at__gte=midnight).exists():
        Change.objects.create(agent=agent, case=case, points=WEIGHTS["abuse"], reason="abuse", at=at)


def keep_away(opened: Sequence[Appended]) -> None:
    """Reaction: a case that begins, or opens again, with somebody who was relieved of its customer goes to who is above."""
    books = {entry.book for entry in opened}
    for key, agent in list(_returned(books)):
        case = take_all([key])[key]
        at = max(entry.at for entry in opened if entry.book == key)
        holder = Agent.objects.select_related("account", "lead").get(pk=agent)
        if case.holder_id == agent and case.is_open and (lead := _above(holder, case, at=at)) is not None:
            _hand(case, holder, lead, by=the_system(), at=at)


def _returned(books: set[UUID]) -> list[tuple[UUID, UUID]]:
    """Return the cases whose holder was relieved of their customer, with that holder; one query for all."""
    relieved = Relief.objects.filter(customer=OuterRef("customer"), agent=OuterRef("holder"))
    held = Case.objects.filter(Exists(relieved), pk__in=books, holder__isnull=False).order_by("pk")
    return list(held.values_list("pk", "holder_id"))
