"""Whether what a notice was to say is still true when it goes out."""

from __future__ import annotations

from amana.cases.models import CUSTOMER, HandOver, Mention
from amana.commitments.models import Commitment
from amana.notices.kinds import BELOW, CLIMBED, FOLLOWED, GIVEN, LATE, NAMED, OFFERED, SOON, WROTE
from amana.notices.models import Notice
from amana.team.models import Agent


def stands(row: Notice) -> bool:
    """Say whether it still waits for this person.

    Of a brand they serve alone: a promise that has not ended, a hand-over nobody answered, a case they hold, on which the
    customer had the last word.
    """
    if row.case is not None and not Agent.objects.filter(pk=row.agent_id, brands=row.case.brand_id).exists():
        return False
    if row.kind in {LATE, SOON, BELOW, CLIMBED}:
        return row.about is not None and Commitment.objects.outstanding().filter(pk=row.about).exists()
    if row.kind == OFFERED:
        return row.about is not None and HandOver.objects.filter(pk=row.about, ended_at=None).exists()
    if row.kind in {GIVEN, WROTE}:
        case = row.case
        if case is None or not case.is_open or case.holder_id != row.agent_id:
            return False
        return row.kind == GIVEN or case.last_word_by == CUSTOMER
    if row.kind in {NAMED, FOLLOWED}:
        return Mention.objects.filter(agent=row.agent_id, case=row.case_id, seen_at=None).exists()
    return True
