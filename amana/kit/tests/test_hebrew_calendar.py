"""Days of the Hebrew calendar, against dates that are printed in every calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.kit.hebrew_calendar import ADAR, ADAR_FIRST, KISLEV, NISAN, TISHRI, day_of, in_figures, is_leap

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("year", "month", "day", "civil"),
    [
        (5784, TISHRI, 1, date(2023, 9, 16)), (5785, TISHRI, 1, date(2024, 10, 3)), (5786, TISHRI, 1, date(2025, 9, 23)),
        (5787, TISHRI, 1, date(2026, 9, 12)), (5784, NISAN, 15, date(2024, 4, 23)), (5785, NISAN, 15, date(2025, 4, 13)),
        (5784, ADAR, 14, date(2024, 3, 24)), (5784, ADAR_FIRST, 14, date(2024, 2, 23)), (5785, ADAR, 14, date(2025, 3, 14)),
        (5786, KISLEV, 25, date(2025, 12, 15)), (5787, KISLEV, 15, date(2026, 11, 25)),
    ],
)  # fmt: skip
def test_a_day_is_the_civil_day_that_calendars_print(year, month, day, civil):
    assert day_of(year, month, day) == civil


def test_leap_years_are_seven_in_nineteen():
    assert [year for year in range(5777, 5796) if is_leap(year)] == [5779, 5782, 5784, 5787, 5790, 5793, 5795]


@pytest.mark.parametrize(
    ("year", "month", "day"), [(5787, KISLEV, 31), (5786, ADAR_FIRST, 1), (5787, KISLEV, 0), (4000, TISHRI, 1)]
)
def test_a_day_there_is_not_is_none(year, month, day):
    with pytest.raises(ValueError, match=r"no such day|outside"):
        day_of(year, month, day)


@given(st.integers(5600, 5998))
def test_a_year_begins_when_the_one_before_has_ended_and_on_an_allowed_day(year):
    length = (day_of(year + 1, TISHRI, 1) - day_of(year, TISHRI, 1)).days
    assert length in ({383, 384, 385} if is_leap(year) else {353, 354, 355})
    assert day_of(year, TISHRI, 1).weekday() not in {2, 4, 6}


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("ט״ו בכסליו תשפ״ז", "25.11.2026"), ("ט\"ו כסלו ה'תשפ\"ז", "25.11.2026"), ("15 בכסלו 5787", "25.11.2026"),
        ("עד ט״ו בכסליו תשפ״ז בשעה 10:00", "עד 25.11.2026 בשעה 10:00"), ("ל׳ באדר א׳ תשפ״ז", "09.03.2027"),
        ("י״ד באדר ב׳ תשפ״ז", "23.03.2027"), ("א׳ בניסן", "08.04.2027"), ("ט׳ לחודש אב", "12.08.2027"),
        ("ה׳ בְּאִיָּר תשפ״ז", "12.05.2027"),
    ],
)  # fmt: skip
def test_words_become_figures(words, figures):
    assert in_figures(words, near=TODAY, is_gone=False) == figures


def test_without_a_year_it_is_the_last_or_the_next_or_none():
    assert in_figures("א׳ בניסן", near=TODAY, is_gone=True) == "19.03.2026"
    assert in_figures("א׳ בניסן", near=TODAY, is_gone=None) == "א׳ בניסן"


@pytest.mark.parametrize(
    "words",
    ["י״ד באדר תשפ״ז", "י״ד באדר", "ל׳ באלול תשפ״ז", "ה אב", "יום שני", "", "\0", "ט״ו", "31 בכסלו תשפ״ז", "5787"],
)
def test_what_is_no_day_or_could_be_two_stays_as_it_is(words):
    assert in_figures(words, near=TODAY, is_gone=False) == words


@given(st.text(alphabet="אבגדהוטיכסלונתשפז״׳ 0123456789\u05b0", max_size=60))
def test_rubbish_breaks_nothing(words):
    assert isinstance(in_figures(words, near=TODAY, is_gone=False), str)
