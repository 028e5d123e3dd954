"""What the benchmarks share: percentiles, tables, the machine, and a fresh database to measure in."""

from __future__ import annotations

import json
import os
import platform
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
for folder in (ROOT, ROOT / "scripts"):
    sys.path.insert(0, str(folder))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the values lie; 0 when there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else 0.0


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Return p50, p95 and the longest of some durations, in milliseconds."""
    return {
        "p50_ms": round(percentile(seconds, 0.5) * 1000, 2),
        "p95_ms": round(percentile(seconds, 0.95) * 1000, 2),
        "max_ms": round(max(seconds, default=0.0) * 1000, 2),
    }


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows in columns: the first to the left, the others to the right."""
    lines = [list(map(str, heads)), *[list(map(str, row)) for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(
        "  ".join(word.rjust(width) if column else word.ljust(width)
                  for column, (word, width) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    )  # fmt: skip


def machine() -> dict[str, object]:
    """Return what the figures were measured on, and how fast its disk says that something is safe."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.system(),
        "fsync_ms": round(fsync_time() * 1000, 2),
    }


def fsync_time(times: int = 41) -> float:
    """Return the median seconds of writing 4 KiB and having it synced, in the folder the benchmarks write to."""
    found = []
    with tempfile.TemporaryFile() as file:
        for _ in range(times):
            file.write(secrets.token_bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            found.append(time.perf_counter() - began)
    return percentile(found, 0.5)


@dataclass(frozen=True)
class Server:
    """A kind of database; `url` leads to a PostgreSQL server on which databases may be made, empty for SQLite."""

    name: str
    url: str = ""


@contextmanager
def servers(url: str, *, only: str = "") -> Iterator[list[Server]]:
    """Give SQLite, and PostgreSQL: the server at `url`, else one of our own where its programs are installed.

    Unlike the one the tests use, a server of our own syncs its commits, as one in use does.
    """
    found = [Server("SQLite")] if only != "postgresql" else []
    if only == "sqlite":
        yield found
    elif url:
        yield [*found, Server("PostgreSQL", url)]
    else:
        import private_postgres

        private_postgres.SETTINGS |= {"fsync": "on", "full_page_writes": "on"}
        if private_postgres.has_postgres():
            with private_postgres.running_postgres() as own:
                yield [*found, Server("PostgreSQL", own)]
        else:
            print("PostgreSQL is left out: no --database was given and its server is not installed.", file=sys.stderr)
            yield found


@contextmanager
def installation(server: Server, *, kept: str = "", name: str = "") -> Iterator[dict[str, str]]:
    """Give the environment of an installation: a data folder and a database of its own.

    It is empty and gone afterwards; with `kept`, a folder, it is the one of this name, made when it is not there.
    """
    with tempfile.TemporaryDirectory(prefix="amana-benchmark-") as scratch:
        folder = Path(kept).resolve() / f"{server.name.lower()}-{name}" if kept else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {"AMANA_DATA": str(folder), "AMANA_DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
        environment.pop("AMANA_CRASH_AT", None)
        # As in an installation: what was compiled once is not compiled again by every process.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "amana-benchmark-compiled")
        if not server.url:
            yield environment
            return
        database = f"amana_benchmark_{name if kept else secrets.token_hex(4)}"
        parts = urlsplit(server.url)
        if not (kept and _exists(server.url, database)):
            _execute(server.url, f'CREATE DATABASE "{database}"')
        try:
            yield environment | {"AMANA_DATABASE_URL": urlunsplit(parts._replace(path=f"/{database}"))}
        finally:
            if not kept:
                _execute(server.url, f'DROP DATABASE "{database}" WITH (FORCE)')


def asked_inside(script: str, environment: dict[str, str], *arguments: object) -> dict[str, Any]:
    """Run a benchmark's own script in a process inside an installation, and return the object it prints last."""
    command = [sys.executable, str(Path(script).resolve()), *map(str, arguments)]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def prepared() -> None:
    """Make this process one of the installation that its environment names: tables there, Django set up for a test client."""
    from amana.config import preparing

    preparing.begin()
    preparing.prepare()
    from django.test.utils import setup_test_environment

    setup_test_environment()


def _exists(server: str, database: str) -> bool:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is not None


def _execute(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]  # the name is ours, not somebody's words
