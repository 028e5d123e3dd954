"""Hours as people write them become data, and rubbish is said so."""

from __future__ import annotations

from contextlib import suppress
from datetime import time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from amana.directory.hours import BadHours, week_in, written
from amana.kit.working_time import WorkingWeek


@pytest.mark.parametrize(
    "typed, said",
    [
        ("Sun-Thu 08:00-20:00; Fri 08:00-13:00", "Sun-Thu 08:00-20:00; Fri 08:00-13:00"),
        ("א-ה 8:00-17:00\nו 8-12", "Sun-Thu 08:00-17:00; Fri 08:00-12:00"),
        ("ימים א׳-ה׳: 8:00–17:00", "Sun-Thu 08:00-17:00"),
        ("الأحد-الخميس ٨:٠٠-١٦:٠٠", "Sun-Thu 08:00-16:00"),
        ("Mon, Wed 9am-1pm, 2pm-5:30pm", "Mon 09:00-13:00, 14:00-17:30; Wed 09:00-13:00, 14:00-17:30"),
        ("24/7", "Sun-Sat 00:00-24:00"),
        ("9:00-24:00", "Sun-Sat 09:00-24:00"),
    ],
)
def test_hours_are_understood_and_written_again(typed, said):
    week = week_in(typed, country="IL")
    assert week is not None
    assert written(week) == said and week.zone == "Asia/Jerusalem"
    again = week_in(said, country="IL")
    assert again is not None and again.shifts == week.shifts


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_what_is_shown_in_a_field_is_understood_when_it_is_sent_back(language):
    week = WorkingWeek("Asia/Jerusalem", {day: ((time(8 + day), time(20)),) for day in range(7)}, country="IL")
    with translation.override(language):
        again = week_in(written(week), country="IL")
    assert again is not None and again.shifts == week.shifts


def test_no_hours_are_not_known():
    assert week_in("") is None and week_in("  ") is None


@pytest.mark.parametrize(
    "typed", ["always", "Mon", "Mon 25:00-26:00", "Mon 18:00-09:00", "Xyz 9-5", "9-", "Mon-Tue-Wed 9-17", "Mon 9:99-17"]
)
def test_what_is_no_hours_is_refused(typed):
    with pytest.raises(BadHours):
        week_in(typed)


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    with suppress(BadHours):
        week = week_in(text)
        assert week is None or written(week)
