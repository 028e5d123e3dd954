"""How long a move of many tickets takes: killed half-way, gone on with, done again; counts and chains compared.

Run: python benchmarks/move_in.py [--tickets 50000] [--only sqlite|postgresql] [--database URL] [--quick] [--json]

The export is made here in Zendesk's JSON form: two to five messages a ticket of about sixty words, one in ten of ours a note,
one ticket in twenty open, a hundred files. The command is run as people run it. The first run is killed at the half, the
second goes on, the third finds everything there. Elapsed times hang on what else the machine does; processor time hardly.
The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from measuring import ROOT, Server, asked_inside, installation, machine, prepared, servers, table

TICKETS, QUICK = 50_000, 2_000
AGENTS, FILES, IN_A_BATCH = 5, 100, 100
WORDS = (
    "invoice refund delivery order broken screen battery charger please help week monday account password change address"
    " moved technician router internet slow bill double charged parcel lost customer number when will somebody come thank"
    " you again still waiting promised call back tomorrow morning before noon hours days"
).split()
Figures = dict[str, Any]


def main() -> int:
    """Measure and print."""
    options = _options()
    if options.inside:
        print(json.dumps(inside(options.inside)))
        return 0
    tickets = QUICK if options.quick else options.tickets
    result: Figures = {"machine": machine(), "tickets": tickets}
    with (
        tempfile.TemporaryDirectory(prefix="amana-move-in-") as scratch,
        servers(options.database, only=options.only) as found,
    ):
        expected = make(Path(scratch), tickets)
        for server in found:
            result[server.name] = measure(server, Path(scratch), tickets, expected)
            print(server.name, result[server.name], file=sys.stderr, flush=True)
    show(result)
    if options.json:
        print(json.dumps(result))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=TICKETS, help=f"default: {TICKETS:,}")
    parser.add_argument("--only", default="", choices=["", "sqlite", "postgresql"], help="one kind of database")
    parser.add_argument(
        "--database", default="", metavar="URL", help="a PostgreSQL server on which databases may be made"
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} tickets")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def make(folder: Path, tickets: int) -> dict[str, int]:
    """Write an export; return how many cases, open cases, messages, notes and files have to come of it."""
    draw, people = random.Random(7), max(tickets // 4, 1)
    counts = {"cases": tickets, "open": 0, "messages": 0, "notes": 0, "files": 0}
    with (folder / "users.json").open("w") as out:
        for number in range(1, people + 1):
            print(json.dumps({"id": number, "name": f"Person {number} Example", "email": f"p{number}@customer.example",
                              "role": "end-user", "organization_id": number % 50 + 1}), file=out)  # fmt: skip
        for number in range(AGENTS):
            print(
                json.dumps(
                    {
                        "id": -100 - number,
                        "name": f"Agent {number}",
                        "email": f"a{number}@ours.example",
                        "role": "agent",
                    }
                ),
                file=out,
            )
    rows = [json.dumps({"id": number, "name": f"Firm {number} Ltd"}) for number in range(1, 51)]
    (folder / "organizations.json").write_text("\n".join(rows))
    with (folder / "tickets.json").open("w") as out:
        for number in range(1, tickets + 1):
            print(json.dumps(_ticket(number, people, draw, folder, counts)), file=out)
    return counts


def _ticket(number: int, people: int, draw: random.Random, folder: Path, counts: dict[str, int]) -> Figures:
    day = f"{draw.randint(2016, 2025)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
    person, comments = draw.randint(1, people), []
    for place in range(draw.randint(2, 5)):
        is_ours = place % 2 == 1
        is_note = is_ours and draw.random() < 0.1
        files = []
        if counts["files"] < FILES and place == 0:
            name = f"file-{number}.txt"
            (folder / "attachments").mkdir(exist_ok=True)
            (folder / "attachments" / name).write_text(_words(draw, 2_000))
            files.append({"id": number, "file_name": name, "content_type": "text/plain"})
            counts["files"] += 1
        counts["notes" if is_note else "messages"] += 1
        comments.append({"id": number * 10 + place, "author_id": -100 - number % AGENTS if is_ours else person, "body": _words(draw, 60),
                         "public": not is_note, "created_at": f"{day}T{8 + place:02d}:15:00Z", "attachments": files})  # fmt: skip
    is_open = draw.random() < 0.05
    counts["open"] += is_open
    return {"id": number, "url": f"https://bench.zendesk.com/api/v2/tickets/{number}.json", "subject": _words(draw, 5),
            "status": "open" if is_open else "closed", "requester_id": person, "assignee_id": -100 - number % AGENTS,
            "created_at": f"{day}T08:00:00Z", "updated_at": f"{day}T18:00:00Z", "tags": [draw.choice(WORDS), draw.choice(WORDS)],
            "via": {"channel": "email"}, "comments": comments}  # fmt: skip


def _words(draw: random.Random, many: int) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(many)) + "."


def measure(server: Server, export: Path, tickets: int, expected: dict[str, int]) -> Figures:
    """Move in, killed at the half, and again; return the times and whether everything is there."""
    with installation(server) as environment:
        asked_inside(__file__, environment, "--inside", "begin")
        half = str(max(tickets // IN_A_BATCH // 2, 1))
        killed = _run(environment | {"AMANA_CRASH_AT": f"V2:{half}"}, export)
        there = asked_inside(__file__, environment, "--inside", "count")
        rest, again = _run(environment, export), _run(environment, export)
        found = asked_inside(__file__, environment, "--inside", "verify")
    whole = {name: round(killed[name] + rest[name], 1) for name in ("seconds", "cpu_seconds")}
    return {
        "killed_at": there["cases"], "killed": killed, "rest": rest, "again": again, **whole,
        "tickets_a_second": round(tickets / whole["seconds"], 1),
        "cpu_ms_a_ticket": round(whole["cpu_seconds"] * 1000 / tickets, 2),
        "counts_match": {name: found[name] for name in expected} == expected,
        "faults": found["faults"],
        "found": found,
    }  # fmt: skip


def _run(environment: dict[str, str], export: Path) -> Figures:
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "amana", "move-in", "zendesk", str(export)]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"status": done.returncode, "seconds": round(time.monotonic() - began, 1), "cpu_seconds": round(cpu, 1),
            "memory_mb": after.ru_maxrss // 1024}  # fmt: skip


def inside(what: str) -> Figures:
    """Be a process of the installation: make its brand, or count what is there, and with `verify` follow every chain."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.config.settings")
    prepared()
    from django.utils import timezone

    from amana.cases.models import Case
    from amana.handling.intake.importing import ensure_brand
    from amana.handling.models import MovedIn
    from amana.post.models import File, Outgoing
    from amana.record.models import Entry
    from amana.record.verifying import verify

    if what == "begin":
        ensure_brand(["help@ours.example"], at=timezone.now())
        return {}
    notes = Entry.objects.filter(kind="note.received").count()
    return {
        "cases": Case.objects.count(), "open": Case.objects.open().count(), "notes": notes,
        "messages": MovedIn.objects.filter(what=MovedIn.MESSAGE).count() - notes, "files": File.objects.count(),
        "mails": Outgoing.objects.count(), "faults": len(list(verify())) if what == "verify" else None,
    }  # fmt: skip


def show(result: Figures) -> None:
    """Print what was measured."""
    rows = [
        [name, f["seconds"], f["cpu_seconds"], f["cpu_ms_a_ticket"], f["rest"]["memory_mb"], f["killed_at"], f["again"]["seconds"],
         "yes" if f["counts_match"] and not f["faults"] and not f["found"]["mails"] else "NO"]
        for name, f in result.items() if isinstance(f, dict) and "rest" in f
    ]  # fmt: skip
    print(f"{result['tickets']:,} tickets")
    print(table(["", "seconds", "CPU s", "CPU ms/ticket", "MB", "killed at", "again s", "all there"], rows))


if __name__ == "__main__":
    sys.exit(main())
