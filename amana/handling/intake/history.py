"""What a newly connected mailbox held before: once all of it is read, the matters still alive go on."""

from __future__ import annotations

from datetime import datetime

from amana.channels.email.fetching import door_of
from amana.channels.models import Mailbox
from amana.handling.intake.importing import go_on
from amana.post.models import WAITING, RawMessage


def wake_mailboxes(at: datetime) -> int:
    """Give the living history of mailboxes that have caught up its next steps; return how many cases go on.

    Connecting the mailbox, with the day to import from, was the consent. Twice changes nothing.
    """
    woken = 0
    for mailbox in Mailbox.objects.filter(caught_up_at__isnull=False, history_woken_at=None):
        door = door_of(mailbox)
        if RawMessage.objects.filter(state=WAITING, history_until__isnull=False, arrivals__door=door).exists():
            continue
        woken += go_on(at=at, door=door)[0]
        Mailbox.objects.filter(pk=mailbox.pk).update(history_woken_at=at)
    return woken
