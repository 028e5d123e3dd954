"""Sweeping words that were removed out of the bytes of the index, a little at a time."""

from __future__ import annotations

from datetime import datetime
from time import monotonic

from django.db import transaction
from django.db.models import F, Q

from amana.search.backends import backend
from amana.search.models import Sweep

SECONDS = 1.0


def sweep(at: datetime) -> int:
    """Recurring: go on for a second when something was withdrawn or erased since the last time; return how many steps."""
    steps, until = 0, monotonic() + SECONDS
    while _step(at):
        steps += 1
        if monotonic() >= until:
            break
    return steps


@transaction.atomic
def _step(at: datetime) -> bool:
    row = Sweep.objects.filter(asked_at__isnull=False).first()
    if row is None:
        return False
    is_first = row.begun_at is None
    if is_first:
        Sweep.objects.update(begun_at=at)
    if backend().sweep(is_first=is_first):
        return True
    # What was asked for while it went on begins anew.
    meanwhile = Q(asked_at__gt=F("begun_at"))
    Sweep.objects.filter(meanwhile).update(begun_at=None)
    Sweep.objects.filter(~meanwhile, begun_at__isnull=False).update(asked_at=None, begun_at=None)
    return False
