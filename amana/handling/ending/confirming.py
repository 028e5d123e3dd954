"""What the customer answers when we ask, some days later, whether it is still solved."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import CUSTOMER, Case
from amana.handling.ending.closing import reopen
from amana.handling.ending.following_up import end
from amana.handling.models import FollowUp
from amana.record.appending import Line, append
from amana.team.viewing import Viewer

LONGEST = 2000


@transaction.atomic
def answer_follow_up(row: FollowUp, *, is_solved: bool, text: str = "", by: Viewer, at: datetime) -> Case:
    """Say whether it is still solved; "no" opens the case again for the same holder. Twice changes nothing.

    Raises Refused when it was answered otherwise already, or it is not the customer who says it.
    """
    case = take(row.case_id)
    row = FollowUp.objects.get(pk=row.pk)
    ending = FollowUp.YES if is_solved else FollowUp.NO
    if row.ending == ending:
        return case
    if by.side != CUSTOMER or row.ended_at is not None or row.asked_at is None or case.is_open:
        raise Refused(_("This question has already been answered."))
    end(row, ending, at=at)
    says = {"is_solved": is_solved, "text": text.strip()[:LONGEST], "by": by.name}
    append(Line(case.key, "followup.answered", by.actor, at, says))
    return case if is_solved else reopen(case, why=text.strip()[:LONGEST] or _("not solved any more"), by=by, at=at)
