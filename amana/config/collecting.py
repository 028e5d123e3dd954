"""Mail in: our own door for servers that hand mail over, and the fetching of connected mailboxes."""

from __future__ import annotations

import threading

from django.conf import settings
from django.utils import timezone

from amana.channels.email import door
from amana.channels.email.fetching import fetch
from amana.channels.models import Mailbox
from amana.config.looping import do_together, keep_doing
from amana.config.watching.beating import beat
from amana.post.leasing import me

# Seconds between two looks at which mailboxes are due; how often each is fetched is said by its row.
PAUSE = 2.0


def run(stop: threading.Event) -> None:
    """Take mail in until told to stop."""
    tasks = [_fetch]
    if settings.MAIL_IN:
        tasks.append(_keep_door)
    do_together(tasks, stop)


def _keep_door(stop: threading.Event) -> None:
    host, _, port = settings.MAIL_IN.rpartition(":")
    try:
        door.run(host.strip("[]") or "127.0.0.1", int(port), stop)
    except OSError as error:
        raise OSError(f"The door for mail cannot be opened at {settings.MAIL_IN}: {error.strerror}.") from error


def _fetch(stop: threading.Event) -> None:
    keep_doing(fetch_once, stop)


def fetch_once() -> float:
    """Fetch from the mailboxes that are due, one after the other; return the seconds until the next look."""
    beat("mail-in")
    if settings.STAGING:
        return PAUSE
    taken = 0
    for mailbox in Mailbox.objects.to_fetch(timezone.now()):
        taken += fetch(mailbox, at=timezone.now(), worker=me())
    return 0.0 if taken else PAUSE
