"""Trouble with the database: a statement before which the process is killed, fails, or waits for the test to do something."""

from __future__ import annotations

import os
import signal
from datetime import datetime


class Nth:
    """Around each statement to the database: at the nth something is done before it is sent. `count` counts on."""

    def __init__(self, nth: int, deed) -> None:
        self.nth, self.deed, self.count = nth, deed, 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        if self.count == self.nth:
            self.deed()
        return execute(sql, params, many, context)


def _install(nth: int, deed) -> None:
    from django.db import connection

    connection.execute_wrappers.append(Nth(nth, deed))


def kill_at_statement(told: dict, at: datetime) -> None:
    """From here on, the process is killed before statement number told["statement"]."""
    _install(told["statement"], lambda: os.kill(os.getpid(), signal.SIGKILL))


def fail_at_statement(told: dict, at: datetime) -> None:
    """From here on, statement number told["statement"] fails once, as when the database is away for a moment."""
    from django.db import OperationalError

    def fail() -> None:
        raise OperationalError(told["words"])

    _install(told["statement"], fail)


def statements(told: dict, at: datetime) -> int:
    """How many statements there were since one of the two above."""
    from django.db import connection

    return sum(one.count for one in connection.execute_wrappers if isinstance(one, Nth))


def stubborn(told: dict, at: datetime) -> list[str]:
    """Fetch, receive and send as the parts of the product do, which outlive a database that is away for a moment."""
    from django.db import InterfaceError, OperationalError, connections

    from tests.faults import steps

    failed = []
    for name in ("fetch", "receive", "send"):
        for _try in range(3):
            try:
                steps.named(name)(told, at)
                break
            except (OperationalError, InterfaceError, OSError) as error:
                failed.append(f"{name}: {error}")
                connections.close_all()
    return failed


def ask_for_trouble(at_words: str = "", nth: int = 1) -> None:
    """Before the nth statement that holds these words, let the test do something outside, and wait until it has."""
    import sys

    from django.db import connection

    left = nth

    def wrapper(execute, sql, params, many, context):
        nonlocal left
        if at_words in sql:
            left -= 1
            if left == 0:
                print("trouble?", flush=True)
                sys.stdin.readline()
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(wrapper)


def trouble_before(told: dict, at: datetime) -> None:
    ask_for_trouble(told.get("words", ""), told.get("statement", 1))


def keep_working(told: dict, at: datetime) -> dict[str, float]:
    """Fetch, receive and send as the parts of the product do, with its own way of waiting for a database that is away.

    Ends when told["until"] mails are read and all that go out are sent; says how long it stood still at most, in seconds.
    """
    import threading
    import time
    from datetime import timedelta

    from amana.config.looping import keep_doing
    from amana.post.models import Outgoing, RawMessage
    from tests.faults import steps

    stop, moment, last, longest = threading.Event(), at, time.monotonic(), 0.0

    def step() -> float:
        nonlocal moment, last, longest
        moment += timedelta(minutes=2)
        for name in ("fetch", "receive", "send"):
            steps.named(name)(told, moment)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
        read = RawMessage.objects.exclude(state="waiting").count()
        if read >= told["until"] and not Outgoing.objects.exclude(state="sent").exists():
            stop.set()
        return 0.0

    keep_doing(step, stop)
    return {"longest": longest, "minutes": (moment - at) / timedelta(minutes=1)}


def lose_commit_answer(told: dict, at: datetime) -> None:
    """Commit number told["commit"] happens, and the answer to it is lost with the connection."""
    from django.db import OperationalError, connection

    own, left = connection._commit, told["commit"]

    def commit() -> None:
        nonlocal left
        own()
        left -= 1
        if left == 0:
            connection.connection.close()
            raise OperationalError("server closed the connection unexpectedly")

    connection._commit = commit
