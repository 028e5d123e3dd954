from __future__ import annotations

from datetime import datetime

import pytest

from amana.sample.dating import ZONE, due_at, happened_at, is_working

SUNDAY_MORNING = datetime(2026, 11, 22, 10, 7, tzinfo=ZONE)
SATURDAY_NOON = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)


def test_one_working_day_before_sunday_is_thursday():
    assert happened_at("-1w 09:14", SUNDAY_MORNING) == datetime(2026, 11, 19, 9, 14, tzinfo=ZONE)


def test_the_day_after_a_thursday_is_a_friday():
    assert happened_at("-1w+1d 09:14", SUNDAY_MORNING) == datetime(2026, 11, 20, 9, 14, tzinfo=ZONE)


def test_minutes_ago_are_whole_minutes():
    now = SUNDAY_MORNING.replace(second=41)
    assert happened_at("-40m", now) == datetime(2026, 11, 22, 9, 27, tzinfo=ZONE)


def test_a_public_holiday_is_no_working_day():
    assert not is_working(datetime(2026, 9, 13).date())
    assert is_working(datetime(2026, 9, 14).date())


@pytest.mark.parametrize("offset", ["-0w 09:00", "-3d 09:00", "3w 09:00", "-301m", "soon"])
def test_an_offset_that_might_not_be_past_is_refused(offset):
    with pytest.raises(ValueError):
        happened_at(offset, SUNDAY_MORNING)


@pytest.mark.parametrize(
    ("offset", "due"),
    [
        ("+2w 16:00", datetime(2026, 11, 22, 16, 0, tzinfo=ZONE)),
        ("+2d 16:00", datetime(2026, 11, 20, 16, 0, tzinfo=ZONE)),
        ("@+1w 12:00", datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)),
    ],
)
def test_due_times_count_from_the_promise_or_from_today(offset, due):
    made_on_wednesday = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)
    assert due_at(offset, made_on_wednesday, SUNDAY_MORNING) == due


def test_later_today_is_the_usual_hour_or_soon_enough_to_be_ahead():
    assert due_at("today+35m 11:00", SUNDAY_MORNING, SUNDAY_MORNING).hour == 11
    in_the_evening = SUNDAY_MORNING.replace(hour=18)
    assert due_at("today+35m 11:00", SUNDAY_MORNING, in_the_evening) == SUNDAY_MORNING.replace(hour=18, minute=45)


def test_later_on_a_saturday_is_after_nightfall():
    assert due_at("today+70m 12:30", SATURDAY_NOON, SATURDAY_NOON) == SATURDAY_NOON.replace(hour=21, minute=5)


def test_an_unknown_due_time_is_refused():
    with pytest.raises(ValueError):
        due_at("someday", SUNDAY_MORNING, SUNDAY_MORNING)
