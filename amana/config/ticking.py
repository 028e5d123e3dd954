"""The clock: sleeps until the earliest promise needs looking at, and looks at it within a second."""

from __future__ import annotations

import threading
from datetime import datetime

from django.utils import timezone

from amana.config import recurring
from amana.config.looping import do_together, keep_doing
from amana.config.watching.beating import beat
from amana.escalation.ringing import BATCH, next_alarm, ring

# Seconds, at most: a promise may be made meanwhile, and a sleeping machine wakes up late.
LONGEST_SLEEP = 1.0


def run(stop: threading.Event) -> None:
    """Tick until told to stop, with what recurs in a thread beside it, so that no promise waits for a sweep."""
    do_together([_tick_on, recurring.run], stop)


def _tick_on(stop: threading.Event) -> None:
    def step() -> float:
        beat("clock")
        return tick(at=timezone.now())

    keep_doing(step, stop)


def tick(*, at: datetime) -> float:
    """Ring what is due, a batch at most; return the seconds until the next look."""
    due = next_alarm()
    if due is None:
        return LONGEST_SLEEP
    if due > at:
        return min((due - at).total_seconds(), LONGEST_SLEEP)
    ring(at=at, most=BATCH)
    return 0.0
