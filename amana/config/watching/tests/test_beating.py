from __future__ import annotations

import os
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from amana.config import preparing, serving, taking_part
from amana.config.preparing import NotReady
from amana.config.watching import beating

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.FILES = settings.DATA = tmp_path
    monkeypatch.setattr(beating, "_last", {})
    return tmp_path


def test_a_part_at_work_is_known_until_it_ended_or_was_silent_for_three_minutes(files):
    now = timezone.now()
    beating.require_rest(at=now)
    beating.beat("worker")
    elsewhere = files / "beats" / "clock@another-host-17"
    elsewhere.touch()
    with pytest.raises(NotReady, match="clock, worker"):
        beating.require_rest(at=now)

    beating.rest("worker")
    with pytest.raises(NotReady, match="ago: clock"):
        beating.require_rest(at=now)
    # What was killed says nothing more, and is forgotten.
    os.utime(elsewhere, ((now - timedelta(minutes=4)).timestamp(),) * 2)
    beating.require_rest(at=now)
    beating._last.clear()
    beating.beat("mail-in")
    assert not elsewhere.exists()


def test_a_part_that_is_told_to_stop_says_that_it_has_ended(files, monkeypatch):
    """It is known as alive to those who watch all the same: another process of the same part may go on."""
    monkeypatch.setattr("amana.config.ticking.run", lambda _stop: beating.beat("clock"))
    taking_part.run("clock", threading.Event(), host="", port=0)
    beating.require_rest(at=timezone.now())
    assert beating.is_alive("clock", at=timezone.now())


def test_the_part_that_serves_pages_ends_when_a_newer_version_has_renewed_the_tables(monkeypatch):
    ended = []
    monkeypatch.setattr(serving, "LOOK_EVERY", 0)
    monkeypatch.setattr(serving.os, "_exit", ended.append)
    assert not serving.is_overtaken()
    serving._say_why()

    MigrationRecorder(connection).record_applied("record", "0999_from_the_future")
    serving._end_when_overtaken()
    assert ended == [1]
    with pytest.raises(preparing.NotReady, match="newer Amana") as said:
        serving._say_why()
    assert said.value.exit_status == 78


def test_a_database_that_is_away_does_not_end_the_part_that_serves_pages(monkeypatch):
    def gone():
        raise OperationalError("connection refused")

    monkeypatch.setattr("amana.config.watching.beating.unknown", gone)
    assert not serving.is_overtaken()
