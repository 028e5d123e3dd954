"""When the clock looks at a promise next: before it is due, when it is due, and once after."""

from __future__ import annotations

from datetime import datetime, timedelta

from amana.cases.models import COMPANY
from amana.commitments.models import Commitment
from amana.team.policies import policy_of

# What the clock does at each alarm. After CLIMBED it is silent: there is never a third notice.
REMIND_OWNER, REMIND_LEAD, LATE, CLIMB, CLIMBED = range(5)


def first_alarm(commitment: Commitment, *, is_own: bool) -> datetime | None:
    """Return the first moment to look at a new promise and set its stage; None when it has no due time.

    A reminder that would lie before the promise was made is left out. How long before it is due is a rule of the
    brand, whose row is at hand with the case.
    """
    if commitment.due_at is None:
        return None
    commitment.alarm_stage = REMIND_OWNER
    before = timedelta(hours=policy_of(commitment.case.brand).remind_owner)
    if not before or commitment.due_at - before <= commitment.made_at:
        return after_owner(commitment, is_own=is_own)
    return commitment.due_at - before


def after_owner(commitment: Commitment, *, is_own: bool) -> datetime:
    """Return the alarm that follows the owner's reminder: the lead's, if there is a lead and time for it."""
    assert commitment.due_at is not None
    before = timedelta(hours=policy_of(commitment.case.brand).remind_lead)
    wants_lead = commitment.promiser == COMPANY and not is_own and commitment.origin != Commitment.CLOSING
    if not wants_lead or not before or commitment.due_at - before <= commitment.made_at:
        commitment.alarm_stage = LATE
        return commitment.due_at
    commitment.alarm_stage = REMIND_LEAD
    return commitment.due_at - before
