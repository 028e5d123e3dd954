"""Giving a case a holder: whoever takes what nobody holds, and a lead who deals it out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case, HandOver
from amana.commitments.keeping import pass_on
from amana.commitments.models import Commitment
from amana.record.appending import Line, append
from amana.team.models import Agent
from amana.team.viewing import Viewer


def hold(case: Case, agent: Agent | None) -> None:
    """Write who holds a case that is taken, and in whose queue it stands; the caller says it in the record."""
    case.holder = agent
    case.team_id = (agent.team_id if agent else None) or case.team_id
    case.save(update_fields=["holder", "team"])


@transaction.atomic
def assign(case: Case, *, to: Agent, why: str, by: Viewer, at: datetime) -> Case:
    """Give a case that nobody holds to an agent: oneself, or by a lead anybody of its brand.

    What the company owes on it without an owner of its own goes with it. Raises Refused when somebody holds it (that is a
    hand-over, which the taker accepts), or the one named cannot have it.
    """
    case = take(case.key)
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it first."))
    if case.holder_id is not None:
        raise Refused(_("Somebody holds this case already. Offer a hand-over."))
    if by.agent is None or (to.pk != by.agent.pk and not by.agent.is_lead):
        raise Refused(_("Only a lead gives a case to somebody else."))
    if (
        not to.account.is_active
        or to.role not in Agent.SERVING
        or case.brand_id is None
        or not to.brands.filter(pk=case.brand_id).exists()
    ):
        raise Refused(_("%(name)s cannot take cases of this brand.") % {"name": to.name})
    hold(case, to)
    owed = Commitment.objects.outstanding().filter(case=case, promiser=COMPANY, owner_agent=None)
    pass_on(list(owed.order_by("pk")), to=to, why="taken", by=by, at=at)
    append(Line(case.key, "case.held", by.actor, at, {"holder": to.name, "why": why.strip()[:500]}))
    return case


@transaction.atomic
def put_back(case: Case, *, why: str, by: Viewer, at: datetime) -> Case:
    """Put a case that was just given to somebody back to where nobody holds it; what is owed stays owed by name.

    Raises Refused when it has been worked on since: then it takes a hand-over.
    """
    case = take(case.key)
    if not case.is_open or case.holder is None:
        raise Refused(_("Nobody holds this case."))
    if by.agent is None or (by.agent.pk != case.holder_id and not by.agent.is_lead):
        raise Refused(_("Only the holder or a lead can hand this case over."))
    if HandOver.objects.filter(case=case, ended_at=None).exists():
        raise Refused(_("A hand-over is already waiting for an answer."))
    case.holder = None
    case.save(update_fields=["holder"])
    append(Line(case.key, "case.held", by.actor, at, {"holder": "", "why": why.strip()[:500]}))
    return case
