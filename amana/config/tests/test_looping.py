from __future__ import annotations

import threading

import pytest
from django.db import OperationalError

from amana.config.looping import do_together, keep_doing

pytestmark = pytest.mark.django_db


def steps(*answers, stop):
    """A step that gives these answers, raising those that are errors, and then stops."""
    waiting = list(answers)

    def step():
        if not waiting:
            stop.set()
            return 0.0
        answer = waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return step


class Impatient(threading.Event):
    """Remembers how long it was asked to wait, and does not."""

    def __init__(self):
        super().__init__()
        self.waits = []

    def wait(self, timeout=None):
        self.waits.append(timeout)
        return self.is_set()


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch):
    # The test's own transaction must outlive what the loop closes at its end.
    monkeypatch.setattr("amana.config.looping.connections.close_all", lambda: None)
    monkeypatch.setattr("amana.config.looping.close_old_connections", lambda: None)


def test_a_database_that_is_away_is_waited_for_longer_and_longer():
    stop = Impatient()
    away = [OperationalError("the server has gone away")] * 7
    keep_doing(steps(*away, 0.5, stop=stop), stop)

    assert stop.waits == [1, 2, 4, 8, 16, 30, 30, 0.5]


def test_any_other_error_ends_the_part():
    stop = Impatient()
    with pytest.raises(ZeroDivisionError):
        keep_doing(steps(ZeroDivisionError(), stop=stop), stop)


def test_when_one_task_fails_the_others_stop_and_its_error_is_told():
    stop = threading.Event()
    ended = []

    def waits(told):
        told.wait(10)
        ended.append("waits")

    def fails(_told):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do_together([waits, fails], stop)
    assert ended == ["waits"]
