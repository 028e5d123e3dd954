"""What goes on every day: making the tables, taking in, sending, looking whether all holds."""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import UTC, datetime, timedelta


def prepare(told: dict, at: datetime) -> None:
    """Make the tables, a brand and its mailbox."""
    from django.core.management import call_command

    from amana.channels.email.keeping_secrets import lock
    from amana.channels.models import Mailbox
    from amana.handling.intake.importing import ensure_brand
    from amana.record.guarding import guard

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    guard()
    brand = ensure_brand(["us@ours.example"], at=at)
    long_ago = at - timedelta(days=1)
    Mailbox.objects.create(
        brand=brand, address="us@ours.example", secret=lock({"password": "secret"}), connected_at=long_ago,
        fetch_at=long_ago, imap_host="127.0.0.1", imap_security="none", imap_user="us", smtp_security="none",
    )  # fmt: skip


def rename(told: dict, at: datetime) -> None:
    """Make another address ours in place of the one it was made with; new secrets, as in another installation."""
    from amana.team.models import BrandAddress

    BrandAddress.objects.update(value=told["address"])


def fetch(told: dict, at: datetime) -> int:
    from amana.channels.email.fetching import fetch
    from amana.channels.models import Mailbox

    Mailbox.objects.update(imap_port=told["imap"])
    mailbox = Mailbox.objects.get(address=told.get("mailbox", "us@ours.example"))
    return fetch(mailbox, at=at, worker=str(os.getpid()), most=100)


def receive(told: dict, at: datetime) -> int:
    from amana.handling.intake.receiving import receive

    total = 0
    while taken := receive(worker=str(os.getpid()), at=at, most=told.get("batch", 50)):
        total += taken
    return total


def post(told: dict, at: datetime) -> None:
    from amana.handling.mails.plain_mail import post_plain

    for number in range(told.get("mails", 3)):
        post_plain(
            "noa@example.com", "Noa", f"Mail {number}", "Hello", what="reminder", language="en", brand=None, at=at
        )


def send(told: dict, at: datetime) -> int:
    from amana.channels.email.delivering import Patience
    from amana.channels.email.sending import send_due
    from amana.config.withholding import is_withheld
    from amana.handling.intake.refusals import note_refused

    if is_withheld():  # as the worker does
        return 0
    return send_due(at=at, worker=str(os.getpid()), patience=Patience(2, 2, 2, 5), on_refused=note_refused)


def door(told: dict, at: datetime) -> None:
    from amana.channels.email.door import run

    run("127.0.0.1", told.get("port", 0), threading.Event(), on_open=lambda port: print(port, flush=True))


def check(told: dict, at: datetime) -> list[str]:
    """Ask what the servers beside us saw, on the next line, and return what does not hold."""
    from django.db import connection

    from tests.faults.invariants import broken
    from tests.faults.outside import Outside

    connection.execute_wrappers.clear()
    print("outside?", flush=True)
    seen = json.loads(sys.stdin.readline())
    as_bytes = {name: [bytes.fromhex(one) for one in seen.get(name, [])] for name in ("shown", "still_there")}
    return list(broken(Outside(taken=seen.get("taken", []), **as_bytes), at=at))


def sweep(told: dict, at: datetime) -> int:
    """Remove what no row names, all folders at once, as days of the clock would."""
    from amana.config.sweeping import sweep_all

    return sweep_all(datetime.now(UTC) + timedelta(days=3))


def counts(told: dict, at: datetime) -> dict:
    from amana.cases.models import Case
    from amana.post.models import Outgoing, RawMessage, Recipient
    from tests.faults.invariants import mailbox_place

    return {
        "raw": RawMessage.objects.count(),
        "done": RawMessage.objects.filter(state="done").count(),
        "cases": Case.objects.count(),
        "place": mailbox_place(),
        "sent": Outgoing.objects.filter(state="sent").count(),
        "outgoing": Outgoing.objects.count(),
        "bounced": Recipient.objects.filter(state="bounced").count(),
        "doubtful": list(Outgoing.objects.filter(was_doubtful=True).values_list("message_id", flat=True)),
    }


def second_mailbox(told: dict, at: datetime) -> None:
    """Another mailbox of the brand, into which the same server gives the same mails."""
    from amana.channels.models import Mailbox
    from amana.kit.codes import new_id

    mailbox = Mailbox.objects.get()
    mailbox.pk, mailbox.address = new_id(), "too@ours.example"
    mailbox.save(force_insert=True)


def arrivals(told: dict, at: datetime) -> dict[str, int]:
    from collections import Counter

    from amana.post.models import Arrival

    return dict(Counter(Arrival.objects.values_list("door", flat=True)))
