"""The web part: the pages of desk and portal, served by one process with a few threads."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable
from multiprocessing import connection
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 4
# Seconds in which pages under way may be finished.
GRACE = 2


def run(stop: threading.Event, *, host: str, port: int) -> None:
    """Serve until told to stop; ends with an error when the serving process dies.

    Loads no room of ours itself: the process that serves does, and this one only watches it.
    """
    server = Granian(
        "amana.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=GRACE,
        websockets=False,
        log_level=LogLevels.warning,
    )

    def watch() -> None:
        stop.wait()
        server.signal_handler_interrupt()  # type: ignore[no-untyped-call]  # the server ships no types

    threading.Thread(target=watch, daemon=True).start()
    server.serve(target_loader=load, wrap_loader=False)


def load() -> Callable[..., Any]:
    """Return the application, in the process that serves; that process ends when the one that watches it does."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from amana.config.wsgi import application

    # What was loaded stays until the end: to look through it for garbage again and again held up every page for 100 ms.
    gc.collect()
    gc.freeze()
    return application


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
