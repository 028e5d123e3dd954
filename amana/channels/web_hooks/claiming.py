"""Taking deliveries in hand: by a lease that runs out and a number that only grows, and never many for one slow server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from amana.channels.models import Delivery, WebHook
from amana.record.storing import update_all

# Far longer than one exchange may take; a worker that dies gives its work back after this.
LEASE = timedelta(minutes=2)
# How many messages are under way to a server that answers quickly; to any other it is one.
MOST_TO_ONE = 3
QUICK = 2000  # milliseconds
# More servers than any installation tells; the others have their turn when these have been served.
MOST_HOOKS = 200


def is_quick(hook: WebHook) -> bool:
    """Whether a server answered in time when it was asked last; of a new one nobody knows."""
    return hook.failures == 0 and hook.took is not None and hook.took <= QUICK


@transaction.atomic
def claim(
    *, at: datetime, worker: str, quick: int, slow: int, under_way: Mapping[UUID, int]
) -> list[tuple[Delivery, WebHook]]:
    """Return deliveries that are now this worker's: at most `quick` to quick servers, and `slow` to others.

    `under_way` is how many are being sent to each server now. Each server has one turn before any has another.
    """
    taken: list[tuple[Delivery, WebHook]] = []
    for hook in _hooks_due(at)[:MOST_HOOKS]:
        left = quick if is_quick(hook) else slow
        most = min(left, (MOST_TO_ONE if is_quick(hook) else 1) - under_way.get(hook.pk, 0))
        rows = _first_of(hook, at, most) if most > 0 else []
        quick, slow = (quick - len(rows), slow) if is_quick(hook) else (quick, slow - len(rows))
        taken += [(row, hook) for row in rows]
    for row, _hook in taken:
        row.lease_owner, row.lease_until = worker, at + LEASE
        row.fence, row.attempts = row.fence + 1, row.attempts + 1
    update_all([row for row, _hook in taken], ["lease_owner", "lease_until", "fence", "attempts"])
    return taken


def _hooks_due(at: datetime) -> QuerySet[WebHook]:
    """Return those that have something to be told now and do not rest, whoever waited longest for a turn first."""
    awake = WebHook.objects.filter(Q(rests_until=None) | Q(rests_until__lte=at), is_on=True)
    due = Delivery.objects.due(at).filter(hook=OuterRef("pk"))
    return awake.filter(Exists(due)).select_related("brand").order_by(F("tried_at").asc(nulls_first=True), "pk")


def _first_of(hook: WebHook, at: datetime, most: int) -> list[Delivery]:
    rows = Delivery.objects.due(at).filter(hook=hook)
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(skip_locked=True)
    return list(rows.order_by("not_before", "pk")[:most])
