"""Reading what messengers pushed: each message goes into the record, each state onto the message it is about."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.tracing import MovedOn
from amana.channels.email.composing import Attached
from amana.channels.email.naming import display_name
from amana.channels.messaging.connecting import line_of
from amana.channels.messaging.finding import channels
from amana.channels.messaging.words import Heard, Later, Line, NeedsLogin, Read, Trouble, Unreadable
from amana.channels.models import ChatMessage, Correspondent, Messenger, Push
from amana.handling.messaging.hearing import hear_message
from amana.handling.messaging.noting import note_fate
from amana.kit.crashing import point
from amana.post.leasing import LeaseLost, claim, finish, give_back
from amana.post.storing import is_standing_still

log = logging.getLogger(__name__)

TRIES = 5
UNTIL_ROOM = timedelta(seconds=30)
# As with mail: what cannot be stored for a day is for a person.
LONGEST_WITHOUT_ROOM = timedelta(days=1)


def receive_pushes(*, worker: str, at: datetime, most: int = 20) -> int:
    """Take up to `most` waiting pushes in hand and read them; return how many were taken.

    Each is a transaction of its own: a bad one holds back no other, and one that fails again and again is held for a
    person, with the reason.
    """
    rows = claim(Push.objects.waiting(at), most=most, at=at, worker=worker)  # type: ignore[type-var]  # it has the same columns
    for row in rows:
        try:
            _receive(row, at=at)
        except LeaseLost:
            log.warning("push %s was taken over by another worker", row.pk)
        except Exception as error:  # noqa: BLE001  # the worker's edge: no push may be lost or stop the others
            _failed(row, error, at=at)
    return len(rows)


def _receive(row: Push, *, at: datetime) -> None:
    row.messenger = Messenger.objects.select_related("brand__week", "brand__company").get(pk=row.messenger_id)
    line = line_of(row.messenger)
    try:
        read = channels()[row.messenger.channel].read(bytes(row.body), line)
    except Unreadable as error:
        finish(
            [row], state=Push.HELD, reason=_("It is not in the format of this messenger: %(why)s") % {"why": error.why}
        )  # type: ignore[type-var]
        return
    fetched = [(_introduced(row, said, line), *_fetched(row, said, line)) for said in read.heard if _is_new(row, said)]
    point("I8")
    for _try in range(TRIES):
        try:
            _write(row, read, fetched, at=at)
        except MovedOn:
            continue
        return
    raise MovedOn


def _is_new(row: Push, said: Heard) -> bool:
    return not ChatMessage.objects.filter(messenger=row.messenger_id, ref=said.ref).exists()


def _introduced(row: Push, said: Heard, line: Line) -> Heard:
    """Return a message with what its writer is called, asked where they are new and no push says it."""
    introduce = channels()[row.messenger.channel].introduce
    if introduce is None or Correspondent.objects.filter(messenger=row.messenger, identity=said.identity).exists():
        return said
    return replace(said, name=introduce(said.identity, line))


def _fetched(row: Push, said: Heard, line: Line) -> tuple[list[Attached], list[str]]:
    """Fetch the files of a message, before anything is locked; return them and what the missing ones are called.

    Raises Later or NeedsLogin while there is hope.
    """
    files, missing = [], []
    for one in said.media:
        try:
            file = channels()[row.messenger.channel].fetch(one, line)
        except (Later, NeedsLogin):
            if row.attempts < TRIES:
                raise
            missing.append(one.name or one.type)
        except Trouble:
            missing.append(one.name or one.type)
        else:
            kind = (file.type or one.type).partition(";")[0].strip().lower()
            files.append(
                Attached(display_name(file.name, media_type=kind), kind or "application/octet-stream", file.content)
            )
    return files, missing


@transaction.atomic
def _write(row: Push, read: Read, fetched: Sequence[tuple[Heard, list[Attached], list[str]]], *, at: datetime) -> None:
    for said, files, missing in fetched:
        hear_message(row, said, files, missing=missing, at=at)
    for fate in read.fates:
        note_fate(row.messenger, fate, at=at)
    # What only told how ours got on stands on the message now. Words of which no entry tells, told twice or asking us to
    # stop, are not kept: no erasure would find them.
    told = ChatMessage.objects.filter(messenger=row.messenger_id, ref__in=[said.ref for said in read.heard])
    says = bool(read.heard or read.fates)
    emptied = {"body": b""} if says and not told.filter(push=row, entry__isnull=False).exists() else {}
    finish([row], state=Push.DONE, reason=read.ignored[:300], **emptied)  # type: ignore[type-var]


def _failed(row: Push, error: Exception, *, at: datetime) -> None:
    waits = isinstance(error, Later | NeedsLogin)
    if not waits:
        log.error("push %s was not received: %s", row.pk, type(error).__name__, exc_info=error)
    try:
        if is_standing_still(error) and at - row.received_at < LONGEST_WITHOUT_ROOM:
            give_back([row], not_before=at + UNTIL_ROOM)  # type: ignore[type-var]
        elif row.attempts >= TRIES:
            reason = _("It could not be put into the record (%(error)s).") % {"error": type(error).__name__}
            finish([row], state=Push.HELD, reason=reason)  # type: ignore[type-var]
        else:
            seconds = max(2**row.attempts, error.seconds if isinstance(error, Later) else 0)
            give_back([row], not_before=at + timedelta(seconds=seconds), counts=True)  # type: ignore[type-var]
    except LeaseLost:
        log.warning("push %s was taken over by another worker", row.pk)


@transaction.atomic
def look_again(row: Push, *, at: datetime) -> bool:
    """Have a held push read again; return whether this call did it."""
    held = Push.objects.filter(pk=row.pk, state=Push.HELD)
    return bool(held.update(state=Push.WAITING, reason="", attempts=0, not_before=at))
