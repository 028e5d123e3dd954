"""What the page of a case says of conduct: what holds, what waits, and nothing where there is nothing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from amana.cases.models import Case
from amana.desk.entering import Seat
from amana.desk.hanging import ALL, Hanging
from amana.review.conduct.models import ConductStep
from amana.review.conduct.parting import may_confirm
from amana.review.conduct.stepping import steps_of


def conduct_card(case: Case, seat: Seat, *, there: Hanging = ALL) -> dict[str, Any] | None:
    """Return what desk/conduct/_card.html needs, in one query; None for a case without a brand."""
    if case.brand is None:
        return None
    steps = [step for step in steps_of(case) if step.kind != ConductStep.NOTE] if ConductStep in there else []
    may_relieve = case.is_open and case.holder_id is not None
    may_relieve = may_relieve and (case.holder_id == seat.agent.pk or seat.agent.is_lead) and not seat.agent.only_reads
    return {
        "url": reverse("desk:conduct", args=[case.number]),
        "steps": [_shown(step, seat) for step in steps[:3]],
        "relief_url": reverse("desk:relief", args=[case.number]) if may_relieve else "",
        "is_own": case.holder_id == seat.agent.pk,
        "holder_name": case.holder.name if case.holder else "",
    }


def _shown(step: ConductStep, seat: Seat) -> dict[str, Any]:
    return {
        "name": step.get_kind_display(),
        "at": step.told_at or step.made_at,
        "ends_on": step.ends_on,
        "is_waiting": step.state == ConductStep.PROPOSED,
        "is_yours": step.state == ConductStep.PROPOSED and may_confirm(seat.agent, step),
        "is_answered": step.answered_at is not None,
    }
