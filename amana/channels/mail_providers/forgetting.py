"""Letting go of what mail services told: of an erased person at once, of everybody after ninety days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from amana.channels.models import Complaint, MailTold

KEPT = timedelta(days=90)
FEW = 1_000


def forget_addresses(addresses: Iterable[str]) -> None:
    """Empty what was told of these mail addresses; the digest stays, so that the same told again is nothing new.

    That somebody complained stays as a complaint, also where it was not acted on yet, so that they are not written to.
    The caller is in a transaction.
    """
    rows = MailTold.objects.filter(address__in=[one.strip().lower() for one in addresses])
    waiting = rows.filter(what="complained", is_done=False).select_for_update()
    complaints = [Complaint(address=one.address, at=one.at) for one in waiting]
    Complaint.objects.bulk_create(complaints, ignore_conflicts=True)
    rows.update(address="", why="", is_done=True)


def forget_old(at: datetime) -> int:
    """Recurring: delete what was told ninety days ago, a thousand at a time; return how many."""
    keys = MailTold.objects.filter(at__lt=at - KEPT, is_done=True).order_by("at").values_list("pk", flat=True)[:FEW]
    return MailTold.objects.filter(pk__in=list(keys)).delete()[0]
