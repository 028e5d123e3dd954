"""What somebody was asked as the next person on a ladder: an answer they owe on a case that another holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amana.commitments.models import Commitment
from amana.desk.entering import Seat
from amana.record import seldom
from amana.wording.isolating import isolated
from amana.wording.times import short_moment

MOST_SHOWN = 10


def asked_rows(seat: Seat, midnight: datetime) -> list[dict[str, Any]]:
    """Return as rows at the top of the queue what this agent owes as the next person, the next due first, ten at most."""
    # As the partial index has it, or all that somebody owes would be read.
    owed = Commitment.objects.outstanding().filter(owner_agent=seat.agent, origin__in=[Commitment.RUNG])
    others = owed.exclude(case__holder=F("owner_agent")).select_related("case__customer", "case__holder__account")
    return [_row(row, seat, midnight) for row in seldom.found(others.order_by("due_at"), most=MOST_SHOWN)]


def _row(row: Commitment, seat: Seat, midnight: datetime) -> dict[str, Any]:
    due_at = row.due_at or row.made_at
    when = short_moment(due_at, zone=timezone.get_current_timezone(), now=seat.at)
    words = {"when": when, "name": isolated(row.case.holder.name if row.case.holder else "")}
    reason = _("You are asked as the next person: answer by %(when)s. %(name)s has the case.")
    return {
        "url": reverse("desk:case", args=[row.case.number]),
        "state": "late" if due_at < seat.at else "today" if due_at < midnight else "open",
        "reason": reason % words,
        "person_name": row.case.customer,
        "subject": row.case.subject,
        "due_at": due_at,
        "is_yours": True,
        "patience": None,
    }
