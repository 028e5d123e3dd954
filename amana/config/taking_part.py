"""One part of the whole, in a process of its own: set up, run, and ended with the process that started it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType

PARTS = ("web", "worker", "clock", "mail-in")
# Seconds after being told to stop in which a part may finish what it has in hand.
GRACE = 4.0


def part_command(argv: Sequence[str]) -> int:
    """Run one part until SIGTERM, Ctrl-C or, when started by `amana up`, the end of the process that did."""
    parser = argparse.ArgumentParser(prog="amana part", description="Run one part alone, as on a second host.")
    parser.add_argument("name", choices=PARTS)
    parser.add_argument("--host", default="127.0.0.1", help="where web listens (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="its port (default: 8000)")
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(list(argv))
    stop = threading.Event()
    _stop_on_signals(stop)
    if options.with_parent:
        threading.Thread(target=_stop_with_parent, args=[stop], daemon=True).start()
    run(options.name, stop, host=options.host, port=options.port)
    return 0


def run(name: str, stop: threading.Event, *, host: str, port: int) -> None:
    """Run a part in this process until told to stop. Each loads what it needs and no more."""
    if name == "web":
        from amana.config import serving

        serving.run(stop, host=host, port=port)
        return
    from amana.config import preparing

    preparing.begin()
    preparing.require_ready(lambda text: print(text, file=sys.stderr, flush=True))
    from amana.config.watching.beating import rest

    _run(name, stop)
    rest(name)


def _run(name: str, stop: threading.Event) -> None:
    if name == "worker":
        from amana.config import working

        return working.run(stop)
    if name == "clock":
        from amana.config import ticking

        return ticking.run(stop)
    from amana.config import collecting

    return collecting.run(stop)


def _stop_on_signals(stop: threading.Event) -> None:
    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), told)


def _stop_with_parent(stop: threading.Event) -> None:
    """Wait for the end of standard input: the parent holds the other end, and it closes however the parent ends."""
    try:
        # Not through sys.stdin, whose lock a waiting thread would still hold when the interpreter ends.
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    stop.set()
    threading.Event().wait(GRACE)
    os._exit(1)
