"""What a customer's calendar said to a promised call, beside the case: whether it needs another time."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from amana.cases.models import Case
from amana.channels.models import Invitation


def invitation_card(case: Case) -> dict[str, Any] | None:
    """Return the answer to the invitation that stands; None while there is none."""
    rows = Invitation.objects.filter(case=case.pk, ended_at=None).exclude(answer="")
    row = rows.order_by("-sent_at").first()
    if row is None:
        return None
    return {
        "answer": row.answer,
        "at": row.answered_at,
        "proposed_at": row.proposed_at,
        "new_time_url": f"{reverse('desk:promise', args=[row.commitment])}#new-time" if row.needs_a_time else "",
    }
