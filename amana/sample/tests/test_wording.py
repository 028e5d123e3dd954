from __future__ import annotations

from datetime import datetime

import pytest

from amana.sample.dating import ZONE
from amana.sample.wording import fill

WEDNESDAY = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)
MOMENTS = {
    "tomorrow": datetime(2026, 11, 19, 12, 0, tzinfo=ZONE),
    "sunday": datetime(2026, 11, 22, 16, 0, tzinfo=ZONE),
    "saturday": datetime(2026, 11, 21, 20, 30, tzinfo=ZONE),
    "far": datetime(2026, 11, 29, 16, 0, tzinfo=ZONE),
}


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "by {day:sunday} at {time:sunday}", "by Sunday at 16:00"),
        ("en", "I will call {on:tomorrow}", "I will call tomorrow"),
        ("en", "I will call {on:far}", "I will call on Sunday 29 November"),
        ("en", "the {date:+2}, a {weekday:+2}; before: {day:-3w}", "the 20 November, a Friday; before: Sunday"),
        ("he", "עד {day:sunday}", "עד יום ראשון"),
        ("he", "{on:sunday}", "ביום ראשון"),
        ("he", "{on:saturday}", "בשבת"),
        ("he", "{on:tomorrow}", "מחר"),
        ("he", "{day:far}", "יום ראשון 29.11"),
        ("ar", "حتى {day:tomorrow}", "حتى الغد"),
        ("ar", "سأتصل {on:tomorrow}", "سأتصل غداً"),
        ("ar", "{on:sunday}", "يوم الأحد"),
    ],
)
def test_days_are_said_as_people_write_them(language, text, said):
    assert fill(text, language=language, written_at=WEDNESDAY, moment=MOMENTS.get) == said


@pytest.mark.parametrize("text", ["{day:nothing}", "{time:+2}"])
def test_a_reference_to_nothing_is_refused(text):
    with pytest.raises(ValueError):
        fill(text, language="en", written_at=WEDNESDAY, moment=MOMENTS.get)
