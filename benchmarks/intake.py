"""How fast mail comes in: durable acceptance beside the disk's own floor, end to end with its counts checked, and a peer.

Run: python benchmarks/intake.py [--quick] [--json] [--count N] [--database URL] [--only NAME] [--peer [FOLDER]]

Each figure comes from an installation of its own, empty at first and gone afterwards. `--database` is a PostgreSQL
server on which databases may be made; without it one is started where its programs are installed. `--peer` runs
django-helpdesk 2.6 beside it, from a virtual environment in FOLDER or one made for this run. Exits with 1 when a
count was wrong. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mailboxes import Mailbox, make, raw_messages
from measuring import ROOT, Server, installation, machine, servers, spread, table

HERE = Path(__file__).resolve().parent
# Acceptance is measured on as many as fit into memory at leisure.
MOST_ACCEPTED = 2000
WARM_UP = 50
LONGEST_TRANSACTION_MS = 200
PEER = ["django-helpdesk==2.6.*", "Django==5.2.*", "psycopg[binary]>=3.2,<4"]

RUNS = {
    "one_worker": "one worker",
    "two_workers": "two workers",
    "no_reader": "one worker that reads mail itself",
    "one_worker_again": "one worker, again",
    "import": "import, one worker",
}

Environment = Mapping[str, str]
Figures = dict[str, Any]


def main() -> int:
    """Measure and print; 1 when something was counted wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="300 messages")
    parser.add_argument("--count", type=int, default=1000, help="messages (default: 1000)")
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL server")
    parser.add_argument("--only", default="", choices=["sqlite", "postgresql"], help="one kind of database")
    parser.add_argument("--peer", nargs="?", const="new", default="", metavar="FOLDER", help="beside django-helpdesk")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="amana-mailbox-") as folder,
        servers(options.database, only=options.only) as found,
    ):
        mailbox = make(Path(folder), 300 if options.quick else options.count)
        result: Figures = {"machine": machine(), "messages": mailbox.messages, "matters": mailbox.matters}
        result |= {"mails": "simple" if mailbox.is_simple else "shared generator"}
        python = peer_python(options.peer, Path(folder)) if options.peer else None
        for server in found:
            result[server.name] = measure(server, mailbox, python)
            show(server, result[server.name])
    faults = [fault for server in found for fault in faults_in(result[server.name])]
    print("\n".join(faults) if faults else "All counts are right.")
    if options.json:
        print(json.dumps(result))
    return 1 if faults else 0


# ── measuring ────────────────────────────────────────────────────────────────


def measure(server: Server, mailbox: Mailbox, python: str | None) -> Figures:
    """Return every figure of one kind of database; the peer runs between ours, so that both meet the same machine."""
    with installation(server) as environment:
        step(environment, "prepare", mailbox)
        found: Figures = {
            "floor": step(environment, "floor", mailbox, "--most", str(MOST_ACCEPTED)),
            "accepted": step(environment, "accepted", mailbox, "--most", str(MOST_ACCEPTED)),
        }
    found["ratio_to_floor"] = {
        name: round(rate / found["floor"][name], 2)
        for name, rate in found["accepted"].items()
        if name in found["floor"]
    }
    found["one_worker"] = received(server, mailbox, workers=1)
    if python:
        found["peer"] = peer(server, mailbox, python)
        found["ratio_to_peer"] = round(found["one_worker"]["rate"] / found["peer"]["rate"], 2)
    found["two_workers"] = received(server, mailbox, workers=2)
    # Between the two with a kept reader, so that all meet the same machine.
    found["no_reader"] = received(server, mailbox, workers=1, is_kept=False)
    found["one_worker_again"] = received(server, mailbox, workers=1)
    found["ratio_to_no_reader"] = ratios(found["no_reader"], [found["one_worker"], found["one_worker_again"]])
    found["import"] = received(server, mailbox, workers=1, is_history=True)
    return found


def received(
    server: Server, mailbox: Mailbox, *, workers: int, is_history: bool = False, is_kept: bool = True
) -> Figures:
    """Take the mailbox in and have it received, check every count, then the same mailbox once more.

    Without `is_kept` no process is kept for reading mail: the worker takes it apart itself.
    """
    more = ["--history"] if is_history else []
    with installation(server) as environment:
        step(environment, "prepare", mailbox)
        taken_in = step(environment, "accept", mailbox, *more)
        done = work(environment, mailbox, workers, *([] if is_kept else ["--unkept"]))
        checked = step(environment, "check", mailbox, *more)
        again = step(environment, "accept", mailbox, *more)
        work(environment, mailbox, 1)
        after = step(environment, "count", mailbox)
    faults = checked.pop("faults")
    if again["stored"] or after != checked:
        faults.append(f"the same mailbox twice: {again['stored']} stored, {checked} became {after}")
    return figures(taken_in, done, mailbox) | {"counts": checked, "twice_adds": again["stored"], "faults": faults}


def figures(taken_in: Figures, done: Sequence[Figures], mailbox: Mailbox) -> Figures:
    """Return rates, transactions and where the time went, from what the workers said."""
    taken = sum(one["taken"] for one in done)
    wall = max(one["ended"] for one in done) - min(one["began"] for one in done)
    parts: Counter[str] = Counter()
    for one in done:
        parts.update(one["parts"])
    each = taken_in["seconds"] / mailbox.messages
    return {
        "received": round(taken / wall, 1),
        "rate": round(1 / (each + wall / taken), 1),
        "ms_of_accept": round(each * 1000, 3),
        "processor_ms": round(sum(one["processor"] for one in done) * 1000 / taken, 3),
        "ms_of": {part: round(seconds * 1000 / taken, 3) for part, seconds in parts.most_common()},
        "transactions": spread([seconds for one in done for seconds in one["transactions"]]),
        "first_batch_ms": max(one["first_batch_ms"] for one in done),
        "peak_mb": max(one["peak_mb"] for one in done),
    }


def ratios(without: Figures, kept: Sequence[Figures]) -> Figures:
    """What a kept reader costs: messages a second and processor time of intake, as shares of those without one."""
    return {
        "received": round(sum(one["received"] for one in kept) / len(kept) / without["received"], 2),
        "processor": round(sum(one["processor_ms"] for one in kept) / len(kept) / without["processor_ms"], 2),
    }


def step(environment: Environment, name: str, mailbox: Mailbox, *more: str) -> Figures:
    """Run one step in a process of its own."""
    command = [sys.executable, str(HERE / "inside.py"), name, str(mailbox.path), *more]
    done = subprocess.run(command, env=dict(environment), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def work(environment: Environment, mailbox: Mailbox, workers: int, *more: str) -> list[Figures]:
    """Start the workers, let them begin together, and return what each says."""
    command = [sys.executable, str(HERE / "inside.py"), "work", str(mailbox.path), *more]
    running = [
        subprocess.Popen(
            command, env=dict(environment), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(workers)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate()[0] for process in running]
    return [json.loads(one.splitlines()[-1]) for one in said]


# ── the peer ─────────────────────────────────────────────────────────────────


def peer_python(folder: str, temporary: Path) -> str:
    """Return the Python of an environment that has the peer, made and filled when there is none yet."""
    home = temporary / "peer" if folder == "new" else Path(folder)
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PEER], check=True)
    return str(python)


def peer(server: Server, mailbox: Mailbox, python: str) -> Figures:
    """Import the same mails with the peer's own code."""
    mails = json.dumps([base64.b64encode(raw).decode() for raw in raw_messages(mailbox, is_proven=False)])
    with installation(server) as environment:
        command = [
            python,
            str(HERE / "peer.py"),
            environment["AMANA_DATA"],
            environment["AMANA_DATABASE_URL"],
            str(WARM_UP),
        ]
        plain = {name: value for name, value in environment.items() if name != "PYTHONPATH"}
        done = subprocess.run(command, env=plain, input=mails, stdout=subprocess.PIPE, text=True, check=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


# ── showing ──────────────────────────────────────────────────────────────────


def show(server: Server, found: Figures) -> None:
    """Print the figures of one database as two tables."""
    rows = [["floor: raw SQL, one commit each", found["floor"]["one_by_one"], "", ""]]
    rows += [["floor: raw SQL, groups of 32", found["floor"]["in_groups"], "", ""]]
    rows += [["floor: large ones in files, groups of 32", found["floor"]["in_groups_with_files"], "", ""]]
    for name, label in (("one_by_one", "accepted, one commit each"), ("in_groups", "accepted, groups of 32")):
        rows.append([label, found["accepted"][name], f"{found['ratio_to_floor'][name]:.0%} of floor", ""])
    for name, label in RUNS.items():
        one = found[name]
        tail = f"{one['transactions']['max_ms']:.0f} ms"
        rows.append([f"end to end, {label}", one["rate"], f"{one['received']} received", tail])
    if "peer" in found:
        rows.append(
            [
                f"django-helpdesk {found['peer']['version']}",
                found["peer"]["rate"],
                f"we: x {found['ratio_to_peer']}",
                "",
            ]
        )
    print(f"\n{server.name}\n" + table(["", "messages/s", "", "longest transaction"], rows))
    one = found["one_worker"]
    print(table(["ms a message", *one["ms_of"]], [["one worker", *one["ms_of"].values()]]))
    ratio = found["ratio_to_no_reader"]
    print(f"a kept reader: {ratio['received']} times the messages a second, {ratio['processor']} times the processor")
    print(f"accept {one['ms_of_accept']} ms; transactions {one['transactions']}; peak {one['peak_mb']} MB")


def faults_in(found: Figures) -> list[str]:
    """Return what was counted wrong, by run."""
    return [f"{run}: {fault}" for run in RUNS for fault in found[run]["faults"]]


if __name__ == "__main__":
    raise SystemExit(main())
