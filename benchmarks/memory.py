"""How much memory `amana up` holds when nothing happens: each of its processes, and all together.

Run: python benchmarks/memory.py [--quick] [--json]

RSS counts what processes share once for each; PSS divides it among them, and is what the machine would have back.
Also after the first pages were asked for, as the templates are loaded then. Linux only. Exits with 1 when the
processes hold 400 MB (PSS) or more. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from measuring import ROOT, Server, installation, machine, table

MOST_MB = 400
PATIENCE = 90.0
PROC = Path("/proc")
Figures = dict[str, Any]


def main() -> int:
    """Measure and print; 1 when it is too much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="wait five seconds instead of twenty")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    options = parser.parse_args()
    if not (PROC / "self" / "smaps_rollup").exists():
        print("Only Linux tells how much memory a process holds.", file=sys.stderr)
        return 2
    result = {"machine": machine(), **measured(5.0 if options.quick else 20.0)}
    for when in ("idle", "after_pages"):
        rows = [[one["name"], one["rss_mb"], one["pss_mb"]] for one in result[when]["processes"]]
        rows.append(["all", result[when]["rss_mb"], result[when]["pss_mb"]])
        print(f"\n{when.replace('_', ' ')}\n" + table(["process", "RSS MB", "PSS MB"], rows))
    if options.json:
        print(json.dumps(result))
    return int(result["after_pages"]["pss_mb"] >= MOST_MB)


def measured(wait: float) -> Figures:
    """Start everything in an installation of its own, and look at it twice."""
    port, door = free_port(), free_port()
    with installation(Server("SQLite")) as environment:
        environment["AMANA_MAIL_IN"] = f"127.0.0.1:{door}"
        command = [sys.executable, "-m", "amana", "up", "--port", str(port)]
        running = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            wait_for(port, running)
            time.sleep(wait)
            idle = memory_of(running.pid)
            for path in ("/accounts/login/", "/setup/"):
                ask(port, path, times=10)
            return {"idle": idle, "after_pages": memory_of(running.pid)}
        finally:
            running.terminate()
            running.wait(30)


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens. Raises RuntimeError when the process ends instead, or nothing happens for long."""
    until = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("amana up did not start")


def ask(port: int, path: str, *, times: int) -> None:
    """Ask for a page so many times."""
    for _ in range(times):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).read()
        except urllib.error.HTTPError as error:
            error.read()


def memory_of(root: int) -> Figures:
    """Return RSS and PSS of a process and all below it, in MB."""
    processes = [memory_of_one(number) for number in family(root)]
    return {
        "processes": processes,
        "rss_mb": round(sum(one["rss_mb"] for one in processes), 1),
        "pss_mb": round(sum(one["pss_mb"] for one in processes), 1),
    }


def memory_of_one(number: int) -> Figures:
    """Return RSS and PSS of one process, named by what it was started for."""
    words = (PROC / str(number) / "cmdline").read_text().split("\0")
    lines = (line.split() for line in (PROC / str(number) / "smaps_rollup").read_text().splitlines()[1:])
    sizes = {words[0].rstrip(":"): int(words[1]) / 1024 for words in lines}
    name = (
        " ".join(word for word in words[words.index("amana") :][:3] if not word.startswith("-"))
        if "amana" in words
        else words[0]
    )
    return {"name": name, "rss_mb": round(sizes["Rss"], 1), "pss_mb": round(sizes["Pss"], 1)}


def family(root: int) -> list[int]:
    """Return a process and everything it started, however far below."""
    below: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            below.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += below.get(found[-1], [])
    return found


if __name__ == "__main__":
    raise SystemExit(main())
