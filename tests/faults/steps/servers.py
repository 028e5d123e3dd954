"""Others who read and write at the same time, tables half made, and the end of a soak."""

from __future__ import annotations

from datetime import datetime


def work_and_be_asked(told: dict, at: datetime) -> dict[str, int]:
    """Receive what comes until told["until"] messages are there and read, while others ask for pages; count the answers."""
    import threading
    import time
    from collections import Counter

    from django.db import connection
    from django.test import Client

    from amana.post.models import RawMessage
    from tests.faults.steps import ordinary

    done, statuses = threading.Event(), Counter()

    def ask() -> None:
        client = Client(raise_request_exception=False, headers={"host": "localhost"})
        while not done.is_set():
            for path in told["paths"]:
                statuses[client.get(path).status_code] += 1
        connection.close()

    readers = [threading.Thread(target=ask) for _ in range(told["readers"])]
    for reader in readers:
        reader.start()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        ordinary.receive(told, at)
        if RawMessage.objects.exclude(state="waiting").count() >= told["until"]:
            break
        time.sleep(0.05)
    done.set()
    for reader in readers:
        reader.join()
    return {str(status): count for status, count in statuses.items()}


def hold_writer(told: dict, at: datetime) -> None:
    """Write, say so, and commit only after told["seconds"]."""
    import time

    from django.db import transaction

    from amana.team.models import Brand

    with transaction.atomic():
        Brand.objects.update(signature="written slowly")
        print("held", flush=True)
        time.sleep(told["seconds"])


def hold_reader(told: dict, at: datetime) -> int:
    """Begin to read, say so, and go on reading the same state until a line comes."""
    import sqlite3
    import sys

    from django.conf import settings

    own = sqlite3.connect(settings.DATA / "amana.sqlite3", isolation_level=None)
    own.execute("BEGIN")
    before = own.execute("SELECT count(*) FROM post_rawmessage").fetchone()[0]
    print("held", flush=True)
    sys.stdin.readline()
    assert own.execute("SELECT count(*) FROM post_rawmessage").fetchone()[0] == before
    own.execute("COMMIT")
    return before


def write_much(told: dict, at: datetime) -> int:
    """Accept so many mails of sixty thousand bytes; return how long the log of SQLite is then."""
    import os as system

    from django.conf import settings

    from amana.post.accepting import Came, accept_all

    body = system.urandom(30_000).hex().encode()
    for group in range(told["groups"]):
        mails = [Came(body, f"{at} {group} {n}", "test") for n in range(50)]
        accept_all(mails, at=at)
    return (settings.DATA / "amana.sqlite3-wal").stat().st_size


def make_tables(told: dict, at: datetime) -> None:
    from amana.config.preparing import prepare

    prepare()


def state(told: dict, at: datetime) -> str:
    """What the next start would say of the database."""
    from amana.config.preparing import NotReady, state

    try:
        return state()
    except NotReady as refused:
        return str(refused)


def come_from_the_future(told: dict, at: datetime) -> None:
    """As if a newer version had been here."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_applied("record", "0999_from_the_future")


def hurry(told: dict, at: datetime) -> None:
    """Nobody waits for the next try of a server that was away: all of it is due now."""
    from django.utils import timezone

    from amana.channels.models import Mailbox
    from amana.post.models import Outgoing

    now = timezone.now()
    Mailbox.objects.update(imap_port=told["imap"], fetch_at=now, failures=0)
    Outgoing.objects.filter(state__in=Outgoing.UNDER_WAY, not_before__gt=now).update(not_before=now)


def finish(told: dict, at: datetime) -> list[str]:
    """Go on as a worker that starts when every lease has run out, until nothing waits; then sweep and look what holds."""
    from datetime import timedelta

    from django.utils import timezone

    from amana.post.models import Outgoing, RawMessage
    from tests.faults import steps
    from tests.faults.steps import ordinary

    moment = timezone.now()
    for _ in range(60):
        moment += timedelta(hours=5)
        for name in ("fetch", "receive", "send"):
            steps.named(name)(told, moment)
        waiting = RawMessage.objects.filter(state="waiting").exists()
        if not waiting and not Outgoing.objects.filter(state__in=Outgoing.UNDER_WAY).exists():
            break
    ordinary.sweep(told, moment)
    found = ordinary.check(told, moment)
    return found if isinstance(found, list) else [str(found)]
