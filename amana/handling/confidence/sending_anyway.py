"""Writing down that a reply went out although it mentions another customer, as somebody decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.cases.locking import take
from amana.cases.models import Case
from amana.handling.confidence.finding_others import Other
from amana.record.appending import Appended, Line, append
from amana.team.viewing import Viewer


@transaction.atomic
def note_sent_anyway(case: Case, message: UUID, others: Sequence[Other], *, by: Viewer, at: datetime) -> Appended:
    """Keep in our own chain whom the reply mentions, and who sent it all the same."""
    take(case.key)
    who = ", ".join(f"{one.name} ({one.number})" for one in {one.person: one for one in others}.values())
    says = {"message": str(message), "others": who, "by": by.name}
    return append(Line(case.key, "others.mentioned", by.actor, at, says))
