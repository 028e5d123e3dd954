"""What 200 open case pages cost while nothing happens: asking again with an ETag, beside events pushed by the server.

Run: python benchmarks/live.py [--quick] [--json] [--pages N] [--seconds N]

Asking is what the product does, over HTTP at the web part as `amana up` runs it: each page asks every fifteen seconds.
Events are a sketch made for this comparison alone: a stream per page that looks at the same rows as often, each in a
thread of its own, as a server of threads needs it. Processor seconds are those of the serving processes, so that other
work on the machine does not count. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from measuring import ROOT, Server, asked_inside, installation, machine, prepared, spread, table
from private_postgres import free_port
from serving import served, wait_for

PAGES, SECONDS, AGENTS, CASES = 200, 60, 20, 1000
Figures = dict[str, Any]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="for fifteen seconds, one round")
    parser.add_argument("--pages", type=int, default=PAGES, help=f"open pages (default: {PAGES})")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"how long (default: {SECONDS})")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--inside", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--stream", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(inside(options.inside)))
        return 0
    if options.stream:
        return stream_at(options.stream, threads=options.pages + 8)
    result = measured(options.pages, 15 if options.quick else options.seconds)
    show(result)
    if options.json:
        print(json.dumps({"machine": machine(), **result}))
    return 0


def measured(pages: int, seconds: int) -> Figures:
    """Return what each way costs, in one installation."""
    with installation(Server("SQLite")) as environment:
        opened = asked_inside(__file__, environment, "--inside", pages)["pages"]
        with served(environment) as port:
            asking = asked_again(port, opened, seconds)
        with streaming(environment, pages) as port:
            pushing = pushed(port, opened, seconds)
    return {"pages": pages, "seconds": seconds, "asking": asking, "events": pushing}


# ── asking again ─────────────────────────────────────────────────────────────


def asked_again(port: int, opened: list[Figures], seconds: int) -> Figures:
    """Let every page ask as its script does, spread over time; the first round tells each page where it stands."""
    every = float(opened[0]["every"])
    pace = every / len(opened)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for page in opened:
        page["tag"] = ask(connection, page)[1]
    before, began, took, answers, sent = processor(port), time.monotonic(), [], [0, 0], 0
    for turn in range(int(seconds / pace)):
        time.sleep(max(0.0, began + turn * pace - time.monotonic()))
        asked_at = time.perf_counter()
        status, tag, size = ask(connection, page := opened[turn % len(opened)])
        took.append(time.perf_counter() - asked_at)
        answers[status == 304] += 1
        page["tag"], sent = tag, sent + size
    lasted = time.monotonic() - began
    used = processor(port) - before
    return {"core_percent": round(100 * used / lasted, 2), "asked": len(took), "unchanged": answers[1],
            "bytes": sent, **spread(took), "memory_mb": memory(port)}  # fmt: skip


def ask(connection: http.client.HTTPConnection, page: Figures) -> tuple[int, str, int]:
    headers = {"Cookie": page["cookie"], "X-CSRFToken": page["token"], "Content-Length": "0"}
    connection.request(
        "POST", page["path"], headers=headers | ({"If-None-Match": page["tag"]} if "tag" in page else {})
    )
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status in {200, 304}, (page["path"], answer.status)
    return answer.status, answer.headers.get("ETag", ""), len(body)


# ── events ───────────────────────────────────────────────────────────────────


class streaming:  # noqa: N801  # used as `with streaming(…)`
    """A server of streams in the same installation, for as long as it is measured."""

    def __init__(self, environment: dict[str, str], pages: int) -> None:
        self.port = free_port()
        command = [sys.executable, str(Path(__file__).resolve()), "--stream", str(self.port), "--pages", str(pages)]
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT)

    def __enter__(self) -> int:
        wait_for(self.port)
        return self.port

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)


def pushed(port: int, opened: list[Figures], seconds: int) -> Figures:
    """Open a stream for every page and leave them open."""
    connections = []
    every = float(opened[0]["every"])
    for page in opened:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds + 120)
        connection.request("GET", f"/{page['case']}?agent={page['agent']}")
        connections.append(connection)
        time.sleep(every / len(opened))
    before, began = processor(port), time.monotonic()
    time.sleep(seconds)
    used, lasted, took = processor(port) - before, time.monotonic() - began, memory(port)
    for connection in connections:
        connection.close()
    return {"core_percent": round(100 * used / lasted, 2), "memory_mb": took}


def stream_at(port: int, *, threads: int) -> int:
    """Serve streams until ended: each looks every fifteen seconds at what an asking page is told."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian("live:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=1,
                     blocking_threads=threads, log_level=LogLevels.warning)  # fmt: skip
    server.serve(target_loader=application_of, wrap_loader=False)
    return 0


def application_of() -> Any:
    """Return the application of streams."""
    prepared()
    from django.utils import timezone

    from amana.cases.models import Case
    from amana.desk.casework.live import ASKS_EVERY, be_here, others_of, stands, who_is_here
    from amana.desk.entering import Seat
    from amana.team.models import Agent
    from amana.team.viewing import at_the_desk

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        if environ["PATH_INFO"] == "/":
            return [b"here"]
        return looking(environ["PATH_INFO"][1:], environ["QUERY_STRING"].removeprefix("agent="))

    def looking(case_key: str, agent_key: str) -> Any:
        case, agent = Case.objects.get(pk=case_key), Agent.objects.select_related("account").get(pk=agent_key)
        viewer = at_the_desk(agent)
        stood: object = None
        while True:
            seat = Seat(agent, viewer, timezone.now())
            here = who_is_here(case, seat.at)
            be_here(case, seat, here, is_typing=False)
            now = (stands(case), others_of(here, seat))
            yield f"data: {json.dumps(now)}\n\n".encode() if now != stood else b": \n\n"
            stood = now
            threading.Event().wait(ASKS_EVERY.total_seconds())

    return application


# ── inside an installation ───────────────────────────────────────────────────


def inside(pages: int) -> Figures:
    """Fill a desk, sign its agents in, and return the open pages: whose, where, and what their script would send."""
    prepared()
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from amana.cases.models import Case
    from amana.desk.casework.live import ASKS_EVERY
    from tests.filling import desk, fill

    at = timezone.now()
    agents = desk(at=at, agents=AGENTS)[1]
    fill(CASES, at=at)
    cases = list(Case.objects.in_queue_order()[:pages])
    opened = []
    for number in range(pages):
        agent, case = agents[number % len(agents)], cases[number % len(cases)]
        client = Client(enforce_csrf_checks=True)
        client.force_login(agent.account)
        page = client.get(reverse("desk:case", args=[case.number])).content.decode()
        token = page.partition('"X-CSRFToken": "')[2].partition('"')[0]
        opened.append(
            {
                "case": str(case.key), "agent": str(agent.pk), "path": reverse("desk:case_live", args=[case.number]),
                "cookie": "; ".join(f"{name}={one.value}" for name, one in client.cookies.items()), "token": token,
                "every": ASKS_EVERY.total_seconds(),
            }
        )  # fmt: skip
    return {"pages": opened}


# ── what the serving processes use ───────────────────────────────────────────


def processes(port: int) -> list[Path]:
    """Return the folders in /proc of what listens at a port, and of what it started."""
    found = [folder for folder in Path("/proc").glob("[0-9]*") if f"\0{port}\0".encode() in _line(folder)]
    parents = {folder.name for folder in found}
    children = [folder for folder in Path("/proc").glob("[0-9]*") if _parent(folder) in parents]
    return [*found, *(child for child in children if child not in found)]


def processor(port: int) -> float:
    """Return the processor seconds used by what serves at a port."""
    return sum(sum(map(int, _stat(folder)[11:13])) for folder in processes(port)) / 100


def memory(port: int) -> float:
    """Return the megabytes that belong to what serves at a port alone or in part (proportional set size)."""
    said = [(folder / "smaps_rollup").read_text() for folder in processes(port)]
    return round(
        sum(int(line.split()[1]) for text in said for line in text.splitlines() if line.startswith("Pss:")) / 1024, 1
    )


def _line(folder: Path) -> bytes:
    try:
        return (folder / "cmdline").read_bytes()
    except OSError:
        return b""


def _stat(folder: Path) -> list[str]:
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 20


def _parent(folder: Path) -> str:
    return _stat(folder)[1]


# ── showing ──────────────────────────────────────────────────────────────────


def show(result: Figures) -> None:
    """Print both ways side by side."""
    rows = [[name, result[key]["core_percent"], result[key]["memory_mb"], result[key].get("p50_ms", "-"),
             result[key].get("p95_ms", "-")]
            for name, key in (("asking every 15 s", "asking"), ("events", "events"))]  # fmt: skip
    print(f"{result['pages']} open pages for {result['seconds']} s, nothing happens")
    print(table(["", "% of one core", "MB", "p50 ms", "p95 ms"], rows))


if __name__ == "__main__":
    raise SystemExit(main())
