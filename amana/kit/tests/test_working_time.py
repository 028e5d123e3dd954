"""Working time: shifts, holidays, eves, and clocks that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.kit.working_time import (
    WEEKS,
    WorkingWeek,
    after_working_hours,
    end_of_working_day,
    moment,
    next_opening,
    nth_working_day,
    week_for,
    week_in_zone,
)

JERUSALEM = ZoneInfo("Asia/Jerusalem")
ISRAEL = week_for("IL")
# The last three have half or three-quarter hours, or change their clocks by half an hour.
ZONES = ["Asia/Jerusalem", "Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"]

weeks = st.builds(week_for, st.sampled_from([*WEEKS, "FR"]), st.sampled_from(ZONES))
moments = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1), timezones=st.just(UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JERUSALEM)


def test_eight_hours_from_thursday_afternoon_end_on_sunday() -> None:
    due = after_working_hours(at("2026-11-19 16:00"), 8, ISRAEL)

    assert due.astimezone(JERUSALEM) == at("2026-11-22 15:00")
    assert due.tzinfo is UTC


def test_no_hours_on_a_day_of_rest_is_the_next_opening() -> None:
    assert next_opening(at("2026-11-20 12:00"), ISRAEL) == at("2026-11-22 09:00")


def test_no_hours_after_closing_is_the_next_opening_and_not_now() -> None:
    assert after_working_hours(at("2026-11-19 20:00"), 0, ISRAEL) == at("2026-11-22 09:00")


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        after_working_hours(datetime(2026, 11, 19), 1, ISRAEL)


def test_negative_hours_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        after_working_hours(at("2026-11-19 16:00"), -1, ISRAEL)


def test_the_day_before_a_holiday_is_short_in_israel() -> None:
    eve_of_passover = date(2026, 4, 1)

    assert ISRAEL.shifts_on(eve_of_passover) == ((time(9), time(13)),)
    assert end_of_working_day(eve_of_passover, ISRAEL) == at("2026-04-01 13:00")
    assert str(ISRAEL.why_closed(date(2026, 4, 2))).startswith("holiday: ")


def test_an_eve_can_be_closed_altogether() -> None:
    week = WorkingWeek("Asia/Jerusalem", ISRAEL.shifts, country="IL", eve_closes_at=time(0))

    assert week.why_closed(date(2026, 4, 1)) == "eve of a holiday"


def test_why_a_day_is_closed_is_said_in_words() -> None:
    week = WorkingWeek("Asia/Jerusalem", ISRAEL.shifts, country="IL", closed=frozenset({date(2026, 11, 18)}))

    assert week.why_closed(date(2026, 11, 18)) == "closed by the team"
    assert week.why_closed(date(2026, 11, 20)) == "weekly day of rest"
    assert week.why_closed(date(2026, 11, 19)) is None


def test_a_day_opened_by_the_team_wins_over_a_holiday() -> None:
    christmas = date(2026, 12, 25)
    week = WorkingWeek(
        "Europe/London", week_for("GB").shifts, country="GB", opened={christmas: ((time(10), time(12)),)}
    )

    assert week.is_open(datetime(2026, 12, 25, 11, tzinfo=UTC))
    assert not week_for("GB").is_open(datetime(2026, 12, 25, 11, tzinfo=UTC))


def test_english_bank_holidays_are_kept() -> None:
    assert not week_for("gb").is_working_day(date(2026, 4, 6)), "Easter Monday"
    assert not week_for("gb").is_working_day(date(2026, 8, 31)), "August bank holiday"


@pytest.mark.parametrize("country", sorted(WEEKS))
def test_every_known_country_has_holidays(country: str) -> None:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]

    assert sum(1 for day in year if week_for(country).holiday_on(day)) >= 5


@pytest.mark.parametrize(
    ("country", "weekday"), [("IL", 6), ("SA", 6), ("EG", 6), ("JO", 6), ("AE", 0), ("GB", 0), ("US", 0), ("ZZ", 0)]
)
def test_the_week_begins_after_the_rest(country: str, weekday: int) -> None:
    assert week_for(country).first_weekday == weekday


def test_three_working_days_from_a_wednesday_skip_the_weekend() -> None:
    assert nth_working_day(date(2026, 11, 18), 3, ISRAEL) == date(2026, 11, 23)
    assert nth_working_day(date(2026, 11, 18), 3, week_for("GB")) == date(2026, 11, 23)
    assert nth_working_day(date(2026, 11, 20), 0, ISRAEL) == date(2026, 11, 22)


def test_a_week_without_work_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one shift"):
        WorkingWeek("UTC", {})


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="not a time zone"):
        week_in_zone("Mars/Olympus")


def test_a_shift_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before"):
        WorkingWeek("UTC", {0: ((time(18), time(9)),)})


def test_a_shift_until_midnight_is_open_to_the_last_minute() -> None:
    week = WorkingWeek("UTC", {day: ((time(0), time(0)),) for day in range(7)})

    assert week.is_open(datetime(2026, 11, 18, 23, 59, 59, tzinfo=UTC))
    assert after_working_hours(datetime(2026, 11, 18, 23, tzinfo=UTC), 2, week) == datetime(2026, 11, 19, 1, tzinfo=UTC)


def test_a_local_time_that_the_clocks_skip_becomes_the_next_valid_one() -> None:
    skipped = moment(date(2026, 3, 27), time(2, 30), JERUSALEM)

    assert skipped.astimezone(UTC) == datetime(2026, 3, 27, 0, 0, tzinfo=UTC)
    assert (skipped.hour, skipped.minute) == (3, 0)


def test_of_a_local_time_that_comes_twice_the_first_is_meant() -> None:
    assert moment(date(2026, 10, 25), time(1, 30), JERUSALEM).astimezone(UTC) == datetime(
        2026, 10, 24, 22, 30, tzinfo=UTC
    )


def test_a_night_on_which_clocks_change_keeps_its_true_length() -> None:
    always = WorkingWeek("Asia/Jerusalem", {day: ((time(0), time(0)),) for day in range(7)})

    due = after_working_hours(at("2026-03-26 22:00"), 8, always)

    assert due.astimezone(JERUSALEM) == at("2026-03-27 07:00")


def test_a_day_that_a_zone_skipped_has_no_working_time() -> None:
    apia = WorkingWeek("Pacific/Apia", {day: ((time(9), time(17)),) for day in range(7)})
    start = datetime(2011, 12, 29, 16, tzinfo=ZoneInfo("Pacific/Apia"))

    assert after_working_hours(start, 2, apia) == datetime(2011, 12, 31, 10, tzinfo=ZoneInfo("Pacific/Apia"))


@settings(max_examples=150, deadline=None)
@given(weeks, moments, st.floats(0, 200))
def test_a_due_time_is_never_before_its_start_and_never_on_a_day_of_rest(
    week: WorkingWeek, start: datetime, hours: float
) -> None:
    due = after_working_hours(start, hours, week)

    assert due >= start
    day = due.astimezone(ZoneInfo(week.zone)).date()
    assert week.is_working_day(day)
    assert week.holiday_on(day) is None


@settings(max_examples=100, deadline=None)
@given(weeks, moments, st.floats(0, 60), st.floats(0, 60))
def test_working_hours_add_up(week: WorkingWeek, start: datetime, first: float, second: float) -> None:
    at_once = after_working_hours(start, first + second, week)
    in_two = after_working_hours(after_working_hours(start, first, week), second, week)

    # The end of one shift and the beginning of the next are the same working moment.
    assert abs(after_working_hours(at_once, 0.001, week) - after_working_hours(in_two, 0.001, week)) < timedelta(
        seconds=1
    )


@settings(max_examples=100, deadline=None)
@given(weeks, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 40))
def test_between_a_day_and_its_nth_working_day_there_are_n_working_days(week: WorkingWeek, day: date, n: int) -> None:
    reached = nth_working_day(day, n, week)
    between = (day + timedelta(days=step) for step in range(1, (reached - day).days + 1))

    assert sum(week.is_working_day(each) for each in between) == n
    assert week.is_working_day(reached)


@settings(max_examples=100, deadline=None)
@given(weeks, moments)
def test_the_next_opening_is_open(week: WorkingWeek, start: datetime) -> None:
    opening = next_opening(start, week)

    assert week.is_open(opening)
    assert (opening == start) == week.is_open(start)


@settings(max_examples=60, deadline=None)
@given(weeks, st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=4))
def test_a_week_survives_being_stored(week: WorkingWeek, days: set[date]) -> None:
    opened = {day: ((time(8, 30), time(12)), (time(13), time(0))) for day in days}
    full = WorkingWeek(week.zone, week.shifts, country=week.country, closed=frozenset(days), opened=opened)

    assert WorkingWeek.from_json(full.to_json()) == full
    assert WorkingWeek.from_json(week.to_json()) == week
    assert hash(WorkingWeek.from_json(week.to_json())) == hash(week)


@pytest.mark.parametrize(
    "rubbish", [{}, {"zone": "UTC"}, {"zone": "UTC", "shifts": {"0": ["9-5-3"]}}, {"zone": 7, "shifts": {}}]
)
def test_rubbish_is_not_a_working_week(rubbish: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        WorkingWeek.from_json(rubbish)
