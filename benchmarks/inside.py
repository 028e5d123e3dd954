"""One step of the intake benchmark, in a process of its own inside a fresh installation; prints one JSON object.

Started by intake.py, with AMANA_DATA and AMANA_DATABASE_URL set: inside.py STEP MAILBOX [OPTION …]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from mailboxes import BORDER, OURS, Mailbox, mailbox_of, raw_messages

from amana.config import preparing

GROUP = 32
BATCH = 50


def main() -> int:
    """Run one step."""
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("mailbox", type=Path)
    parser.add_argument("--most", type=int, default=0, help="messages to use; 0 is all")
    parser.add_argument("--history", action="store_true", help="as an import: closed, nobody is told")
    parser.add_argument("--unkept", action="store_true", help="the worker takes mails apart itself")
    options = parser.parse_args()
    preparing.begin()
    print(json.dumps(STEPS[options.step](mailbox_of(options.mailbox), options)), flush=True)
    return 0


def prepare(_mailbox: Mailbox, _options: argparse.Namespace) -> dict[str, Any]:
    """Make the tables, a brand and three agents."""
    from django.utils import timezone

    from amana.handling.intake.importing import ensure_brand
    from amana.people.models import Account
    from amana.team.models import Agent

    preparing.prepare()
    at = timezone.now()
    brand = ensure_brand([OURS], at=at)
    for name in ("Dana", "Omer", "Ruth"):
        account = Account.objects.create_user(f"{name.lower()}@bench.example", name=name, language="en")
        Agent.objects.create(account=account).brands.add(brand)
    return {}


def floor(mailbox: Mailbox, options: argparse.Namespace) -> dict[str, Any]:
    """Messages a second when each is one row of plain SQL: a commit for each, and one for every 32.

    Also with the large ones in files of their own, synced, and their key in the row: what the product keeps, and nothing else.
    """
    from django.db import connection, transaction

    from amana.post.accepting import LARGEST_IN_ROW
    from amana.post.storing import keep

    messages = list(raw_messages(mailbox, is_proven=True))[: options.most or None]
    kind = "bytea" if connection.vendor == "postgresql" else "BLOB"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_floor (id INTEGER PRIMARY KEY, body {kind} NOT NULL)")
        rates = {}
        for name, size in (("one_by_one", 1), ("in_groups", GROUP), ("in_groups_with_files", GROUP)):
            largest = LARGEST_IN_ROW if name.endswith("files") else sys.maxsize
            began = time.perf_counter()
            for start in range(0, len(messages), size):
                with transaction.atomic():
                    group = messages[start : start + size]
                    bodies = [one if len(one) <= largest else keep(one).encode() for one in group]
                    rows = list(enumerate(bodies, start))
                    cursor.executemany("INSERT INTO bench_floor (id, body) VALUES (%s, %s)", rows)
            rates[name] = round(len(messages) / (time.perf_counter() - began), 1)
            cursor.execute("DELETE FROM bench_floor")
        cursor.execute("DROP TABLE bench_floor")
    return rates


def accepted(mailbox: Mailbox, options: argparse.Namespace) -> dict[str, Any]:
    """Messages a second that are durably taken in, a commit for each, and one for every 32; taken out again."""
    messages = list(raw_messages(mailbox, is_proven=True))[: options.most or None]
    rates = {}
    for name, size in (("one_by_one", 1), ("in_groups", GROUP)):
        began = time.perf_counter()
        stored, _duplicates = _accept(messages, size, is_history=False)
        rates[name] = round(stored / (time.perf_counter() - began), 1)
        _take_out()
    return rates


def accept(mailbox: Mailbox, options: argparse.Namespace) -> dict[str, Any]:
    """Take the whole mailbox in, in groups as an import or a fetch does."""
    began = time.perf_counter()
    messages = raw_messages(mailbox, is_proven=not options.history)
    stored, duplicates = _accept(messages, BATCH, is_history=options.history)
    return {"seconds": time.perf_counter() - began, "stored": stored, "duplicates": duplicates}


def _accept(messages: Any, size: int, *, is_history: bool) -> tuple[int, int]:
    from django.utils import timezone

    from amana.channels.email.peeking import peek
    from amana.post.accepting import Came, accept_all

    at = timezone.now()
    until = at if is_history else None
    stored = duplicates = 0
    group: list[Came] = []

    def flush() -> None:
        nonlocal stored, duplicates
        done = accept_all(group, at=at)
        stored, duplicates = stored + len(done.stored), duplicates + done.duplicates
        group.clear()

    for raw in messages:
        peeked = peek(raw)
        group.append(Came(raw, peeked.digest, "bench", peeked.message_id, history_until=until,
                          not_before=peeked.dated if is_history else None))  # fmt: skip
        if len(group) == size:
            flush()
    if group:
        flush()
    return stored, duplicates


def _take_out() -> None:
    from amana.post.models import Arrival, MessageKey, RawMessage

    for model in (Arrival, MessageKey, RawMessage):
        model.objects.all().delete()


def work(_mailbox: Mailbox, options: argparse.Namespace) -> dict[str, Any]:
    """Receive until nothing waits; begins when told to by a line, so that several begin together.

    One batch goes before: a worker loads the calendar and its patterns once, and then runs for weeks.
    """
    from django.utils import timezone
    from timing import Timing

    from amana.handling.intake.receiving import receive
    from amana.post.leasing import me
    from amana.post.models import WAITING, RawMessage

    if options.unkept:
        _keep_no_reader()
    began = time.perf_counter()
    first = receive(worker=me(), at=timezone.now())
    first_ms = (time.perf_counter() - began) * 1000
    timing = Timing()
    print("ready", flush=True)
    sys.stdin.readline()
    began, taken, processor = time.time(), 0, _processor()
    with timing:
        while True:
            found = receive(worker=me(), at=timezone.now())
            taken += found
            if not found:
                if not RawMessage.objects.filter(state=WAITING).exists():
                    break
                time.sleep(0.02)
    return {
        "first_batch": first,
        "first_batch_ms": round(first_ms, 1),
        "began": began,
        "ended": time.time(),
        "taken": taken,
        "processor": _processor() - processor,
        "transactions": timing.transactions,
        "parts": timing.seconds,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _keep_no_reader() -> None:
    """Have no process for reading mail started: each mail is then taken apart by the worker."""
    from amana.channels.email import reading_apart

    reading_apart.READER, reading_apart.PAUSE = Path("/there/is/no/such/program"), 3600.0


def _processor() -> float:
    """Seconds of processor of this process and, on Linux, of those it has running."""
    tick = os.sysconf("SC_CLK_TCK")
    seconds = time.process_time()
    for task in Path("/proc/self/task").glob("*/children"):
        for child in task.read_text().split():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            seconds += (int(fields[11]) + int(fields[12])) / tick
    return seconds


def count(_mailbox: Mailbox, _options: argparse.Namespace) -> dict[str, Any]:
    """What there is now, to be compared after the same mailbox came once more."""
    from amana.cases.models import Case
    from amana.commitments.models import Commitment
    from amana.people.models import Person
    from amana.post.models import Outgoing, RawMessage
    from amana.record.reading import entry_count

    models = (RawMessage, Case, Person, Commitment, Outgoing)
    return {model.__name__.lower(): model.objects.count() for model in models} | {"entry": entry_count()}


def check(mailbox: Mailbox, options: argparse.Namespace) -> dict[str, Any]:
    """Compare everything with the manifest; `faults` is empty when all is right."""
    from checking import faults

    return {**count(mailbox, options), "faults": faults(mailbox, is_history=options.history)}


STEPS = {step.__name__: step for step in (prepare, floor, accepted, accept, work, count, check)}

if __name__ == "__main__":
    os.environ.setdefault("AMANA_AUTHSERV_ID", BORDER)
    raise SystemExit(main())
