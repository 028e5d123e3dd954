"""A word the product says by itself to somebody who can be reached by a messenger alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from amana.cases.models import Case
from amana.channels.messaging.finding import channels
from amana.channels.models import Correspondent
from amana.handling.chats.posting import Message

MOST = 5


def notice_for(case: Case, text: str, *, says: Mapping[str, object], not_before: datetime) -> Message | None:
    """Return the message, not written yet; None where nobody wrote by a messenger, asked us to stop, or may not be written to by then."""
    rows = Correspondent.objects.filter(
        person=case.customer_id, messenger__brand=case.brand_id, messenger__is_on=True, stopped_at=None
    ).select_related("messenger", "person")
    for who in rows.order_by("-last_in_at", "-pk")[:MOST]:
        channel = channels().get(who.messenger.channel)
        if channel is None:
            continue
        window = channel.limits.window
        if window is None or who.last_in_at + window > not_before:
            return Message(case, who, text, "notice", "notice.sent", says=dict(says), not_before=not_before)
    return None
