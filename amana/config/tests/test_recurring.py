from __future__ import annotations

from datetime import timedelta

import pytest

from amana.config.recurring import RECURRING, Timetable, clear_sessions, resolve
from tests.cast import NOW

ran: list[str] = []


def note_it(_at):
    ran.append("noted")


def fail(_at):
    raise RuntimeError("out of paper")


def test_every_recurring_function_exists():
    assert all(callable(resolve(name)) for _every, name in RECURRING)


def test_what_is_due_runs_and_a_failure_stops_nothing():
    ran.clear()
    table = Timetable([(timedelta(hours=1), f"{__name__}.fail"), (timedelta(minutes=1), f"{__name__}.note_it")])

    table.run_due(at=NOW)
    table.run_due(at=NOW + timedelta(seconds=30))
    table.run_due(at=NOW + timedelta(seconds=90))
    assert ran == ["noted", "noted"]


@pytest.mark.django_db
def test_sessions_that_ran_out_are_cleared():
    from django.contrib.sessions.models import Session

    Session.objects.create(session_key="old", session_data="x", expire_date=NOW - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="x", expire_date=NOW + timedelta(days=1))

    clear_sessions(NOW)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
