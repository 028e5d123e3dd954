"""A PostgreSQL server of one's own for as long as a test run lasts: in a temporary folder, on loopback, then gone.

Also by hand: `python scripts/private_postgres.py COMMAND …` runs the command with AMANA_DATABASE_URL set.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

# Nothing here outlives the run, so nothing needs to reach the disk.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}
PATIENCE = 60.0  # seconds until a server that does not answer is given up


def folder_of_programs() -> Path | None:
    """Return the folder that holds initdb and postgres, of the newest version installed, or None."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(versions, key=lambda path: float(path.parts[-3]), reverse=True)
    on_path = shutil.which("initdb")
    found = [*newest, *([Path(on_path)] if on_path else [])]
    return found[0].parent if found else None


def has_postgres() -> bool:
    return folder_of_programs() is not None


def owner() -> str | None:
    """Return the account to run the server as: PostgreSQL refuses root. None means this one."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server and give its URL; stop it and remove its folder at the end, whatever happened."""
    programs = folder_of_programs()
    if programs is None:
        raise FileNotFoundError("PostgreSQL's server is not installed")
    _end_on_terminate()
    account = owner()
    home = Path(tempfile.mkdtemp(prefix="amana-postgres-"))
    password = secrets.token_hex(12)
    (home / "password").write_text(password, "utf-8")
    if account is not None:
        for path in (home, home / "password"):
            shutil.chown(path, account, pwd.getpwnam(account).pw_gid)
    port = free_port()
    try:
        _make(programs, home, account)
        server = _start(programs, home, port, account)
        try:
            _wait(programs, port, server, home)
            yield f"postgresql://amana:{password}@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=PATIENCE)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _make(programs: Path, home: Path, account: str | None) -> None:
    command: list[str | Path] = [
        programs / "initdb",
        "--pgdata",
        home / "data",
        "--username",
        "amana",
        "--pwfile",
        home / "password",
    ]
    command += ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    made = subprocess.run(command, cwd="/", user=account, capture_output=True, text=True, check=False)
    if made.returncode:
        raise RuntimeError(f"initdb did not work:\n{made.stdout}{made.stderr}")


def _start(programs: Path, home: Path, port: int, account: str | None) -> subprocess.Popen[bytes]:
    command: list[str | Path] = [programs / "postgres", "-D", home / "data", "-p", str(port), "-k", home]
    command += [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(command, cwd="/", user=account, stdout=log, stderr=log, start_new_session=True)


def _wait(programs: Path, port: int, server: subprocess.Popen[bytes], home: Path) -> None:
    until = time.monotonic() + PATIENCE
    asking: list[str | Path] = [
        programs / "pg_isready",
        "-q",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-d",
        "postgres",
        "-U",
        "amana",
    ]
    while subprocess.run(asking, check=False).returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text('utf-8')}")
        time.sleep(0.1)


def _end_on_terminate() -> None:
    """A polite kill must pass through `finally`, or the server would stay behind."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(143)

    signal.signal(signal.SIGTERM, end)


def main() -> int:
    if len(sys.argv) == 1:
        print(__doc__, file=sys.stderr)
        return 2
    with running_postgres() as address:
        environment = os.environ | {"AMANA_DATABASE_URL": address}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
