"""When to call is said from hours and waits, by their clock, also where clocks change and on days of rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from amana.directory.hours import week_in
from amana.directory.models import Wait
from amana.directory.waiting import Waited, best_time, log_wait, usual_wait, waits_of

JERUSALEM = "Asia/Jerusalem"


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(JERUSALEM))


def test_with_nothing_known_nothing_is_said(at):
    best = best_time(None, [], zone=JERUSALEM, at=at)
    assert (best.at, best.rests_on, best.waits) == (None, "nothing", 0)


def test_with_hours_alone_it_is_the_next_opening(at):
    week = week_in("Sun-Thu 08:00-20:00", country="IL")
    friday = local(2026, 11, 13, 10)
    best = best_time(week, [], zone=JERUSALEM, at=friday)
    assert best.rests_on == "hours" and best.at == local(2026, 11, 15, 8).astimezone(UTC)


def test_the_hour_with_the_shortest_usual_wait_is_chosen_and_says_on_what_it_rests():
    waits = [Waited(local(2026, 11, day, 9), 40) for day in (1, 2, 3)] + [
        Waited(local(2026, 11, day, 14), 5) for day in (1, 2, 3, 4)
    ]
    best = best_time(
        week_in("Sun-Thu 08:00-20:00", country="IL"), waits, zone=JERUSALEM, at=local(2026, 11, 12, 15, 20)
    )
    assert best.at is not None and best.at.astimezone(ZoneInfo(JERUSALEM)) == local(2026, 11, 15, 14)
    assert (best.rests_on, best.waits, best.waits_then, best.minutes_then, best.minutes_otherwise) == (
        "waits",
        7,
        4,
        5,
        40,
    )


def test_two_waits_say_nothing_and_a_call_that_reached_nobody_counts_double():
    two = [Waited(local(2026, 11, day, 9), 1) for day in (1, 2)]
    assert best_time(None, two, zone=JERUSALEM, at=local(2026, 11, 5, 9)).rests_on == "nothing"
    nobody = [Waited(local(2026, 11, day, 9), 10, has_reached=False) for day in (1, 2, 3)]
    somebody = [Waited(local(2026, 11, day, 11), 15) for day in (1, 2, 3)]
    best = best_time(None, nobody + somebody, zone=JERUSALEM, at=local(2026, 11, 5, 8))
    assert best.at == local(2026, 11, 5, 11)


def test_an_hour_is_an_hour_of_their_clock_over_a_change_of_it():
    summer = [Waited(local(2026, 7, day, 9), 5) for day in (5, 6, 7)] + [
        Waited(local(2026, 7, day, 16), 30) for day in (5, 6, 7)
    ]
    week = week_in("Sun-Thu 08:00-20:00", country="IL")
    best = best_time(week, summer, zone=JERUSALEM, at=local(2026, 10, 22, 21))
    assert best.at is not None and best.at.astimezone(ZoneInfo(JERUSALEM)) == local(2026, 10, 25, 9)


def test_a_wait_is_kept_once_for_its_entry_and_old_ones_age_out(kav, at):
    entry = uuid4()
    for _time in range(2):
        log_wait(kav, Waited(at - timedelta(days=1), 9000), said_in=entry)
    log_wait(kav, Waited(at - timedelta(days=900), 5))
    log_wait(kav, Waited(at + timedelta(days=1), 5))
    assert [one.minutes for one in waits_of(kav, at=at)] == [600]
    assert Wait.objects.count() == 3 and usual_wait([]) is None
    assert usual_wait([Waited(at, minutes) for minutes in (1, 9, 30)]) == 9
