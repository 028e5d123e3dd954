"""The lists of the queue: whose cases they hold, in which order, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.desk.entering import Seat
from amana.handling.holding.following import followed_by

MINE, TEAM, UNHELD, LATE, CLOSING, ALL = "mine", "team", "unheld", "late", "closing", "all"
FOLLOWED = "followed"
NOW, TODAY, NEXT, WAITING = "now", "today", "next", "waiting"
# Up to here a number is exact; beyond it nobody's day changes, and to count on would read every row.
MOST_COUNTED = 1000


@dataclass(frozen=True)
class List:
    """One list: what it is called, the column it is ordered by, and whether it is cut into now, today and next."""

    label: str | Promise
    order: str = "queue_at"
    has_tabs: bool = False


LISTS: dict[str, List] = {
    MINE: List(gettext_lazy("Mine"), has_tabs=True),
    TEAM: List(gettext_lazy("My team's"), has_tabs=True),
    UNHELD: List(gettext_lazy("Held by nobody")),
    LATE: List(gettext_lazy("Late"), order="next_due_at"),
    CLOSING: List(gettext_lazy("Closing proposed")),
    FOLLOWED: List(gettext_lazy("Followed")),
    ALL: List(gettext_lazy("Everybody's"), has_tabs=True),
}
TABS = {
    NOW: gettext_lazy("Now"),
    TODAY: gettext_lazy("Today"),
    NEXT: gettext_lazy("Next"),
    WAITING: gettext_lazy("Waiting for the customer"),
}


def cases_in(name: str, seat: Seat) -> QuerySet[Case]:
    """Return the open cases of a list that this agent may see, not yet in order."""
    rows = Case.objects.visible_to(seat.viewer).open()
    if name == MINE:
        return rows.filter(holder=seat.agent)
    if name == TEAM:
        return rows.filter(team=seat.agent.team_id) if seat.agent.team_id else rows.filter(holder=seat.agent)
    if name == FOLLOWED:
        # By their keys, of which there are few: asked of each case, the whole queue would be read.
        return rows.filter(pk__in=followed_by(seat.agent))
    if name == UNHELD:
        return rows.filter(holder=None, waiting_for=COMPANY)
    if name == LATE:
        return rows.filter(waiting_for=COMPANY, next_due_at__lt=seat.at)
    if name == CLOSING:
        return rows.filter(next_reason=Commitment.CLOSING)
    return rows


def cut(rows: QuerySet[Case], tab: str, *, at: datetime) -> QuerySet[Case]:
    """Return what of a list stands under a tab: what wants somebody now, by tonight, later, or waits for the customer."""
    if tab == WAITING:
        return rows.filter(waiting_for=CUSTOMER)
    ours = rows.filter(waiting_for=COMPANY)
    midnight = end_of_day(at)
    if tab == NOW:
        return ours.filter(queue_at__lt=at)
    return ours.filter(queue_at__gte=at, queue_at__lt=midnight) if tab == TODAY else ours.filter(queue_at__gte=midnight)


def end_of_day(at: datetime) -> datetime:
    """Return the coming midnight in the reader's zone."""
    here = timezone.localtime(at)
    return (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
