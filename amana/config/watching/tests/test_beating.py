from __future__ import annotations

import os
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from amana.config import taking_part
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
