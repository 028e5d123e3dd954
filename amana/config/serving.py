"""The web part: the pages of desk and portal, served by one process with a few threads."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from multiprocessing import connection
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 4
# Seconds in which pages under way may be finished.
GRACE = 2
# Seconds between two looks whether a newer version has renewed the tables under this one.
LOOK_EVERY = 60.0


def run(stop: threading.Event, *, host: str, port: int) -> None:
    """Serve until told to stop; ends with an error when the serving process dies, with NotReady when it was overtaken.

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
    try:
        server.serve(target_loader=load, wrap_loader=False)
    except SystemExit:
        _say_why()
        raise


def _say_why() -> None:
    """Raise NotReady when the process that served ended because the tables have become those of a newer version."""
    from amana.config import preparing

    preparing.begin()
    from django.db import DatabaseError, InterfaceError

    from amana.config.watching.beating import must_know_the_tables

    with contextlib.suppress(DatabaseError, InterfaceError):
        must_know_the_tables()


def load() -> Callable[..., Any]:
    """Return the application, in the process that serves; that process ends when the one that watches it does."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from amana.config.wsgi import application

    threading.Thread(target=_end_when_overtaken, daemon=True).start()
    # What was loaded stays until the end: to look through it for garbage again and again held up every page for 100 ms.
    gc.collect()
    gc.freeze()
    return application


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _end_when_overtaken() -> None:
    """End this process when a newer version has renewed the tables: its pages would read them as they were."""
    from django.db import close_old_connections

    while not is_overtaken():
        # A connection that broke is opened anew for the next look.
        close_old_connections()
        time.sleep(LOOK_EVERY)
    os._exit(1)


def is_overtaken() -> bool:
    """Whether the tables have become those of a newer version; a database that cannot be reached says nothing of it."""
    from django.db import DatabaseError, InterfaceError

    from amana.config.watching.beating import unknown

    try:
        return bool(unknown())
    except (DatabaseError, InterfaceError):
        return False
