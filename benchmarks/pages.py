"""What pages cost among 1,000 and among 100,000 cases: queries, rows looked at, and time.

Run: python benchmarks/pages.py [--quick] [--json] [--sizes 1000,100000] [--database URL] [--only NAME]

The pages are asked for through Django's test client, so that no server and no network is in the figures. Rows looked
at are what EXPLAIN ANALYZE counts, which PostgreSQL alone can say. Exits with 1 when a page needs more queries among
more cases, or reads a large table from end to end. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from measuring import ROOT, Server, installation, machine, servers, spread, table

SIZES = "1000,100000"
AGENTS = 10
TIMES = 60
Figures = dict[str, Any]


def main() -> int:
    """Measure and print; 1 when a page costs more among more cases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="1,000 and 5,000 cases")
    parser.add_argument("--sizes", default=SIZES, help=f"how many cases (default: {SIZES})")
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL server")
    parser.add_argument("--only", default="", choices=["sqlite", "postgresql"], help="one kind of database")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--inside", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(inside(options.inside)))
        return 0
    sizes = [1000, 5000] if options.quick else [int(size) for size in options.sizes.split(",")]
    result: Figures = {"machine": machine()}
    with servers(options.database, only=options.only) as found:
        for server in found:
            result[server.name] = {size: measured(server, size) for size in sizes}
            show(server, result[server.name])
    faults = [fault for server in found for fault in faults_in(server.name, result[server.name])]
    print(
        "\n".join(faults)
        if faults
        else "No page needs more queries, or reads a whole table, because there are more cases."
    )
    if options.json:
        print(json.dumps(result))
    return 1 if faults else 0


def measured(server: Server, size: int) -> Figures:
    """Return what each page costs, from a process inside an installation of its own."""
    with installation(server) as environment:
        command = [sys.executable, str(Path(__file__).resolve()), "--inside", str(size)]
        done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


# ── inside an installation ───────────────────────────────────────────────────


def inside(size: int) -> Figures:
    """Fill the desk, then ask for each page."""
    from amana.config import preparing

    preparing.begin()
    preparing.prepare()
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    from tests.filling import desk, fill

    setup_test_environment()
    at = timezone.now()
    agents = desk(at=at, agents=AGENTS)[1]
    fill(size, at=at)
    return {name: cost(url, client) for name, (url, client) in addresses(agents[0], at).items()}


def addresses(agent: Any, at: Any) -> dict[str, tuple[str, Any]]:
    """Return each page's address and who asks for it."""
    from django.test import Client

    from amana.cases.links import links_for, token_of
    from amana.cases.models import Case
    from tests.filling import some_cases

    at_the_desk = Client()
    at_the_desk.force_login(agent.account)
    rows = Case.objects.filter(pk__in=some_cases(50), holder=agent).order_by("queue_at")
    case = rows.select_related("customer").first() or Case.objects.in_queue_order()[5]
    pair = (case.key, case.customer_id)
    guest, token = Client(), token_of(links_for([pair], at=at)[pair])
    known(guest, case.customer, at)
    following = next_page(at_the_desk)
    return {
        "queue": ("/desk/?tab=late", at_the_desk),
        "queue, everybody's": ("/desk/?view=all&tab=next", at_the_desk),
        "queue, next page": (following, at_the_desk),
        "case": (f"/desk/cases/{case.number}/", at_the_desk),
        "promises board": ("/desk/promises/?tab=week", at_the_desk),
        "promises, everybody's": ("/desk/promises/?whose=all&tab=week", at_the_desk),
        "portal": (f"/c/{token}/", guest),
    }


def known(guest: Any, person: Any, at: Any) -> None:
    """Make the guest's browser one in which this person typed a code before."""
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpResponse
    from django.test import RequestFactory

    from amana.portal.recognising import remember

    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    response = HttpResponse()
    remember(request, response, person, at=at)
    guest.cookies.update(response.cookies)


def next_page(client: Any) -> str:
    """Return the address of the second page of everybody's queue."""
    import re
    from html import unescape

    url = "/desk/?view=all&tab=next"
    links = re.findall(r'href="(\?[^"]*after=[^"]+)"', client.get(url).content.decode())
    return "/desk/" + unescape(links[0]) if links else url


def cost(url: str, client: Any) -> Figures:
    """Return what one page costs; asked for a few times before it counts."""
    from tests.plans import plans_of

    for _ in range(3):
        answer = client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
    plans = plans_of(lambda: client.get(url))
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(url)
        seconds.append(time.perf_counter() - began)
    rows = [plan.rows for plan in plans if plan.rows is not None]
    scanned = sorted({name for plan in plans for name in plan.scans})
    return {
        "queries": len(plans),
        "rows": sum(rows) if rows else None,
        "scans": scanned,
        "bytes": len(answer.content),
        **spread(seconds),
    }


# ── showing ──────────────────────────────────────────────────────────────────


def show(server: Server, found: dict[int, Figures]) -> None:
    """Print one line for each page and number of cases."""
    rows = [
        [
            name,
            f"{size:,}",
            one["queries"],
            one["rows"] if one["rows"] is not None else "-",
            one["p50_ms"],
            one["p95_ms"],
        ]
        for name in next(iter(found.values()))
        for size, one in ((size, pages[name]) for size, pages in found.items())
    ]
    print(f"\n{server.name}\n" + table(["", "cases", "queries", "rows looked at", "p50 ms", "p95 ms"], rows))


def faults_in(server: str, found: dict[int, Figures]) -> list[str]:
    """Return which pages cost more among more cases."""
    least, most = found[min(found)], found[max(found)]
    said = [
        f"{server}, {name}: {least[name]['queries']} queries became {most[name]['queries']}"
        for name in least
        if most[name]["queries"] > least[name]["queries"]
    ]
    return said + [f"{server}, {name}: reads all of {one['scans']}" for name, one in most.items() if one["scans"]]


if __name__ == "__main__":
    raise SystemExit(main())
