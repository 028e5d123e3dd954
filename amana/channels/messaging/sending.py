"""Emptying the outbox of messengers: each part is asked for once, and what nobody can know is said."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amana.channels.email.noting_delivery import OnRefused, put_off, wait_before
from amana.channels.messaging.connecting import line_of
from amana.channels.messaging.finding import channels
from amana.channels.messaging.words import (
    File,
    Going,
    Later,
    Line,
    NeedsLogin,
    NotTold,
    Refusal,
    Template,
    Trouble,
    WindowClosed,
)
from amana.channels.models import FAILING, NEEDS_LOGIN, WORKING, ChatPart, Messenger
from amana.kit.crashing import point
from amana.post.leasing import LeaseLost, claim, finish, give_back
from amana.post.models import Outgoing, Recipient
from amana.post.storing import Damaged, fetch, is_standing_still

log = logging.getLogger(__name__)

TRIES = 10
SIGN_IN_AGAIN = timedelta(minutes=15)
TURNED_OFF = timedelta(minutes=5)
UNTIL_ROOM = timedelta(seconds=30)
# After a call that got no answer, its state may still be pushed to us; after this a person decides.
UNTIL_TOLD = timedelta(minutes=10)
MOST_PARTS = 40


def waiting(at: datetime) -> bool:
    """Whether anything is due to be sent by a messenger."""
    return Outgoing.objects.chats_ready(at, channels=channels()).exists()


def send_chats(
    *, at: datetime, worker: str, most: int = 20, on_refused: OnRefused = lambda _row, _refused: None
) -> int:
    """Send up to `most` messages that are due; return how many were taken in hand.

    A part that was asked for and not answered is never asked for again by itself: messengers know no ids of ours by
    which they could tell a second copy.
    """
    rows = claim(Outgoing.objects.chats_ready(at, channels=channels()), most=most, at=at, worker=worker)
    senders = Messenger.objects.in_bulk([row.mail_from for row in rows])
    by_key = {str(key): messenger for key, messenger in senders.items()}
    for row in rows:
        try:
            _send(row, by_key[row.mail_from], on_refused, at=at)
        except LeaseLost:
            log.warning("message %s was taken over by another worker", row.pk)
        except Exception as error:  # noqa: BLE001  # the worker's edge: one message holds up no other
            _failed(row, error, at=at)
    return len(rows)


def _failed(row: Outgoing, error: Exception, *, at: datetime) -> None:
    """Note what nobody foresaw, and try the message again; after some times a person looks at it."""
    log.error("message %s was not sent: %s", row.pk, type(error).__name__, exc_info=error)
    try:
        if is_standing_still(error):
            give_back([row], not_before=at + UNTIL_ROOM)
            return
        why = _("It could not be sent (%(error)s).") % {"error": type(error).__name__}
        may_go = row.attempts < TRIES
        state = Outgoing.WAITING if may_go else Outgoing.HELD
        finish([row], state=state, not_before=at + wait_before(row.attempts + 1, row), last_error=why)
    except LeaseLost:
        log.warning("message %s was taken over by another worker", row.pk)


def _send(row: Outgoing, messenger: Messenger, on_refused: OnRefused, *, at: datetime) -> None:
    if not messenger.is_on:
        return put_off([row], until=at + TURNED_OFF, why=_("This messenger is turned off."))
    if messenger.rests_until is not None and messenger.rests_until > at:
        return put_off([row], until=messenger.rests_until, why=messenger.reason)
    parts = list(ChatPart.objects.filter(outgoing=row).select_related("correspondent").order_by("number")[:MOST_PARTS])
    if any(part.state == ChatPart.ASKED for part in parts):
        why = _("It may have been sent: no answer came. Look at the conversation before you send it again.")
        return finish([row], state=Outgoing.HELD, was_doubtful=True, last_error=why)
    try:
        line = line_of(messenger)
        for part in parts:
            if part.state in {ChatPart.WAITING, ChatPart.FAILED}:
                _send_part(row, part, line, at=at)
    except Trouble as trouble:
        return _stopped(row, messenger, trouble, on_refused, at=at)
    messenger.note_state(WORKING, at=at)
    with transaction.atomic():
        Recipient.objects.filter(outgoing=row).update(state=Recipient.SENT, status="", at=at)
        finish([row], state=Outgoing.SENT, sent_at=at, was_doubtful=False, last_error="")
    point("S9")
    return None


def _send_part(row: Outgoing, part: ChatPart, line: Line, *, at: datetime) -> None:
    """Ask for one part; before that it is committed that it was asked for, so that a worker who dies asks nobody twice."""
    going = _going(row, part, at=at)
    with transaction.atomic():
        if not Outgoing.objects.filter(pk=row.pk, fence=row.fence, lease_owner=row.lease_owner).update(
            state=Outgoing.SENDING
        ):
            raise LeaseLost(f"message {row.pk}")
        _becomes(part, ChatPart.ASKED, at=at)
    point("S4")
    try:
        ref = channels()[row.channel].send(going, line)
    except NotTold:
        raise
    except Trouble as trouble:
        _becomes(part, ChatPart.FAILED if isinstance(trouble, Refusal) else ChatPart.WAITING, at=at, why=trouble.why)
        raise
    point("S8")
    # Its state may have been pushed to us already: then it has gone further than this.
    ChatPart.objects.filter(pk=part.pk, ref=None).update(ref=ref)
    ChatPart.objects.filter(pk=part.pk, state=ChatPart.ASKED).update(state=ChatPart.SENT, at=at, why="")


def _becomes(part: ChatPart, state: str, *, at: datetime, why: str = "") -> None:
    ChatPart.objects.filter(pk=part.pk, state__in=[ChatPart.WAITING, ChatPart.ASKED, ChatPart.FAILED]).update(
        state=state, at=at, why=why
    )


def _going(row: Outgoing, part: ChatPart, *, at: datetime) -> Going:
    """Return one part as it was sealed. Raises Refusal when a file of it is damaged."""
    said = json.loads(bytes(row.mime))
    what: Mapping[str, Any] = said["parts"][part.number]
    file = None
    if "file" in what:
        one = what["file"]
        try:
            file = File(one["name"], one["type"], fetch(one["key"], sha256=one["sha256"]))
        except Damaged as error:
            raise Refusal(str(error)) from error
    template = Template(**what["template"]) if "template" in what else None
    is_public = what.get("is_public", False)
    is_late = _is_late(row, part, at=at)
    return Going(
        str(part.pk), said["to"], what.get("text", ""), file, template, what.get("answers", ""),
        is_late=is_late, is_public=is_public,
    )  # fmt: skip


def _is_late(row: Outgoing, part: ChatPart, *, at: datetime) -> bool:
    """Whether only what a person wrote may still go to them."""
    window, who = channels()[row.channel].limits.window, part.correspondent
    return not row.is_automatic and window is not None and who is not None and who.last_in_at + window <= at


def _stopped(row: Outgoing, messenger: Messenger, trouble: Trouble, on_refused: OnRefused, *, at: datetime) -> None:
    log.warning("message %s: %s", row.pk, type(trouble).__name__)
    if isinstance(trouble, NeedsLogin):
        messenger.note_state(NEEDS_LOGIN, at=at, reason=trouble.why)
        put_off(
            [row], until=at + SIGN_IN_AGAIN, why=_("Its provider refuses our token: %(why)s") % {"why": trouble.why}
        )
    elif isinstance(trouble, NotTold):
        messenger.note_state(FAILING, at=at, reason=trouble.why)
        finish([row], state=Outgoing.DOUBTFUL, was_doubtful=True, last_error=trouble.why, not_before=at + UNTIL_TOLD)
    elif isinstance(trouble, Later) and row.attempts < TRIES:
        rests = at + timedelta(seconds=trouble.seconds) if trouble.seconds else None
        messenger.note_state(FAILING, at=at, reason=trouble.why, rests_until=rests)
        until = rests or at + wait_before(row.attempts + 1, row)
        finish([row], state=Outgoing.WAITING, not_before=until, last_error=trouble.why)
    else:
        _refused(row, _advised(trouble, row), on_refused, at=at)


def _advised(trouble: Trouble, row: Outgoing) -> str:
    if not isinstance(trouble, WindowClosed):
        return trouble.why
    if channels()[row.channel].limits.has_templates:
        said = _("More than 24 hours since they wrote: send an approved template, or write by mail.")
    else:
        said = _("They wrote too long ago to be written to here. Write by mail, or wait until they write again.")
    return f"{said} ({trouble.why})"


def _refused(row: Outgoing, why: str, on_refused: OnRefused, *, at: datetime) -> None:
    with transaction.atomic():
        refused = list(Recipient.objects.filter(outgoing=row))
        for one in refused:
            one.state, one.status, one.at = Recipient.FAILED, why[:300], at
        # The case is taken first, as by everybody who changes something about it.
        on_refused(row, refused)
        Recipient.objects.bulk_update(refused, ["state", "status", "at"])
        finish([row], state=Outgoing.FAILED, last_error=why[:300])
