"""What a desk costs among 10,000 and among 1,000,000 cases: queries, rows looked at, and time with one client and eight.

Run: python benchmarks/desk.py [--quick] [--json] [--sizes 10000,1000000] [--database URL] [--only NAME] [--kept FOLDER]

Queries and rows are counted through Django's test client; times are taken over HTTP from the web part as `amana up`
runs it. Rows looked at are what EXPLAIN ANALYZE counts, which PostgreSQL alone can say. A desk of a million cases takes
its time to write: with --kept it stays and is used again. Exits with 1 when a page needs more queries among more
cases, or reads a large table from end to end. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from measuring import Server, asked_inside, installation, machine, prepared, servers, spread, table
from serving import served

SIZES, QUICK = "10000,1000000", "1000,5000"
AGENTS, CLIENTS = 10, 8
# Of more, the worker would be at it for an hour: of what is older the words alone are found.
TAKEN_IN = 50_000
TIMES, TIMES_OF_ONE_AMONG_MANY, BEFORE, SEED = 60, 25, 5, 11
Figures = dict[str, Any]


def main() -> int:
    """Measure and print; 1 when a page costs more among more cases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} cases")
    parser.add_argument("--sizes", default=SIZES, help=f"how many cases (default: {SIZES})")
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL server")
    parser.add_argument("--only", default="", choices=["sqlite", "postgresql"], help="one kind of database")
    parser.add_argument("--kept", default="", metavar="FOLDER", help="keep what was written, and use it again")
    parser.add_argument("--fill", action="store_true", help="write the cases and measure nothing")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--inside", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(inside(options.inside, is_filling=options.fill)))
        return 0
    sizes = [int(size) for size in (QUICK if options.quick else options.sizes).split(",")]
    result: Figures = {"machine": machine()}
    with servers(options.database, only=options.only) as found:
        for server in found:
            result[server.name] = {size: measured(server, size, options) for size in sizes}
            if not options.fill:
                show(server, result[server.name])
    faults = [] if options.fill else [said for server in found for said in faults_in(server.name, result[server.name])]
    print("\n".join(faults) or "No page needs more queries, or reads a whole table, because there are more cases.")
    if options.json:
        print(json.dumps(result))
    return 1 if faults else 0


def measured(server: Server, size: int, options: argparse.Namespace) -> Figures:
    """Return what each page costs in an installation of its own."""
    with installation(server, kept=options.kept, name=str(size)) as environment:
        filled = asked_inside(__file__, environment, "--inside", size, "--fill")
        if options.fill:
            return filled
        pages: dict[str, Figures] = asked_inside(__file__, environment, "--inside", size)
        with served(environment) as port:
            for page in pages.values():
                page["one"] = spread(timed(port, [page] * (BEFORE + TIMES))[BEFORE:])
            for name, seconds in among_others(port, pages).items():
                pages[name]["many"] = spread(seconds)
    return pages


# ── asking over HTTP ─────────────────────────────────────────────────────────


@contextmanager
def connected(port: int) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        yield connection
    finally:
        connection.close()


def timed(port: int, pages: list[Figures]) -> list[float]:
    """Ask for pages one after the other and return the seconds of each."""
    seconds = []
    with connected(port) as connection:
        for page in pages:
            began = time.perf_counter()
            connection.request("GET", page["path"], headers={"Cookie": page["cookie"]})
            answer = connection.getresponse()
            answer.read()
            seconds.append(time.perf_counter() - began)
            assert answer.status == 200, (page["path"], answer.status)
    return seconds


def among_others(port: int, pages: dict[str, Figures]) -> dict[str, list[float]]:
    """Return the seconds of each page while several clients ask for all of them, each in an order of its own."""
    found: dict[str, list[float]] = {name: [] for name in pages}

    def ask(client: int) -> None:
        names = list(pages) * (TIMES_OF_ONE_AMONG_MANY // 5)
        random.Random(SEED + client).shuffle(names)
        for name, seconds in zip(names, timed(port, [pages[name] for name in names]), strict=True):
            found[name].append(seconds)

    clients = [threading.Thread(target=ask, args=[number]) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return found


# ── inside an installation ───────────────────────────────────────────────────


def inside(size: int, *, is_filling: bool) -> Figures:
    """Fill the desk, or say what each page asks of the database and how it is asked for."""
    prepared()
    if is_filling:
        return filled(size)
    from django.utils import timezone

    from tests.filling import desk

    at = timezone.now()
    agents = desk(at=at, agents=AGENTS)[1]
    return {name: cost(path, client) for name, (path, client) in addresses(agents[0], at).items()}


def filled(size: int) -> Figures:
    """Write what is missing of so many cases; a run that was stopped goes on.

    All are found by their words, the newest by their meaning and with slips too.
    """
    from django.utils import timezone
    from search import drawing, taken_in

    from amana.cases.models import Case
    from tests.filling import AT_ONCE, Life, desk, fill

    at, began = timezone.now(), time.perf_counter()
    desk(at=at, agents=AGENTS)
    there = Case.objects.count() // AT_ONCE * AT_ONCE
    if there < size:
        fill(size - there, at=at, begin=there, life=Life(drawing()))
    taken_in(most=TAKEN_IN)
    return {"cases": size, "written": size - there, "seconds": round(time.perf_counter() - began)}


def addresses(agent: Any, at: Any) -> dict[str, tuple[str, Any]]:
    """Return each page's address and who asks for it."""
    from django.test import Client

    from amana.cases.links import links_for, token_of
    from amana.cases.models import Case

    at_the_desk = Client()
    at_the_desk.force_login(agent.account)
    rows = Case.objects.in_queue_order().filter(holder=agent).select_related("customer")
    case = rows[5]
    long_one = Case.objects.filter(subject="The kettle leaks (0)").select_related("customer").get()
    pair = (case.key, case.customer_id)
    guest, token = Client(), token_of(links_for([pair], at=at)[pair])
    known(guest, case.customer, at)
    paths = {
        "queue": "/desk/?tab=late",
        "queue, everybody's": "/desk/?view=all&tab=next",
        "queue, next page": next_page(at_the_desk),
        "queue, waiting for the customer": "/desk/?view=waiting",
        "queue, a filter": "/desk/?view=all&state=open&language=en&about=kettle",
        "case": f"/desk/cases/{case.number}/",
        "case of 150 messages": f"/desk/cases/{long_one.number}/",
        "promises board": "/desk/promises/?tab=week",
        "promises, everybody's": "/desk/promises/?whose=all&tab=week",
        "people": "/desk/people/",
        "somebody with many cases": f"/desk/people/{long_one.customer_id}/",
        "find: a frequent word": "/desk/find/?q=kettle",
        "find: two words": "/desk/find/?q=kettle+refund",
        "find: a rare part number": "/desk/find/?q=AB-1234/7",
        "find: a slip": "/desk/find/?q=kettel",
        "find: Hebrew": "/desk/find/?q=%D7%94%D7%9E%D7%98%D7%97%D7%A0%D7%94",
        "find: a mail address": "/desk/find/?q=c123%40filled.example",
    }
    return {name: (path, at_the_desk) for name, path in paths.items()} | {"portal": (f"/c/{token}/", guest)}


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


def cost(path: str, client: Any) -> Figures:
    """Return what one page asks of the database, and what a client needs to ask for it."""
    from tests.plans import plans_of

    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    plans = plans_of(lambda: client.get(path))
    rows = [plan.rows for plan in plans if plan.rows is not None]
    return {
        "path": path,
        "cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()),
        "queries": len(plans),
        "rows": sum(rows) if rows else None,
        "scans": sorted({name for plan in plans for name in plan.scans}),
        "bytes": len(answer.content),
    }


# ── showing ──────────────────────────────────────────────────────────────────


def show(server: Server, found: dict[int, Figures]) -> None:
    """Print one line for each page and number of cases."""
    rows = [
        [name, f"{size:,}", one["queries"], one["rows"] if one["rows"] is not None else "-",
         *[one[clients][share] for clients in ("one", "many") for share in ("p50_ms", "p95_ms")]]
        for name in next(iter(found.values()))
        for size, one in ((size, pages[name]) for size, pages in found.items())
    ]  # fmt: skip
    heads = ["", "cases", "queries", "rows looked at", "p50 ms", "p95 ms", f"p50 of {CLIENTS}", f"p95 of {CLIENTS}"]
    print(f"\n{server.name}\n" + table(heads, rows))


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
