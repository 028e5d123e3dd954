"""What `amana insight rebuild` costs, from the sealed record to the groups with their names in the database.

Run: python benchmarks/rebuild.py SIZE [--database URL] [--kept FOLDER] [--processes 2] [--json]

So many cases are written first, each with a text of its own (with --kept they are there the next time); then they are grouped
once with nothing known of what they ask, once anew, and checked. With SQLite, or with the PostgreSQL server at --database. The
last line of --json is one object.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from drawing_texts import IN_A_PART, TEXTS, drawn, processor, read_texts
from measuring import Server, asked_inside, installation, machine, prepared, table

LOOK_EVERY = 0.2
QUICK = 2_000
Figures = dict[str, Any]


def main() -> int:
    """Measure and print; 2 when the texts are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", nargs="?", type=int, default=QUICK, help=f"how many cases (default: {QUICK})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} cases")
    parser.add_argument("--processes", type=int, default=2, help="default: 2")
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL server (default: SQLite)")
    parser.add_argument("--kept", default="", metavar="FOLDER", help="where the cases are kept for the next time")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(rebuilt(options.size, options.processes)))
        return 0
    if not TEXTS.is_file():
        print("skipped: the texts are not beside this checkout", file=sys.stderr)
        return 2
    options.size = QUICK if options.quick else options.size
    return through_database(options)


def through_database(options: argparse.Namespace) -> int:
    """Write cases into an installation of their own, rebuild there, and print what each stage took."""
    size, processes = options.size, options.processes
    server = Server("PostgreSQL", options.database) if options.database else Server("SQLite")
    with installation(server, kept=options.kept, name=str(size)) as environment:
        found = asked_inside(__file__, environment, size, "--inside", "--processes", processes)
    result = {"machine": machine(), "database": server.name, "processes": processes, "cases": size} | found
    rows = [
        (name, one["seconds"], one["cpu_seconds"], one["groups"], one["memory_mb"], " ".join(
            f"{stage} {seconds}" for stage, seconds in one["stages"].items()
        ))
        for name, one in found.items() if isinstance(one, dict)
    ]  # fmt: skip
    print(table(("rebuild", "s", "processor s", "groups", "MB", "stages"), rows))
    print(
        f"check: {found['check_seconds']} s, {found['differences']} differences; filled in {found['filled_seconds']} s"
    )
    if options.json:
        print(json.dumps(result))
    return 0


def rebuilt(size: int, processes: int) -> Figures:
    """Write so many cases unless they are there; group them with nothing known, group them anew, and check."""
    prepared()
    from django.utils import timezone

    from amana.insight.models import Asked, Group, Regrouping
    from amana.insight.recurring.checking import differences
    from amana.team.models import Brand
    from tests.filling import Life, desk, fill

    read_texts()
    at = timezone.now()
    brand, _agents = desk(at=at)
    began = time.monotonic()
    there = Brand.objects.get(pk=brand.pk).cases.count()
    if there < size:
        texts = iter(_endless(there))
        fill(size - there, at=at, begin=there, life=Life(lambda: next(texts)))
    filled = time.monotonic() - began
    for model in (Regrouping, Group, Asked):
        model.objects.all().delete()
    found: Figures = {"first": _rebuild(brand.pk, processes), "anew": _rebuild(brand.pk, processes)}
    began = time.monotonic()
    wrong = sum(1 for _line in differences(brand.pk))
    return found | {
        "check_seconds": round(time.monotonic() - began, 1), "differences": wrong, "filled_seconds": round(filled, 1)
    }  # fmt: skip


def _endless(begin: int) -> Iterator[str]:
    while True:
        yield from drawn(begin, begin + IN_A_PART)
        begin += IN_A_PART


def _rebuild(brand: UUID, processes: int) -> Figures:
    from django.utils import timezone

    from amana.config.spreading import spread as spread_over
    from amana.insight.models import Group
    from amana.insight.recurring.regrouping.steering import begin, progress

    cpu, began = processor(), time.monotonic()
    run = begin(brand, at=timezone.now())
    working = spread_over(
        "amana.insight.recurring.regrouping.steering.work_until_done", str(run.pk), processes=processes
    )
    stages: dict[str, float] = {}
    last = began
    while working.is_alive():
        time.sleep(LOOK_EVERY)
        now = time.monotonic()
        stage = progress(run).stage
        stages[stage] = stages.get(stage, 0.0) + now - last
        last = now
    working.join()
    run.refresh_from_db()
    assert run.ended_at is not None and not run.error, run.error
    return {
        "seconds": round(time.monotonic() - began, 1), "cpu_seconds": round(processor() - cpu, 1),
        "stages": {name: round(seconds, 1) for name, seconds in stages.items() if name != "done"},
        "groups": Group.objects.shown().filter(brand=brand).count(),
        "memory_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
