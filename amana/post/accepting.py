"""Taking a message in: its bytes are stored and committed before anybody is told that we have it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from amana.kit.codes import new_id
from amana.kit.crashing import point
from amana.post.models import WAITING, Arrival, MessageKey, RawMessage
from amana.post.storing import discard, keep
from amana.record.storing import insert_rows

# Larger messages lie in a file: a row of this size still reads quickly.
LARGEST_IN_ROW = 64 * 1024


class Came(NamedTuple):
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


class Row(NamedTuple):
    """A message to be stored, waiting and in nobody's hands; the names are those of the model."""

    id: UUID
    digest: str
    sha256: str
    size: int
    body: bytes | None
    file_key: str
    message_id: str
    envelope_from: str
    envelope_to: str
    received_at: datetime
    history_until: datetime | None
    not_before: datetime
    state: str = WAITING
    reason: str = ""
    sender: str = ""
    subject: str = ""
    attempts: int = 0
    lease_owner: str = ""
    fence: int = 0


ARRIVAL = ("raw_id", "door", "uidvalidity", "uid", "at")


@dataclass(frozen=True)
class Accepted:
    """What became of each message, in the order given: stored by this call, or a duplicate of one we have."""

    stored: list[UUID]
    duplicates: int


def accept_all(messages: Sequence[Came], *, at: datetime) -> Accepted:
    """Store new messages in one commit; the same message twice is kept once, with both arrivals.

    When this returns outside a transaction the messages survive a power failure, and only then
    may the sender's server be told so. Queries do not grow with the number of messages.
    """
    # Digests are made and files synced before the transaction begins: no other writer waits for that.
    rows = {digest: _row(message, at) for digest, message in _fresh(messages).items()}
    point("I4")
    return _store(messages, rows, at=at)


@transaction.atomic
def _store(messages: Sequence[Came], rows: dict[str, Row], *, at: datetime) -> Accepted:
    """Insert the rows, by digest, of which another worker may have stored some since, and how each message arrived."""
    # In one order for all, so that two doors which take in the same mails do not wait for each other.
    inserted = insert_rows(RawMessage, Row._fields, [rows[digest] for digest in sorted(rows)], unless_there=True)
    keys = {digest: row.id for digest, row in rows.items()}
    if inserted < len(messages):
        keys |= messages_with({message.digest for message in messages})
    mine = [row for digest, row in rows.items() if keys[digest] == row.id]
    if len(mine) < len(rows):
        _discard_files(row for digest, row in rows.items() if keys[digest] != row.id)
    arrivals = [(keys[one.digest], one.door, one.uidvalidity, one.uid, at) for one in messages]
    insert_rows(Arrival, ARRIVAL, arrivals, unless_there=True)
    named = sorted((row.message_id, row.id) for row in mine if row.message_id)
    insert_rows(MessageKey, ("value", "raw_id"), named, unless_there=True)
    return Accepted([row.id for row in mine], len(messages) - len(mine))


def _fresh(messages: Sequence[Came]) -> dict[str, Came]:
    """The first of each digest, but no large one that we have: its file would be written and synced for nothing.

    The others are not looked for: whether a row of that digest is there the insertion finds out by itself.
    """
    first: dict[str, Came] = {}
    for message in messages:
        first.setdefault(message.digest, message)
    large = {digest for digest, message in first.items() if len(message.raw) > LARGEST_IN_ROW}
    for digest in messages_with(large):
        del first[digest]
    return first


def messages_with(digests: Collection[str]) -> dict[str, UUID]:
    """Return the messages we have of these digests; asks nothing when there are none.

    Written out: most groups have a large message to ask for, and composing the query took a fifteenth of taking one in.
    """
    if not digests:
        return {}
    own = connections[DEFAULT_DB_ALIAS]
    with own.cursor() as cursor:
        marks = ", ".join(["%s"] * len(digests))
        cursor.execute(f"SELECT digest, id FROM post_rawmessage WHERE digest IN ({marks})", list(digests))  # noqa: S608  # marks alone
        found = cursor.fetchall()
    return dict(found) if own.features.has_native_uuid_field else {digest: UUID(hex=key) for digest, key in found}


def _row(message: Came, at: datetime) -> Row:
    raw = message.raw
    is_small = len(raw) <= LARGEST_IN_ROW
    return Row(
        new_id(),
        message.digest,
        hashlib.sha256(raw).hexdigest(),
        len(raw),
        raw if is_small else None,
        "" if is_small else keep(raw),
        message.message_id[:255],
        message.envelope_from[:320],
        message.envelope_to[:320],
        at,
        message.history_until,
        message.not_before or at,
    )


def _discard_files(rows: Iterable[Row]) -> None:
    """Another worker has stored these since we looked; then its file is the one."""
    for row in rows:
        if row.file_key:
            discard(row.file_key)
