"""Doing the same thing again and again until told to stop, and outliving a database that is away for a while."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from amana.post.storing import has_no_room

log = logging.getLogger(__name__)

LONGEST_WAIT = 30.0
GRACE = 3.0
Step = Callable[[], float]
Task = Callable[[threading.Event], None]


def keep_doing(step: Step, stop: threading.Event) -> None:
    """Call `step` until told to stop; it returns the seconds to wait before the next time.

    A database that cannot be reached, and a disk that is full, are waited for, up to 30 seconds at a time. Any other error ends
    the part, and with it the thread; whoever watches starts it anew.
    """
    failures = 0
    while not stop.is_set():
        try:
            wait = step()
            failures = 0
        except (OperationalError, InterfaceError, OSError) as error:
            if isinstance(error, OSError) and not has_no_room(error):
                raise
            failures += 1
            wait = min(2.0 ** (failures - 1), LONGEST_WAIT)
            log.warning("the database or the disk did not do its part (%s); next try in %.0f s", error, wait)
            connections.close_all()
        close_old_connections()
        if wait > 0:
            stop.wait(wait)
    connections.close_all()


def do_together(tasks: Sequence[Task], stop: threading.Event) -> None:
    """Run each task in a thread of its own until told to stop; when one fails, stop the others and raise its error."""
    failed: list[Exception] = []

    def run(task: Task) -> None:
        try:
            task(stop)
        except Exception as error:  # noqa: BLE001  # raised again below, in the thread that waits
            failed.append(error)
        finally:
            stop.set()

    threads = [threading.Thread(target=run, args=[task], daemon=True) for task in tasks]
    for thread in threads:
        thread.start()
    # In slices, as Windows shows a waiting main thread no signal.
    while not stop.wait(1.0):
        pass
    for thread in threads:
        thread.join(GRACE)
    if failed:
        raise failed[0]
