"""Beside a case: how many others asked the same."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from amana.cases.models import Case
from amana.desk.entering import Seat
from amana.insight.models import Member


def others_asked(case: Case, seat: Seat) -> dict[str, Any] | None:
    """Return how many others asked this, and where to read of them; None when nobody did."""
    member = Member.objects.filter(case=case.pk).select_related("group").first()
    if member is None or member.group.size < 2:
        return None
    may_read = seat.agent.is_lead or seat.agent.only_reads
    url = reverse("desk:group", args=[member.group_id]) if may_read else ""
    return {"count": member.group.size - 1, "name": member.group.name, "url": url}
