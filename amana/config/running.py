"""`amana up`: starts the parts, starts again whichever dies, and stops them all together.

Loads nothing but the standard library: what it watches needs the memory more.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from amana.config.holding import Held, hold
from amana.config.taking_part import PARTS

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
# A part that ran this long had started well; its next failure counts as the first.
IS_STEADY_AFTER = 60.0
LOOK_EVERY = 0.2
# Seconds until those who do not stop by themselves are stopped.
GRACE = 4.5
TAKEN = 1
LOOPBACK = {"127.0.0.1", "::1"}
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # recognised, not bound by default

Say = Callable[[str], None]


def say(text: str) -> None:
    print(text, flush=True)


@dataclass
class Part:
    """One part: its process, and when to start it again after it has died."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a group of its own, so that a Ctrl-C at the terminal reaches it through us alone."""
        apart: dict[str, Any] = {"start_new_session": True}
        if os.name == "nt":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined,unused-ignore]  # Windows
        # It watches its standard input, whose other end closes when we end, however we end.
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, env=dict(self.environment), **apart)
        self.started_at = time.monotonic()

    def has_died(self) -> bool:
        """True once for each death; sets when it is started again."""
        if self.process is None or self.process.poll() is None:
            return False
        now = time.monotonic()
        self.failures = 1 if now - self.started_at > IS_STEADY_AFTER else self.failures + 1
        self.start_again_at = now + self.wait
        self.close()
        return True

    @property
    def wait(self) -> float:
        """Seconds before it is started again: 1, 2, 4 … 60."""
        return min(FIRST_WAIT * 2.0 ** (self.failures - 1), LONGEST_WAIT)

    def close(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None if self.process is None or self.process.poll() is not None else self.process


def serve(*, host: str = "127.0.0.1", port: int = 8000, ready: Say = lambda _url: None) -> int:
    """Run the parts until Ctrl-C, SIGTERM or SIGBREAK; return the exit status.

    The database must be ready. `ready` is called with the address once pages are answered.
    """
    if not is_free(host, port):
        say(f"Port {port} of {host} is taken. Stop what listens there, or choose another: amana up --port {port + 1}")
        return TAKEN
    stop = threading.Event()
    _stop_on_signals(stop)
    environment = _environment(host, port)
    options = ["--host", host, "--port", str(port), "--with-parent"]
    running = [Part(name, [sys.executable, "-m", "amana", "part", name, *options], environment) for name in PARTS]
    for part in running:
        part.start()
    is_told = False
    try:
        while not stop.wait(LOOK_EVERY):
            _look_after(running)
            if not is_told and answers(host, port):
                is_told = True
                ready(url_of(host, port))
    finally:
        _stop_all(running)
    return 0


def _look_after(running: Sequence[Part]) -> None:
    for part in running:
        process = part.process
        if part.has_died():
            assert process is not None
            say(f"{part.name} ended ({_how(process.returncode)}); it is started again in {part.wait:.0f} s.")
        elif part.process is None and time.monotonic() >= part.start_again_at:
            part.start()


def _how(returncode: int) -> str:
    return f"signal {-returncode}" if returncode < 0 else f"exit {returncode}"


def _stop_all(running: Sequence[Part]) -> None:
    """Tell every part to stop, wait for them together, and end those that will not."""
    processes = [part.process for part in running if part.process is not None]
    for part in running:
        part.close()
    until = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(until - time.monotonic(), 0.05))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    say("Stopped.")


def _stop_on_signals(stop: threading.Event) -> None:
    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in ("SIGTERM", "SIGINT", "SIGBREAK", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), told)


def _environment(host: str, port: int) -> dict[str, str]:
    """Return the environment of the parts; links name the port we listen on unless the installation says otherwise."""
    found = dict(os.environ)
    if not found.get("AMANA_BASE_URL", "").strip():
        found["AMANA_BASE_URL"] = url_of(host, port)
    return found


def url_of(host: str, port: int) -> str:
    """Return the address to type into a browser on this machine."""
    return f"http://{'localhost' if _reached_by(host) in LOOPBACK else host}:{port}"


def _reached_by(host: str) -> str:
    """Return the address by which this machine reaches itself where it listens on all of its addresses."""
    return EVERYWHERE.get(host, host)


def is_free(host: str, port: int) -> bool:
    """True when nobody listens there; asked beforehand, because two servers may share a port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(host: str, port: int) -> bool:
    """True when somebody takes connections there."""
    try:
        socket.create_connection((_reached_by(host), port), timeout=0.2).close()
    except OSError:
        return False
    return True


# ── the command ──────────────────────────────────────────────────────────────


def up_command(argv: Sequence[str]) -> int:
    """Prepare the database in a process of its own, then run everything until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="amana up", description="Run everything until Ctrl-C.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: 127.0.0.1, this machine alone)")
    parser.add_argument("--port", type=int, default=8000, help="the port (default: 8000)")
    parser.add_argument(
        "--network", action="store_true", help="answer every machine of the home network too, such as a phone"
    )
    options = parser.parse_args(list(argv))
    if options.network:
        _open_to_network(options)
    folder = Path(os.environ.get("AMANA_DATA", "").strip() or "var").resolve()
    try:
        with hold(folder / "up.lock"):
            prepared = _prepare(options.host, options.port)
            if isinstance(prepared, int):
                return prepared
            return serve(host=options.host, port=options.port, ready=lambda url: _welcome(url, prepared))
    except Held:
        sys.stderr.write(f"amana up: it is running already on {folder}.\n")
        return 1


def _open_to_network(options: argparse.Namespace, find: Callable[[], str] | None = None) -> None:
    """Listen on all addresses, and name in every link the one by which the home network reaches this machine."""
    options.host = "0.0.0.0"  # noqa: S104  # asked for by name
    if not os.environ.get("AMANA_BASE_URL", "").strip():
        os.environ["AMANA_BASE_URL"] = f"http://{(find or own_address)()}:{options.port}"
    say(
        "Every machine in this network reaches Amana now, and what goes between them is not encrypted. Use this at home only."
    )


def own_address() -> str:
    """Return the address of this machine in its network, without sending anything; the loopback when there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # To an address kept for documents (RFC 5737): it names the way out, and no packet leaves.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _prepare(host: str, port: int) -> dict[str, Any] | int:
    """Return what there is to say at the start, or the exit status when the database cannot be used."""
    done = subprocess.run(
        [sys.executable, "-m", "amana", "begin"],
        env=_environment(host, port),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        return done.returncode
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _welcome(url: str, prepared: Mapping[str, Any]) -> None:
    here = "" if url == prepared["base_url"] else f" (on this machine: {url})"
    say(f"Amana is at {prepared['base_url']}{here}. Ctrl-C stops it.")
    if prepared["code"]:
        say(f"There is no user yet. Open {prepared['base_url']}{prepared['set_up_at']} and type this code, once:")
        say(f"    {prepared['code']}")
