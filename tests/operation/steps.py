"""A process of an installation that does what it is told, step by step, and prints what it found as JSON."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def main() -> None:
    django.setup()
    told = json.loads(sys.argv[1])
    print(json.dumps({name: globals()[name](told) for name in told["do"]}))


def prepare(told: dict) -> None:
    """Thirty cases, a mailbox that is connected, two files, three mails in the outbox, a session, keys of other systems."""
    from django.contrib.sessions.models import Session

    from amana.channels.email.keeping_secrets import lock
    from amana.channels.models import LanguageModel, Mailbox, System
    from amana.config import preparing
    from amana.directory.models import Part
    from amana.handling.mails.plain_mail import post_plain
    from amana.post.storing import keep
    from amana.team.models import Agent, Brand
    from tests.filling import fill

    preparing.prepare()
    fill(30, at=NOW)
    brand = Brand.objects.get()
    servers = {"imap_host": "127.0.0.1", "imap_security": "none", "imap_user": "us", "smtp_host": "127.0.0.1"}
    Mailbox.objects.create(brand=brand, address="us@ours.example", secret=lock({"password": "secret"}),
                           connected_at=NOW - timedelta(days=1), fetch_at=NOW, smtp_security="none", **servers)  # fmt: skip
    LanguageModel.objects.create(brand=brand, url="https://model.example/v1", model="m", secret=lock({"key": "k"}))
    System.objects.create(brand=brand, url="https://shop.example/", secret=lock({"secret": "s"}), is_on=True,
                          set_by=Agent.objects.order_by("pk").first(), set_at=NOW)  # fmt: skip
    for content in (b"a picture " * 600_000, b"a recording " * 10_000):
        keep(content)
    for number in range(3):
        post_plain(
            "noa@example.com", "Noa", f"Mail {number}", "Hello", what="reminder", language="en", brand=brand, at=NOW
        )
    Session.objects.create(session_key="s" * 32, session_data="x", expire_date=NOW + timedelta(days=400))
    # A table whose key is made of several columns, one of them of bytes.
    Part.objects.bulk_create(Part(place=1, part=f"tavor {number}".encode(), name=7) for number in range(3))


def write(told: dict) -> None:
    """More cases, and one more file."""
    from amana.post.storing import keep
    from tests.filling import fill

    fill(5, at=NOW, begin=told.get("begin", 1000))
    keep(b"another picture " * 1_000)


def fetch(told: dict) -> int:
    from django.utils import timezone

    from amana.channels.email.fetching import fetch
    from amana.channels.models import Mailbox

    Mailbox.objects.update(imap_port=told["imap"])
    return fetch(Mailbox.objects.get(), at=timezone.now(), worker="w", most=100)


def step_out(told: dict) -> float:
    """What the worker does with the outbox."""
    from amana.config.working import send_once

    return send_once()


def outbox(told: dict) -> list[str]:
    """What somebody at the terminal does with it: look, release everything, open."""
    from io import StringIO

    from django.core.management import call_command

    said = []
    for words in (["outbox"], ["outbox", "release", "--all"], ["outbox", "open"]):
        out = StringIO()
        call_command(*words, stdout=out)
        said.append(out.getvalue())
    return said


def standing(told: dict) -> dict:
    """How things stand: how much there is of everything that matters, and whether it holds."""
    from django.conf import settings
    from django.contrib.sessions.models import Session
    from django.db import connection

    from amana.cases.models import Case
    from amana.channels.email.keeping_secrets import unlock
    from amana.channels.models import LanguageModel, Mailbox, System
    from amana.config.withholding import withheld
    from amana.directory.models import Part
    from amana.post.models import Outgoing, RawMessage
    from amana.record.guarding import check_guards
    from amana.record.models import Content, Entry
    from amana.record.verifying import verify

    check_guards()
    mailbox = Mailbox.objects.get()
    return {
        "vendor": connection.vendor,
        "cases": Case.objects.count(),
        "entries": Entry.objects.count(),
        "contents": Content.objects.count(),
        "parts": sorted(bytes(part).decode() for part in Part.objects.values_list("part", flat=True)),
        "faults": [str(fault) for fault in verify()],
        "outbox": sorted(Outgoing.objects.values_list("state", flat=True)),
        "raw": RawMessage.objects.count(),
        "sessions": Session.objects.count(),
        "files": sorted(path.stat().st_size for path in settings.FILES.glob("??/*")),
        "opens": unlock(mailbox.secret).get("password") if mailbox.secret else None,
        "servers": [mailbox.imap_host, mailbox.smtp_host],
        "system": [System.objects.get().is_on, LanguageModel.objects.get().secret != ""],
        "staging": settings.STAGING,
        "withheld": withheld().get("why", ""),
        "mail_key": settings.MAIL_KEY,
    }


def again(told: dict) -> dict:
    return standing(told)


def fall_behind(told: dict) -> None:
    """As a version that knew nothing of one of the tables."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS cache")


def renew_badly(told: dict) -> list[str]:
    """Renew with a look that finds something, after somebody wrote with the new tables."""
    from django.db import connection

    from amana.config import preparing, renewing

    def look(way: renewing.Way):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE left_by_the_upgrade (id integer)")
        if copies := os.environ.get("LOSE_A_PIECE_OF"):
            _lose_a_piece(Path(copies), way.copy)
        yield "record_entry has 1 rows of 2."

    try:
        renewing.renew(lambda _text: None, look=look)
    except renewing.NotUpgraded as error:
        said = str(error)
    else:
        said = ""
    return [said, preparing.state(), "left_by_the_upgrade" in connection.introspection.table_names()]


def _lose_a_piece(folder: Path, name: str) -> None:
    """Lose what a copy needs of the record."""
    from django.conf import settings

    from amana.config.backing_up.keying import kept_key
    from amana.config.backing_up.restoring import chosen
    from amana.config.backing_up.storing import Store

    store = Store(folder, kept_key(settings.DATA))
    tables = {table["name"]: table["pieces"] for table in chosen(store, name).listed["database"]["tables"]}
    store.remove([tables["record_entry"][0]])


if __name__ == "__main__":
    main()
