"""How it came this far: what whoever answered on a rung writes when it is over, for those who can end the cause."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.commitments.models import Commitment
from amana.escalation.models import Report
from amana.record.appending import Line, append
from amana.record.literals import literals
from amana.team.models import Agent
from amana.team.viewing import Viewer


def reports_owed(agent: Agent) -> QuerySet[Commitment]:
    """Return the answers this agent gave on a rung of which nobody knows yet how it came this far, the latest first."""
    # Written exactly as the condition of the partial index, or SQLite leaves it alone.
    ended = Commitment.objects.filter(owner_agent=agent, origin__in=literals(Commitment.RUNG), ended_at__isnull=False)
    without = ended.filter(~Exists(Report.objects.filter(pk=OuterRef("pk"))))
    return without.select_related("case").order_by("-ended_at")


@transaction.atomic
def report(case: Case, text: str, *, by: Viewer, at: datetime) -> UUID:
    """Write down how a case came up to this rung; only colleagues read it. Raises Refused when it is not theirs to write."""
    case = take(case.key)
    if by.agent is None or not text.strip():
        raise Refused(_("Write how it came this far."))
    owed = list(reports_owed(by.agent).filter(case=case))
    if not owed:
        raise Refused(_("There is nothing to report on this case."))
    entry = append(Line(case.key, "rung.reported", by.actor, at, {"text": text.strip(), "by": by.name}))
    rows = [Report(commitment=one, case=case, agent=by.agent, entry=entry.id, at=at) for one in owed]
    Report.objects.bulk_create(rows, ignore_conflicts=True)
    return entry.id
