"""Taking a message in: its bytes are stored and committed before anybody is told that we have it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from django.db import transaction

from amana.kit.codes import new_id
from amana.kit.crashing import point
from amana.post.models import Arrival, MessageKey, RawMessage
from amana.post.storing import discard, keep
from amana.record.storing import insert_all

# Larger messages lie in a file: a row of this size still reads quickly.
LARGEST_IN_ROW = 64 * 1024


@dataclass(frozen=True)
class Came:
    """A message as it came: its bytes, the door, and what the transport said of it.

    `digest` recognises the same message by another road; `message_id` is without angle brackets, or empty.
    Waiting messages are read in the order of `not_before`, by default that of their arrival.
    """

    raw: bytes
    digest: str
    door: str
    message_id: str = ""
    uidvalidity: int | None = None
    uid: int | None = None
    envelope_from: str = ""
    envelope_to: str = ""
    history_until: datetime | None = None
    not_before: datetime | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Accepted:
    """What became of each message, in the order given: stored by this call, or a duplicate of one we have."""

    stored: list[UUID]
    duplicates: int


@transaction.atomic
def accept_all(messages: Sequence[Came], *, at: datetime) -> Accepted:
    """Store new messages in one commit; the same message twice is kept once, with both arrivals.

    When this returns outside a transaction the messages survive a power failure, and only then
    may the sender's server be told so. Queries do not grow with the number of messages.
    """
    known = dict(RawMessage.objects.filter(digest__in={m.digest for m in messages}).values_list("digest", "pk"))
    fresh: dict[str, RawMessage] = {}
    for message in messages:
        if message.digest not in known and message.digest not in fresh:
            fresh[message.digest] = _row(message, at)
    point("I4")
    # In one order for all, so that two doors which take in the same mails do not wait for each other.
    insert_all([fresh[digest] for digest in sorted(fresh)], unless_there=True)
    if fresh:
        # Another worker may have stored one of them since we looked; then its row is the one.
        known |= dict(RawMessage.objects.filter(digest__in=list(fresh)).values_list("digest", "pk"))
    stored = [row.pk for digest, row in fresh.items() if known[digest] == row.pk]
    for row in fresh.values():
        if row.file_key and known[row.digest] != row.pk:
            discard(row.file_key)
    insert_all(
        [Arrival(raw_id=known[m.digest], door=m.door, uidvalidity=m.uidvalidity, uid=m.uid, at=at) for m in messages],
        unless_there=True,
    )
    mine = set(stored)
    named = [(row.message_id, row) for row in fresh.values() if row.message_id and row.pk in mine]
    keys = [MessageKey(value=value, raw=row) for value, row in sorted(named, key=itemgetter(0))]
    insert_all(keys, unless_there=True)
    return Accepted(stored, len(messages) - len(stored))


def _row(message: Came, at: datetime) -> RawMessage:
    is_small = len(message.raw) <= LARGEST_IN_ROW
    return RawMessage(
        id=message.id,
        digest=message.digest,
        sha256=hashlib.sha256(message.raw).hexdigest(),
        size=len(message.raw),
        body=message.raw if is_small else None,
        file_key="" if is_small else keep(message.raw),
        message_id=message.message_id[:255],
        envelope_from=message.envelope_from[:320],
        envelope_to=message.envelope_to[:320],
        received_at=at,
        history_until=message.history_until,
        not_before=message.not_before or at,
    )
