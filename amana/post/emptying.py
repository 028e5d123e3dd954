"""Emptying mails that have done their work: what colleagues were told of cases, and codes."""

from __future__ import annotations

from datetime import datetime, timedelta

from amana.post.models import Outgoing, Recipient

# What was sent outside any case is kept so long, to be looked up when somebody says that it did not come.
KEPT = timedelta(days=30)
FEW = 500


def empty_old(at: datetime) -> int:
    """Recurring: take words and addresses out of mails of no case that left thirty days ago; return how many."""
    old = Outgoing.objects.filter(case=None, state=Outgoing.SENT, created_at__lt=at - KEPT).exclude(subject="")
    keys = list(old.order_by("created_at").values_list("pk", flat=True)[:FEW])
    Recipient.objects.filter(outgoing__in=keys).delete()
    return Outgoing.objects.filter(pk__in=keys).update(mime=b"", subject="")
