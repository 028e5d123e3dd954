"""The worker: puts what came in into the record, sends what waits in the outbox, reads what was said, and makes it findable."""

from __future__ import annotations

import threading

from django.utils import timezone

from amana.advocacy.filing import making
from amana.channels.email.sending import send_due
from amana.channels.messaging import sending as chats
from amana.channels.models import Push
from amana.channels.web_hooks.sending import PAUSE as HOOK_PAUSE
from amana.channels.web_hooks.sending import Sending
from amana.config.looping import do_together, keep_doing
from amana.config.watching.beating import beat
from amana.config.withholding import is_withheld
from amana.desk.connecting.telling import tell_turned_off
from amana.handling.intake.receiving import receive
from amana.handling.intake.refusals import note_refused
from amana.handling.messaging.receiving import receive_pushes
from amana.insight.models import Asked
from amana.insight.recurring.regrouping import steering as regrouping
from amana.insight.recurring.taking import group_some
from amana.notices import pushing
from amana.post.leasing import me
from amana.post.models import Outgoing, RawMessage
from amana.readings.models import Reading
from amana.readings.taking import read_some
from amana.recordings.hearing.taking import hear_one
from amana.recordings.models import Hearing
from amana.search.models import Indexed
from amana.search.taking_in import take_in_some
from amana.search.walking import is_walking, walk_some

# Seconds between two looks at an empty queue; each look is one search in a small index.
PAUSE = 0.5
# The same for readings, which nobody waits for.
READING_PAUSE = 2.0
# The same for recordings, of which a brand has a few in an hour.
LISTENING_PAUSE = 5.0


def run(stop: threading.Event) -> None:
    """Work until told to stop. Receiving and sending do not wait for each other: a mail server may be slow."""
    do_together([_receive, _send, _hear, _chat, _read, _take_in, _group, _push, _file, _listen, _tell_hooks], stop)


def _receive(stop: threading.Event) -> None:
    keep_doing(receive_once, stop)


def _send(stop: threading.Event) -> None:
    keep_doing(send_once, stop)


def _hear(stop: threading.Event) -> None:
    keep_doing(hear_once, stop)


def _chat(stop: threading.Event) -> None:
    keep_doing(chat_once, stop)


def _read(stop: threading.Event) -> None:
    keep_doing(read_once, stop)


def _take_in(stop: threading.Event) -> None:
    keep_doing(take_in_once, stop)


def _push(stop: threading.Event) -> None:
    keep_doing(push_once, stop)


def _file(stop: threading.Event) -> None:
    keep_doing(file_once, stop)


def _listen(stop: threading.Event) -> None:
    keep_doing(listen_once, stop)


def _group(stop: threading.Event) -> None:
    keep_doing(group_once, stop)


def _tell_hooks(stop: threading.Event) -> None:
    sending = Sending(worker=me(), on_off=tell_turned_off)

    def step() -> float:
        if not is_withheld():
            return sending.step(at=timezone.now())
        sending.collect(at=timezone.now())
        return HOOK_PAUSE

    try:
        keep_doing(step, stop)
    finally:
        sending.close()


def receive_once() -> float:
    """Receive one batch, if any waits; return the seconds until the next look."""
    beat("worker")
    at = timezone.now()
    # Looked at before it is claimed: a claim is a writing transaction, and writers take turns.
    if not RawMessage.objects.waiting(at).exists():
        return PAUSE
    return 0.0 if receive(worker=me(), at=at) else PAUSE


def send_once() -> float:
    """Send what is due, if anything is; return the seconds until the next look."""
    at = timezone.now()
    if is_withheld() or not Outgoing.objects.ready(at).exists():
        return PAUSE
    return 0.0 if send_due(at=at, worker=me(), on_refused=note_refused) else PAUSE


def hear_once() -> float:
    """Read what messengers pushed to us; return the seconds until the next look."""
    at = timezone.now()
    if not Push.objects.waiting(at).exists():
        return PAUSE
    return 0.0 if receive_pushes(worker=me(), at=at) else PAUSE


def chat_once() -> float:
    """Send what waits for messengers; return the seconds until the next look."""
    at = timezone.now()
    if is_withheld() or not chats.waiting(at):
        return PAUSE
    return 0.0 if chats.send_chats(worker=me(), at=at, on_refused=note_refused) else PAUSE


def read_once() -> float:
    """Read a few texts, unless mail waits to be received, which goes first; return the seconds until the next look."""
    at = timezone.now()
    if not Reading.objects.waiting(at).exists() or RawMessage.objects.waiting(at).exists():
        return READING_PAUSE
    return 0.0 if read_some(worker=me(), at=at) else READING_PAUSE


def take_in_once() -> float:
    """Take in a few texts for the search, else go through a few older cases; mail that waits goes first."""
    at = timezone.now()
    if RawMessage.objects.waiting(at).exists():
        return READING_PAUSE
    if Indexed.objects.waiting(at).exists():
        return 0.0 if take_in_some(worker=me(), at=at) else READING_PAUSE
    if is_walking(at):
        return 0.0 if walk_some(worker=me(), at=at) else READING_PAUSE
    return READING_PAUSE


def group_once() -> float:
    """Put a few first messages with what was asked before, else do a part of a regrouping; mail that waits goes first."""
    at = timezone.now()
    if RawMessage.objects.waiting(at).exists():
        return READING_PAUSE
    if Asked.objects.waiting(at).exists():
        return 0.0 if group_some(worker=me(), at=at) else READING_PAUSE
    return 0.0 if regrouping.is_waiting() and regrouping.work_some(worker=me(), at=at) else READING_PAUSE


def push_once() -> float:
    """Send the notices to browsers that are due, if any is; return the seconds until the next look."""
    at = timezone.now()
    return 0.0 if not is_withheld() and pushing.due(at) and pushing.send_pushes(at) else READING_PAUSE


def file_once() -> float:
    """Make the file of an own case that was asked for first, if any was; return the seconds until the next look."""
    at = timezone.now()
    if not making.waiting(at).exists():
        return READING_PAUSE
    return 0.0 if making.make_one(at=at) else READING_PAUSE


def listen_once() -> float:
    """Write down the recording that waits longest, if any does; return the seconds until the next look.

    It takes minutes, in a thread of its own and a process that gives way to all others: nothing else waits for it.
    """
    if not Hearing.objects.waiting(timezone.now()).exists():
        return LISTENING_PAUSE
    return 0.0 if hear_one(worker=me(), clock=timezone.now) else LISTENING_PAUSE
