"""Times are counted right: over month ends, leap years, holidays and changes of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.deadlines.counting import ends, last_day, plus_months

JERUSALEM = ZoneInfo("Asia/Jerusalem")


@pytest.mark.parametrize(
    ("began", "amount", "unit", "country", "last"),
    [
        ("2026-01-31", 1, "months", "IL", "2026-02-28"),
        ("2028-01-31", 1, "months", "IL", "2028-02-29"),
        ("2026-11-30", 4, "months", "IL", "2027-03-30"),
        ("2026-10-31", 6, "months", "GB", "2027-04-30"),
        ("2026-12-20", 14, "days", "IL", "2027-01-03"),
        ("2026-02-20", 8, "weeks", "GB", "2026-04-17"),
        ("2026-11-12", 3, "working_days", "IL", "2026-11-17"),  # a Thursday; Friday and Saturday rest
        ("2026-09-10", 3, "working_days", "IL", "2026-09-16"),  # the New Year, Saturday and Sunday, rests too
        ("2026-12-23", 3, "working_days", "GB", "2026-12-30"),  # Christmas, and Boxing Day on a Monday
        ("2026-11-25", 1, "working_days", "US", "2026-11-27"),  # Thanksgiving
    ],
)
def test_the_last_day_is_the_one_a_calendar_names(began, amount, unit, country, last):
    assert last_day(date.fromisoformat(began), Decimal(amount), unit, country=country).isoformat() == last


@pytest.mark.parametrize(
    ("began", "days", "last", "over"),
    [
        # Clocks go back on 25 October 2026 and forward on 26 March 2027 in Jerusalem.
        (datetime(2026, 10, 20, 12, tzinfo=JERUSALEM), 10, "2026-10-30", datetime(2026, 10, 30, 22, tzinfo=UTC)),
        (datetime(2027, 3, 20, 12, tzinfo=JERUSALEM), 10, "2027-03-30", datetime(2027, 3, 30, 21, tzinfo=UTC)),
        # Late in the evening it is another day already in UTC's morning; the day counts where the case is.
        (datetime(2026, 11, 12, 23, 30, tzinfo=UTC), 1, "2026-11-14", datetime(2026, 11, 14, 22, tzinfo=UTC)),
    ],
)
def test_the_last_day_ends_at_midnight_where_the_case_is_also_when_clocks_change(began, days, last, over):
    found = ends(began, Decimal(days), "days", country="IL", zone="Asia/Jerusalem")
    assert (found[0].isoformat(), found[1]) == (last, over)


def test_hours_are_elapsed_time_over_a_change_of_clocks():
    began = datetime(2026, 10, 24, 23, 30, tzinfo=JERUSALEM)
    _day, over = ends(began, Decimal(3), "hours", country="IL", zone="Asia/Jerusalem")
    assert over.astimezone(JERUSALEM).strftime("%H:%M") == "01:30"


@pytest.mark.parametrize(
    ("amount", "unit"),
    [("0", "days"), ("-3", "days"), ("1.5", "months"), ("14", "moons"), ("14", ""), ("9999999", "months"), ("99999999", "weeks"),
     ("100000", "working_days"), ("9000000", "days")],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused(amount, unit):
    with pytest.raises(ValueError):  # any sentence will do
        last_day(date(2026, 1, 1), Decimal(amount), unit, country="IL")


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)), st.integers(1, 400))
def test_months_keep_the_day_or_take_the_last_of_the_month(began, count):
    found = plus_months(began, count)
    assert found > began and (
        found.day == began.day or (found.day < began.day and (found.month % 12) + 1 != found.month)
    )
    assert (found.year * 12 + found.month) - (began.year * 12 + began.month) == count


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60), st.sampled_from(["IL", "GB", "AE", "SA", "XX"])
)
def test_working_days_are_never_fewer_than_calendar_days(began, count, country):
    assert (last_day(began, Decimal(count), "working_days", country=country) - began).days >= count
