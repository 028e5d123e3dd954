"""What the pages of insight cost among 10,000 and among 1,000,000 cases: queries, rows looked at, and time with one client.

Run: python benchmarks/insight_pages.py [--quick] [--json] [--sizes 10000,1000000] [--database URL] [--only NAME] [--kept FOLDER]

The desk is that of desk.py (with --kept the very same one is used again); the weeks behind it are counted first, as `amana up` does
by itself, and a tenth of all cases ask the same and have one cause. Exits with 1 when a page needs more queries among more
cases, or reads a large table from end to end. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from desk import AGENTS, BEFORE, QUICK, SIZES, TIMES, cost, faults_in, filled, timed
from measuring import Server, asked_inside, installation, machine, prepared, servers, spread, table
from serving import served

PAGES = ("insight/", "insight/today/", "insight/promises/?weeks=13", "insight/leaks/", "insight/ladder/", "insight/waiting/",
         "insight/patience/", "insight/own/", "groups/", "causes/", "costs/", "articles/", "reviews/")  # fmt: skip
WEEKS = 15
# A step that looks around again and again is never done; each counts a week or more at a time.
MOST_TURNS = 3 * WEEKS
# Of how many cases one asks what the largest group asks.
ASKING = 10
# Tables with a row for each week, or for each thing a person opened: however many cases there are, these are read whole.
FEW = {"insight_partedweek", "insight_cause"}
Figures = dict[str, Any]


def main() -> int:
    """Measure and print; 1 when a page costs more among more cases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} cases")
    parser.add_argument("--sizes", default=SIZES, help=f"how many cases (default: {SIZES})")
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL server")
    parser.add_argument("--only", default="", choices=["sqlite", "postgresql"], help="one kind of database")
    parser.add_argument("--kept", default="", metavar="FOLDER", help="keep what was written, and use it again")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--inside", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(inside(options.inside)))
        return 0
    sizes = [int(size) for size in (QUICK if options.quick else options.sizes).split(",")]
    result: Figures = {"machine": machine()}
    faults: list[str] = []
    with servers(options.database, only=options.only) as found:
        for server in found:
            result[server.name] = {size: measured(server, size, options.kept) for size in sizes}
            pages = {size: one["pages"] for size, one in result[server.name].items()}
            show(server, result[server.name])
            faults += faults_in(server.name, pages)
    print("\n".join(faults) or "No page needs more queries, or reads a whole table, because there are more cases.")
    if options.json:
        print(json.dumps(result))
    return 1 if faults else 0


def measured(server: Server, size: int, kept: str) -> Figures:
    """Return what each page costs in an installation of its own, and what the counting took."""
    with installation(server, kept=kept, name=str(size)) as environment:
        found = asked_inside(__file__, environment, "--inside", size)
        with served(environment) as port:
            for page in found["pages"].values():
                page["one"] = spread(timed(port, [page] * (BEFORE + TIMES))[BEFORE:])
    return found


# ── inside an installation ───────────────────────────────────────────────────


def inside(size: int) -> Figures:
    """Fill the desk, count what is behind it, and say what each page asks of the database."""
    prepared()
    filled(size)
    from django.test import Client
    from django.utils import timezone

    from amana.team.models import Agent, Brand
    from tests.filling import desk

    at = timezone.now()
    brand, agents = desk(at=at, agents=AGENTS)
    Agent.objects.filter(pk=agents[0].pk).update(role=Agent.MANAGER)
    Brand.objects.filter(pk=brand.pk).update(created_at=at - timedelta(weeks=WEEKS))
    seconds = counted(at)
    paths = {path.split("?")[0]: path for path in PAGES} | _things(brand.pk, agents[0].pk, at)
    client = Client()
    client.force_login(agents[0].account)
    pages = {name: cost(f"/desk/{path}", client) for name, path in paths.items()}
    for page in pages.values():
        page["scans"] = [table for table in page["scans"] if table not in FEW]
    return {"pages": pages, "counting_seconds": seconds}


def counted(at: datetime) -> dict[str, float]:
    """Do what the clock does until nothing is left to count; return the seconds each part took."""
    from amana.insight.causes.arriving import count_arrivals
    from amana.insight.counting import count_closed
    from amana.insight.parting import count_parts
    from amana.insight.sharing import name_units
    from amana.insight.straining import keep_strained

    steps: list[Callable[[datetime], object]] = [count_closed, count_parts, keep_strained, name_units, count_arrivals]
    found = {}
    for step in steps:
        began = time.monotonic()
        for _turn in range(MOST_TURNS):
            if not step(at):
                break
        found[step.__name__] = round(time.monotonic() - began, 2)
    return found


def _things(brand: Any, lead: Any, at: datetime) -> dict[str, str]:
    """Make one question that many ask, and its cause, unless they are there; return their pages by name."""
    from amana.cases.models import Case
    from amana.insight.causes.counting import count_cause
    from amana.insight.causes.gathering import add_group
    from amana.insight.causes.opening import Said, open_cause
    from amana.insight.models import Cause, Group, Member
    from amana.record.storing import insert_all
    from amana.team.models import Agent, Brand
    from amana.team.viewing import at_the_desk

    cause = Cause.objects.filter(brand=brand).first()
    group = Group.objects.filter(brand=brand).order_by("-size").first()
    if cause is None or group is None:
        ours, agent = Brand.objects.get(pk=brand), Agent.objects.get(pk=lead)
        rows = Case.objects.filter(brand=ours).order_by("pk")[: Case.objects.count() // ASKING]
        group = Group.objects.create(
            brand=ours, name="Why does the kettle leak?", made_at=at, size=len(rows), last_at=at
        )
        members = [
            Member(case=case, group=group, home=group, entry=case.pk, at=case.opened_at, language="en", score=1.0)
            for case in rows
        ]
        insert_all(members)
        said = Said("The seal is cut too short", (at - timedelta(days=20)).date(), agent, "Counted again in a month.")
        cause = open_cause(ours, said, by=at_the_desk(agent), at=at)
        add_group(cause, group, by=at_the_desk(agent), at=at)
        count_cause(cause, at=at)
    return {"one group": f"groups/{group.pk}/", "one cause": f"causes/{cause.pk}/"}


def show(server: Server, found: dict[int, Figures]) -> None:
    """Print one line for each page and number of cases."""
    rows = [
        [name, f"{size:,}", page["queries"],
         page["rows"] if page["rows"] is not None else "-", page["one"]["p50_ms"], page["one"]["p95_ms"]]
        for size, one in found.items() for name, page in one["pages"].items()
    ]  # fmt: skip
    print(f"\n{server.name}\n" + table(["", "cases", "queries", "rows looked at", "p50 ms", "p95 ms"], rows))
    for size, one in found.items():
        print(f"{size:,} cases were counted in {one['counting_seconds']} seconds")


if __name__ == "__main__":
    raise SystemExit(main())
