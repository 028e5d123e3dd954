"""Doing things at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection


def in_a_thread(deed: Callable[[], object]) -> Future[object]:
    """Begin a deed in a thread of its own; `result()` waits for it and raises what it raised."""

    def do() -> object:
        try:
            return deed()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(do)
    finally:
        pool.shutdown(wait=False)
