"""An address of its own for an own case, where this installation receives mail: what is forwarded there waits to be looked at."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from amana.advocacy.adding.dropping import drop
from amana.cases.errors import Refused
from amana.cases.models import CUSTOMER, Case
from amana.channels.email.signing import reply_address
from amana.post.bodies import raw_bytes
from amana.post.models import DONE, RawMessage
from amana.post.storing import Damaged
from amana.team.models import BrandAddress

MOST = 20


def own_address(case: Case) -> str:
    """Return the address to which mails can be forwarded for this case; "" where nothing is received here.

    It is sealed and cannot be guessed. Whoever has it can lay something before the keeper, and nothing else.
    """
    base = BrandAddress.objects.order_by("added_at", "value").values_list("value", flat=True).first()
    if not base or case.owner_id is None or case.kept_by != CUSTOMER:
        return ""
    address = reply_address(settings.MAIL_KEY.encode(), case.key, case.owner_id, base)
    return address if address != base else ""


@transaction.atomic
def take_forwarded(case: Case, *, at: datetime) -> int:
    """Lay before the keeper what was forwarded to this case since they looked last; return how much. Twice is once."""
    rows = RawMessage.objects.filter(case=case.key, state=DONE, entry=None).order_by("received_at")[:MOST]
    taken = 0
    for row in rows:
        try:
            dropped = drop(case, raw_bytes(row), name="forwarded.eml", media_type="message/rfc822", at=at)
        except (Refused, Damaged):
            RawMessage.objects.filter(pk=row.pk).update(entry=row.pk)
            continue
        # It has no entry yet; this says that it was laid before its keeper.
        RawMessage.objects.filter(pk=row.pk).update(entry=dropped.pk)
        taken += 1
    return taken
