"""Time spent on a case, as somebody says it; summed for the case, and never for a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.locking import take
from amana.cases.models import Case
from amana.cases.tying import TimeSpent
from amana.team.viewing import Viewer

MOST_MINUTES = 24 * 60


@transaction.atomic
def spend(case: Case, minutes: int, *, what: str = "", by: Viewer, at: datetime) -> TimeSpent:
    """Write down minutes spent on a case. It stands in no record: it is nobody's evidence, and measures no person.

    Raises Refused when it is no time, or more than a day.
    """
    if by.agent is None or not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refused(_("There is no such case."))
    if not 0 < minutes <= MOST_MINUTES:
        raise Refused(_("Write how many minutes, at most a day."))
    case = take(case.key)
    return TimeSpent.objects.create(case=case, agent=by.agent, minutes=minutes, what=what.strip()[:200], at=at)


def take_back(row: TimeSpent, *, by: Viewer) -> None:
    """Take back what one wrote down oneself. Raises Refused for what somebody else wrote."""
    if by.agent is None or row.agent_id != by.agent.pk:
        raise Refused(_("Only whoever wrote this down can take it back."))
    row.delete()


def spent_on(case: Case) -> int:
    """Return the minutes spent on a case, by everybody together."""
    return int(TimeSpent.objects.filter(case=case).aggregate(sum=Sum("minutes"))["sum"] or 0)
