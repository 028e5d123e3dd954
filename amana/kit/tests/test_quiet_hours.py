"""Quiet hours: nobody is disturbed at night or on a day of rest."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.kit.quiet_hours import next_civil_moment
from amana.kit.working_time import week_for

JERUSALEM = ZoneInfo("Asia/Jerusalem")


def civil(text: str, *, resting: bool = True) -> datetime:
    week = week_for("IL") if resting else None
    at = datetime.fromisoformat(text).replace(tzinfo=JERUSALEM)
    return next_civil_moment(at, zone="Asia/Jerusalem", week=week).astimezone(JERUSALEM).replace(tzinfo=None)


def test_the_middle_of_a_working_day_is_civil() -> None:
    assert civil("2026-11-18 11:00") == datetime(2026, 11, 18, 11)


def test_a_late_evening_waits_for_the_morning() -> None:
    assert civil("2026-11-18 22:15") == datetime(2026, 11, 19, 8)


def test_a_small_hour_waits_for_the_same_morning() -> None:
    assert civil("2026-11-18 03:00") == datetime(2026, 11, 18, 8)


def test_a_weekend_waits_for_sunday_morning() -> None:
    assert civil("2026-11-20 10:00") == datetime(2026, 11, 22, 8)


def test_a_thursday_night_waits_over_the_weekend() -> None:
    assert civil("2026-11-19 21:00") == datetime(2026, 11, 22, 8)


def test_without_a_week_only_the_night_is_quiet() -> None:
    assert civil("2026-11-20 10:00", resting=False) == datetime(2026, 11, 20, 10)


def test_two_days_of_new_year_are_passed_over() -> None:
    assert civil("2026-09-12 10:00").date() >= date(2026, 9, 14)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next_civil_moment(datetime(2026, 11, 18), zone="UTC")


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(["Asia/Jerusalem", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe"]),
    st.sampled_from(["IL", "GB", "SA"]),
    st.tuples(st.integers(0, 23), st.integers(0, 23)),
)
def test_the_answer_is_never_quiet_and_asking_again_changes_nothing(
    at: datetime, zone: str, country: str, hours: tuple[int, int]
) -> None:
    quiet = (time(hours[0]), time(hours[1]))
    week = week_for(country, zone)

    found = next_civil_moment(at, zone=zone, week=week, quiet=quiet)

    local = found.astimezone(ZoneInfo(zone))
    assert found >= at
    assert week.is_working_day(local.date())
    asleep = quiet[0] <= local.time() < quiet[1] if quiet[0] <= quiet[1] else not quiet[1] <= local.time() < quiet[0]
    assert not asleep
    assert next_civil_moment(found, zone=zone, week=week, quiet=quiet) == found
