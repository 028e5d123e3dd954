"""Saying that a leak is not so: with a reason, kept in the company's own chain with who said it, and taken back as simply."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import COMPANY, Case
from amana.record.appending import Line, append
from amana.review.draining import drain
from amana.review.models import LONGEST_REASON, Leak
from amana.team.models import Agent
from amana.team.viewing import Viewer


@transaction.atomic
def dispute(leak: Leak, *, why: str, by: Viewer, at: datetime) -> Leak:
    """Say that a leak is not so; from then on no sum counts it, also when it is found again. Twice changes nothing.

    Raises Refused without a reason, and for whoever does not serve the case.
    """
    case, row, agent = _held(leak, by)
    if not why.strip():
        raise Refused(_("Say why it is not so; your colleagues read it."))
    if row.disputed_at is not None:
        return row
    row.disputed_at, row.disputed_by, row.disputed_why = at, agent, why.strip()[:LONGEST_REASON]
    row.save(update_fields=["disputed_at", "disputed_by", "disputed_why"])
    says = {"leak": row.kind, "why": row.disputed_why, "by": by.name}
    append(Line(case.key, "leak.disputed", by.actor, at, says))
    drain(case, Leak.objects.filter(case=case), at=at)
    return row


@transaction.atomic
def reinstate(leak: Leak, *, by: Viewer, at: datetime) -> Leak:
    """Say that a leak stands after all. Twice changes nothing; raises Refused for whoever does not serve the case."""
    case, row, _agent = _held(leak, by)
    if row.disputed_at is None:
        return row
    row.disputed_at, row.disputed_by, row.disputed_why = None, None, ""
    row.save(update_fields=["disputed_at", "disputed_by", "disputed_why"])
    append(Line(case.key, "leak.reinstated", by.actor, at, {"leak": row.kind, "by": by.name}))
    drain(case, Leak.objects.filter(case=case), at=at)
    return row


def _held(leak: Leak, by: Viewer) -> tuple[Case, Leak, Agent]:
    case = take(leak.case_id)
    agent = by.agent
    if agent is None or agent.role not in Agent.SERVING or case.kept_by != COMPANY or case.brand_id not in by.brands:
        raise Refused(_("Only a person who serves this case does this."))
    return case, Leak.objects.select_for_update().get(pk=leak.pk), agent
