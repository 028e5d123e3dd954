from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from amana.wording import times

JERUSALEM = ZoneInfo("Asia/Jerusalem")
NOW = datetime(2026, 11, 12, 10, 41, tzinfo=JERUSALEM)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=JERUSALEM)


@pytest.mark.parametrize(
    ("moment", "language", "said"),
    [
        (at(12, 18), "en", "today 18:00"),
        (at(13, 9), "en", "tomorrow 09:00"),
        (at(11, 16, 2), "en", "yesterday 16:02"),
        (at(15, 18), "en", "Sunday 15 November, 18:00"),
        (at(3, 9, month=1, year=2027), "en", "Sunday 3 January 2027, 09:00"),
        (at(12, 18), "he", "היום 18:00"),
        (at(15, 18), "he", "יום ראשון 15 בנובמבר, 18:00"),
        (at(14, 18), "he", "יום שבת 14 בנובמבר, 18:00"),
        (at(12, 18), "ar", "اليوم 18:00"),
        (at(15, 18), "ar", "الأحد 15 نوفمبر، 18:00"),
    ],
)
def test_a_moment_is_said_with_its_weekday_in_the_readers_language(moment: datetime, language: str, said: str):
    assert times.moment(moment, zone=JERUSALEM, now=NOW, language=language) == said


def test_the_day_is_that_of_the_reader_not_of_the_server():
    late_evening = datetime(2026, 11, 12, 23, 30, tzinfo=UTC)

    assert times.moment(late_evening, zone=UTC, now=NOW, language="en") == "today 23:30"
    assert times.moment(late_evening, zone=JERUSALEM, now=NOW, language="en") == "tomorrow 01:30"


def test_a_moment_without_a_zone_is_refused():
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(ValueError, match="no time zone"):
        times.moment(naive, zone=JERUSALEM, now=NOW)
    with pytest.raises(ValueError, match="no time zone"):
        times.exact(naive, JERUSALEM)


def test_the_exact_instant_names_offset_and_zone_on_both_sides_of_the_clock_change():
    assert times.exact(at(15, 18), JERUSALEM) == "2026-11-15 18:00:00 UTC+02:00 (Asia/Jerusalem)"
    assert times.exact(at(15, 18, month=7), JERUSALEM) == "2026-07-15 18:00:00 UTC+03:00 (Asia/Jerusalem)"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(12, 18), "18:00"),
        (at(15, 18), "Sun 18:00"),
        (at(6, 9), "Fri 09:00"),
        (at(25, 9), "25 Nov"),
        (at(25, 9, year=2025), "25 Nov 2025"),
    ],
)
def test_a_narrow_column_gets_the_short_moment(moment: datetime, said: str):
    assert times.short_moment(moment, zone=JERUSALEM, now=NOW, language="en") == said


def test_a_day_is_named_when_near():
    say = {day: times.day(at(day, 9), zone=JERUSALEM, now=NOW, language="en") for day in (11, 12, 13, 15)}

    assert say == {11: "yesterday", 12: "today", 13: "tomorrow", 15: "Sun 15 Nov"}


def test_late_is_said_only_after_the_due_time():
    with translation.override("en"):
        assert times.lateness(NOW - timedelta(minutes=41), NOW) == "41 min late"
        assert times.lateness(NOW, NOW) == ""
        assert times.ahead(NOW + timedelta(hours=2), NOW) == "in 2 h"
        assert times.ahead(NOW, NOW) == ""
        assert times.ago(NOW - timedelta(days=3), NOW) == "3 days ago"
        assert times.ago(NOW, NOW) == "just now"


@pytest.mark.parametrize(
    ("length", "en", "he", "ar"),
    [
        (timedelta(seconds=20), "less than a minute", "פחות מדקה", "أقلّ من دقيقة"),
        (timedelta(minutes=1), "1 min", "דקה", "دقيقة"),
        (timedelta(minutes=2), "2 min", "שתי דקות", "دقيقتين"),
        (timedelta(minutes=5), "5 min", "5 דקות", "5 دقائق"),
        (timedelta(minutes=20), "20 min", "20 דקות", "20 دقيقة"),
        (timedelta(hours=1, minutes=5), "1 h 5 min", "שעה ו־5 דקות", "ساعة و5 دقائق"),
        (timedelta(hours=5, minutes=59), "5 h", "5 שעות", "5 ساعات"),
        (timedelta(days=2), "2 days", "יומיים", "يومين"),
        (timedelta(days=11), "11 days", "11 ימים", "11 يومًا"),
        (timedelta(days=36), "5 weeks", "5 שבועות", "5 أسابيع"),
        (timedelta(days=90), "3 months", "3 חודשים", "3 أشهر"),
    ],
)
def test_a_duration_has_its_unit_in_the_right_number(length: timedelta, en: str, he: str, ar: str):
    for language, said in (("en", en), ("he", he), ("ar", ar)):
        with translation.override(language):
            assert times.duration(length) == said


def test_hebrew_and_arabic_say_late_without_a_gender():
    with translation.override("he"):
        assert times.lateness(NOW - timedelta(minutes=41), NOW) == "באיחור של 41 דקות"
    with translation.override("ar"):
        assert times.lateness(NOW - timedelta(minutes=41), NOW) == "متأخّر 41 دقيقة"
