"""Letting a mailbox rest, going on with it, and disconnecting it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from amana.channels.models import Mailbox

# A mailbox that rests is due on a day that does not come; whoever looks only at what is due passes it by.
NOT_BEFORE_TOLD = datetime(9000, 1, 1, tzinfo=UTC)


def is_paused(mailbox: Mailbox) -> bool:
    """True while nothing is fetched from it because a person said so."""
    return mailbox.fetch_at >= NOT_BEFORE_TOLD


def pause_mailbox(mailbox: Mailbox) -> None:
    """Fetch nothing more from a mailbox until `resume_mailbox`; what waits to be sent still goes out through it.

    A fetch under way loses its lease, so that it cannot set the mailbox going again as it ends.
    """
    _set(mailbox, NOT_BEFORE_TOLD)


def resume_mailbox(mailbox: Mailbox, *, at: datetime) -> None:
    """Fetch again from now on; what arrived meanwhile comes in."""
    if is_paused(mailbox):
        _set(mailbox, at)


def _set(mailbox: Mailbox, fetch_at: datetime) -> None:
    mine = Mailbox.objects.filter(pk=mailbox.pk)
    mine.update(fetch_at=fetch_at, fence=F("fence") + 1, lease_owner="", lease_until=None)
    mailbox.refresh_from_db()


@transaction.atomic
def disconnect_mailbox(mailbox: Mailbox) -> None:
    """Forget a mailbox and its secret. Mail that came in stays, and its address stays the brand's."""
    mailbox.delete()
