"""Letting go of who called, where a call belongs to no case and nobody is known by its number."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from amana.channels.models import Call

FEW = 1_000


def forget_nobodys(brand: UUID, *, before: datetime) -> int:
    """Forget the numbers of a brand's calls that stand in no case since before a moment, a thousand at a time; return how many.

    A call that still waited for its case is set aside with it. What the exchange calls it stays, so that it does not come again.
    """
    rows = Call.objects.filter(brand=brand, began_at__lt=before, case=None).exclude(number="")
    keys = list(rows.order_by("began_at").values_list("pk", flat=True)[:FEW])
    forgotten = {"number": "", "recording_url": "", "person": None, "state": Call.ASIDE}
    # Somebody may put it into a case at this moment.
    return Call.objects.filter(pk__in=keys, case=None).update(**forgotten)
