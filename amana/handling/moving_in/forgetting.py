"""Letting go of what could not be taken in from another helpdesk: of an erased person at once, of everybody after ninety days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from amana.handling.moved import LeftOut

KEPT = timedelta(days=90)
FEW = 1_000


def forget_left_out_of(addresses: Iterable[str]) -> None:
    """Delete the pieces that name one of these mail addresses; others who stand in them go with them."""
    for address in addresses:
        LeftOut.objects.filter(raw__icontains=address).delete()


def forget_left_out(at: datetime) -> int:
    """Recurring: delete what was left out ninety days ago, a thousand at a time; return how many."""
    oldest = LeftOut.objects.order_by("pk").values_list("pk", flat=True)[:FEW]  # keys sort by when they were made
    return LeftOut.objects.filter(pk__in=list(oldest), at__lt=at - KEPT).delete()[0]
