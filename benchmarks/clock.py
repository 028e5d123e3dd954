"""How punctual the clock is: among 100,000 open promises, how long after its time an alarm has been carried out.

Run: python benchmarks/clock.py [--quick] [--json] [--count N] [--database URL] [--only NAME]

Every alarm that rings is a promise falling late: an entry in the record, the owner reminded, the customer told. Some
are due already when the clock starts, as after a night without power; the others come due one by one. Exits with 1
when one of these came more than a second after its time. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from measuring import ROOT, Server, installation, machine, servers, spread, table

CASES = 2_000
OVERDUE, COMING = 20, 60
SECONDS = 30.0
MOST_LAG = 1.0
Figures = dict[str, Any]


def main() -> int:
    """Measure and print; 1 when an alarm came more than a second late."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="among 5,000 promises, for 10 seconds")
    parser.add_argument("--count", type=int, default=100_000, help="open promises (default: 100000)")
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL server")
    parser.add_argument("--only", default="", choices=["sqlite", "postgresql"], help="one kind of database")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--inside", choices=["fill", "ring"], help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps((fill if options.inside == "fill" else ring)(options)))
        return 0
    more = ["--count", "5000", "--seconds", "10"] if options.quick else ["--count", str(options.count)]
    result: Figures = {"machine": machine()}
    with servers(options.database, only=options.only) as found:
        for server in found:
            result[server.name] = measured(server, more)
    show(result)
    if options.json:
        print(json.dumps(result))
    return int(any(one["lag"]["max_ms"] > MOST_LAG * 1000 for one in result.values() if "lag" in one))


def measured(server: Server, more: list[str]) -> Figures:
    """Return what the clock did in an installation of its own; it runs in a process of its own, as in life."""
    with installation(server) as environment:
        found: Figures = {}
        for what in ("fill", "ring"):
            command = [sys.executable, str(Path(__file__).resolve()), "--inside", what, *more]
            environment["AMANA_BENCHMARK_BEGAN"] = str(time.time())
            done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
            found |= json.loads(done.stdout.splitlines()[-1])
    return found


# ── inside an installation ───────────────────────────────────────────────────


def fill(options: argparse.Namespace) -> Figures:
    """Write cases, and open promises whose alarms are far away."""
    from amana.config import preparing

    preparing.begin()
    preparing.prepare()
    from django.db import connection, transaction
    from django.utils import timezone

    from amana.cases.models import COMPANY, Case
    from amana.commitments.models import Commitment
    from amana.record.storing import insert_all
    from tests.filling import fill as fill_desk

    at = timezone.now()
    fill_desk(CASES, at=at)
    Commitment.objects.update(alarm_at=None)
    cases = list(Case.objects.open().select_related("company", "customer", "holder"))
    for start in range(0, options.count, 5_000):
        with transaction.atomic():
            insert_all(
                [far_away(number, cases, at, COMPANY) for number in range(start, min(start + 5_000, options.count))]
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"promises": Commitment.objects.outstanding().filter(alarm_at__isnull=False).count()}


def far_away(number: int, cases: list[Any], at: Any, side: str) -> Any:
    """Return an open promise that falls due in a month or later."""
    from amana.commitments.models import Commitment

    case, due = cases[number % len(cases)], at + timedelta(days=30, seconds=number)
    return Commitment(
        case=case, promiser=side, promiser_company=case.company, promisee_person=case.customer, owner_agent=case.holder,
        action=f"Call number {number}", origin=Commitment.HAND, due_at=due, made_at=at, alarm_at=due,
    )  # fmt: skip


def ring(options: argparse.Namespace) -> Figures:
    """Let the clock run, and note when each alarm has been carried out and committed."""
    from amana.config import preparing

    preparing.begin()
    from django.utils import timezone

    from amana.config import ticking
    from amana.escalation import ringing

    due = set_alarms(options.seconds, timezone.now())
    carried_out: dict[Any, float] = {}
    ring_one = ringing.ring_one

    def noted(key: Any, *args: Any, **named: Any) -> bool:
        done = ring_one(key, *args, **named)
        carried_out.setdefault(key, time.time())
        return done

    ringing.ring_one = noted
    stop = threading.Event()
    threading.Timer(options.seconds + 3, stop.set).start()
    began = time.time()
    ticking.run(stop)
    lags = [carried_out[key] - at for key, at in due.items() if at > began and key in carried_out]
    late = [carried_out[key] - began for key, at in due.items() if at <= began and key in carried_out]
    return {
        "came_due": len(lags),
        "lost": len(due) - len(lags) - len(late),
        "lag": spread(lags),
        "first_after_start_ms": round(min(late, default=0.0) * 1000, 1),
        "all_overdue_after_start_ms": round(max(late, default=0.0) * 1000, 1),
        "loading_ms": round((began - float(os.environ["AMANA_BENCHMARK_BEGAN"])) * 1000),
    }


def set_alarms(seconds: float, at: Any) -> dict[Any, float]:
    """Make some promises due now and others one by one; return the moment of each."""
    from amana.commitments.alarms import LATE
    from amana.commitments.models import Commitment

    rng = random.Random(7)
    wanted = OVERDUE + COMING
    step = max(Commitment.objects.outstanding().filter(origin=Commitment.HAND).count() // wanted, 1)
    keys = list(
        Commitment.objects.outstanding().filter(origin=Commitment.HAND).order_by("due_at").values_list("pk", flat=True)
    )
    moments = {}
    for number, key in enumerate(keys[::step][:wanted]):
        due = (
            at - timedelta(minutes=5) if number < OVERDUE else at + timedelta(seconds=1 + rng.random() * (seconds - 1))
        )
        made = at - timedelta(days=1)
        Commitment.objects.filter(pk=key).update(due_at=due, made_at=made, alarm_at=due, alarm_stage=LATE)
        moments[key] = due.timestamp()
    return moments


def show(result: Figures) -> None:
    """Print a line for each kind of database."""
    heads = [
        "",
        "open promises",
        "came due",
        "lost",
        "lag p50 ms",
        "p95",
        "max",
        "first after start ms",
        "all 20 overdue",
    ]
    rows = [
        [name, one["promises"], one["came_due"], one["lost"], *one["lag"].values(), one["first_after_start_ms"],
         one["all_overdue_after_start_ms"]]
        for name, one in result.items() if "lag" in one
    ]  # fmt: skip
    print(table(heads, rows))


if __name__ == "__main__":
    raise SystemExit(main())
