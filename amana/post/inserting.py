"""The statements by which messages come in, written out: through models each row cost more than its commit.

Nothing but `accepting` calls these. Every value is a parameter; the names are those of the models, held by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_MESSAGE = """
INSERT INTO post_rawmessage (
    id, digest, sha256, size, body, file_key, message_id, envelope_from, envelope_to,
    received_at, history_until, not_before,
    state, reason, sender, subject, attempts, lease_owner, fence
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'waiting', '', '', '', 0, '', 0)
ON CONFLICT DO NOTHING
"""
_ARRIVAL = """
INSERT INTO post_arrival (raw_id, door, uidvalidity, uid, at) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
_MESSAGE_KEY = "INSERT INTO post_messagekey (value, raw_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"

Form = Callable[[Any], Any]  # Any: a value of ours, and what the driver of the database takes for it


class Row(NamedTuple):
    """A message to be stored, waiting and in nobody's hands; the order is that of the statement."""

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


def insert_messages(rows: Sequence[Row]) -> int:
    """Insert messages and return how many: those whose digest is there already are passed over."""
    if not rows:
        return 0
    own = connections[DEFAULT_DB_ALIAS]
    key, moment = _key(own), _moments(own)
    with own.cursor() as cursor:
        cursor.executemany(
            _MESSAGE,
            [(key(row[0]), *row[1:9], moment(row[9]), moment(row[10]), moment(row[11])) for row in rows],
        )
        return int(cursor.rowcount)


def insert_arrivals(rows: Iterable[tuple[UUID, str, int | None, int | None]], *, at: datetime) -> None:
    """Insert arrivals: message, door, uidvalidity and uid. What a mailbox has shown before is passed over."""
    own = connections[DEFAULT_DB_ALIAS]
    key, moment = _key(own), _moments(own)(at)
    with own.cursor() as cursor:
        cursor.executemany(_ARRIVAL, [(key(row[0]), *row[1:], moment) for row in rows])


def insert_message_keys(rows: Iterable[tuple[str, UUID]]) -> None:
    """Insert Message-IDs with the message that bears each; one that is known already stays as it is."""
    own = connections[DEFAULT_DB_ALIAS]
    key = _key(own)
    with own.cursor() as cursor:
        cursor.executemany(_MESSAGE_KEY, [(value, key(message)) for value, message in rows])


def messages_with(digests: Collection[str]) -> dict[str, UUID]:
    """Return the messages we have of these digests; asks nothing when there are none."""
    if not digests:
        return {}
    own = connections[DEFAULT_DB_ALIAS]
    with own.cursor() as cursor:
        marks = ", ".join(["%s"] * len(digests))
        cursor.execute(f"SELECT digest, id FROM post_rawmessage WHERE digest IN ({marks})", list(digests))  # noqa: S608  # marks alone
        found = cursor.fetchall()
    return dict(found) if own.features.has_native_uuid_field else {digest: UUID(hex=key) for digest, key in found}


def _key(own: BaseDatabaseWrapper) -> Form:
    return _as_it_is if own.features.has_native_uuid_field else attrgetter("hex")


def _moments(own: BaseDatabaseWrapper) -> Form:
    """A group has few moments: most often the one at which it came."""
    return cache(own.ops.adapt_datetimefield_value)


def _as_it_is(value: Any) -> Any:
    return value
