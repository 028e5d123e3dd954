"""How the installation does: in numbers for whoever sees to all of it, and as a yes or a no for everybody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from amana.commitments.models import Commitment
from amana.people.models import Account
from amana.post.models import Outgoing, RawMessage
from amana.readings.models import Reading
from amana.team.models import Agent

MOST_COUNTED = 1_000
# The clock keeps to the second, and to five during an import; behind by more, something is wrong.
LATE_ALARM = timedelta(minutes=1)
WAITS_LONG = timedelta(minutes=5)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether it is well; status 503 when the clock or the post stands still.

    Whoever is signed in and sees to everything is also told, in counts up to 1,000, what waits for somebody.
    """
    found = counts(timezone.now())
    is_well = not (found["late_alarms"] or found["unread_for_minutes"] or found["unsent_for_minutes"])
    body: dict[str, object] = {"ok": is_well}
    if _sees_to_all(request):
        body |= {"database": connection.vendor, **found, "readings": _readings()}
    return JsonResponse(body, status=200 if is_well else 503)


def _sees_to_all(request: HttpRequest) -> bool:
    if not isinstance(request.user, Account):
        return False
    agent = Agent.objects.active().filter(account=request.user).first()
    return agent is not None and agent.sees_to_all


def counts(at: datetime) -> dict[str, int]:
    """Return what is held, set aside, failed or behind, without a word of what it is about."""
    alarms = Commitment.objects.outstanding().filter(alarm_at__lt=at - LATE_ALARM)
    unread = RawMessage.objects.filter(state="waiting", not_before__lt=at - WAITS_LONG)
    unsent = Outgoing.objects.ready(at).filter(not_before__lt=at - WAITS_LONG)
    lists: dict[str, QuerySet[RawMessage] | QuerySet[Outgoing] | QuerySet[Commitment]] = {
        "held": RawMessage.objects.held(),
        "set_aside": RawMessage.objects.set_aside(),
        "not_delivered": Outgoing.objects.filter(state=Outgoing.FAILED),
        "late_alarms": alarms,
        "unread_for_minutes": unread,
        "unsent_for_minutes": unsent,
    }
    return {name: rows.order_by()[:MOST_COUNTED].count() for name, rows in lists.items()}


def _readings() -> str:
    """Say how much waits to be read, without counting beyond the most; while all is read, "all"."""
    # In the order of their index: otherwise PostgreSQL may look for the unread among all that is read.
    waiting = Reading.objects.unread().order_by("version", "at", "entry")[:MOST_COUNTED].count()
    if not waiting:
        return "all"
    return f"{waiting} or more waiting" if waiting == MOST_COUNTED else f"{waiting} waiting"
