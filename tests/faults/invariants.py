"""What must hold after every fault, in one function; the numbers are those of the list of invariants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from amana.channels.email.peeking import peek
from amana.channels.models import Mailbox
from amana.config.sweeping import naming, unnamed
from amana.post.bodies import raw_bytes
from amana.post.models import ASIDE, DONE, HELD, WAITING, Outgoing, RawMessage, Recipient
from amana.post.storing import Damaged, fetch
from amana.record.models import Entry
from amana.record.verifying import verify
from tests.faults.outside import Outside

ALWAYS = datetime(9000, 1, 1, tzinfo=UTC)
OWN = "WHERE n.nspname = 'public'"
TABLES = f"""
SELECT c.relname, found.msg FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
LATERAL verify_heapam(c.oid) AS found {OWN} AND c.relkind = 'r'
"""
INDEXES = f"""
SELECT bt_index_check(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am a ON a.oid = c.relam {OWN} AND c.relkind = 'i' AND a.amname = 'btree'
"""


def broken(outside: Outside, *, at: datetime) -> Iterator[str]:
    """Yield a sentence for each invariant that does not hold at this moment, when no worker is running."""
    yield from _intake(outside)
    yield from _read(at)
    yield from _sent(outside, at)
    for fault in verify():
        yield f"V6 the record does not verify: {fault}"
    yield from _database()
    yield from _files()


def _intake(outside: Outside) -> Iterator[str]:
    stored = Counter(RawMessage.objects.values_list("digest", flat=True))
    there = {peek(raw).digest for raw in outside.still_there}
    for raw in outside.shown:
        if (digest := peek(raw).digest) not in stored and digest not in there:
            yield f"V1 a message was shown to us and is nowhere now: {raw[:60]!r}"
    for digest, count in stored.items():
        if count > 1:
            yield f"V2 {digest} is stored {count} times"
    shown = {peek(raw).digest: raw for raw in outside.shown}
    for row in RawMessage.objects.filter(digest__in=shown):
        if raw_bytes(row) != shown[row.digest]:
            yield f"V1 {row.digest} is not stored as it was shown"


def _read(at: datetime) -> Iterator[str]:
    for row in RawMessage.objects.all():
        is_somewhere = (
            (row.state == DONE and row.case is not None)
            or (row.state == HELD and row.reason)
            or row.state in {ASIDE, WAITING}
        )
        if not is_somewhere:
            yield f"V3 {row.pk} is {row.state}, in no case and in no list"
        if row.state == DONE and row.lease_until is not None:
            yield f"V3 {row.pk} is done and still leased"
    entries = Counter(RawMessage.objects.exclude(entry=None).values_list("entry", flat=True))
    for entry, count in entries.items():
        if count > 1:
            yield f"V2 {count} messages are one entry {entry}"
    received = Entry.objects.filter(kind="message.received").count()
    if received > len(entries):
        yield f"V2 {received} entries for {len(entries)} messages"


def _sent(outside: Outside, at: datetime) -> Iterator[str]:
    taken = Counter(outside.taken)
    rows = list(Outgoing.objects.prefetch_related("recipients"))
    for row in rows:
        waits = any(one.state == Recipient.WAITING for one in row.recipients.all())
        faults = {
            "V4 in a state we do not know": row.state not in dict(Outgoing.STATES),
            "V4 leased past its time": row.lease_until is not None and row.lease_until < at,
            "V4 leased without an end": bool(row.lease_owner) and row.lease_until is None,
            "V4 failed without a reason": row.state in {Outgoing.FAILED, Outgoing.HELD} and not row.last_error,
            "V4 sent, and somebody still waits for it": row.state == Outgoing.SENT and waits,
            "V5 said to be sent, and nobody took it": row.state == Outgoing.SENT and not taken[row.message_id],
            "V5 taken twice and not marked": taken[row.message_id] > 1 and not row.was_doubtful,
        }
        for fault, is_so in faults.items():
            if is_so:
                yield f"{fault}: {row.message_id} ({row.state})"
    for message_id in taken.keys() - {row.message_id for row in rows}:
        yield f"V5 sent, and there is no row for it: {message_id}"


def _database() -> Iterator[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            found = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            found += [f"a reference to nothing: {row}" for row in cursor.fetchall()]
        else:
            # As pg_amcheck asks: each table as it lies on disk, and each index of words and numbers against its order.
            cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
            cursor.execute(TABLES)
            found = [f"{name}: {why}" for name, why in cursor.fetchall()]
            cursor.execute(INDEXES)
    for fault in found:
        yield f"V7 the database is damaged: {fault}"


def _files() -> Iterator[str]:
    for field in naming():
        rows = field.model._default_manager.exclude(**{field.name: ""})
        for key, sha256 in rows.values_list(field.name, "sha256"):
            try:
                fetch(key, sha256=sha256)
            except Damaged as damage:
                yield f"V8 {field.model._meta.label} names a file that is not as it was: {damage}"
    for folder in settings.FILES.glob("??"):
        for path in unnamed(folder, before=ALWAYS):
            yield f"V8 no row names this file: {path.name}"


def mailbox_place() -> tuple[int | None, int]:
    """Return UIDVALIDITY and the last UID of the first mailbox."""
    mailbox = Mailbox.objects.get(address="us@ours.example")
    return mailbox.uidvalidity, mailbox.last_uid
