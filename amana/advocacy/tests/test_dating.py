"""Days as people type them: figures of any script, words of three languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from amana.advocacy.problem.dating import day_gone, moment_typed

AT = datetime(2026, 11, 22, 11, tzinfo=UTC)  # a Sunday


@pytest.mark.parametrize(
    ("language", "words", "day"),
    [
        ("en", "31.12.2026", "2026-12-31"), ("en", "two weeks", "2026-12-06"), ("en", "end of the month", "2026-11-30"),
        ("he", "שבועיים", "2026-12-06"), ("he", "עד סוף החודש", "2026-11-30"), ("he", "מחר", "2026-11-23"),
        ("ar", "٣١/١٢/٢٠٢٦", "2026-12-31"), ("ar", "خلال أسبوعين", "2026-12-06"), ("en", "خلال أسبوعين", "2026-12-06"),
        ("he", "שלושה ימים", "2026-11-25"),
    ],
)  # fmt: skip
def test_a_day_to_come_is_understood(language, words, day):
    found = moment_typed(words, at=AT, zone="Asia/Jerusalem", language=language)
    assert found is not None and found.date().isoformat() == day


@pytest.mark.parametrize(
    ("language", "words", "day"),
    [
        ("en", "7 October", "2026-10-07"), ("en", "five weeks ago", "2026-10-18"), ("en", "2026-10-07", "2026-10-07"),
        ("en", "My internet has been cut for five weeks.", "2026-10-18"), ("en", "yesterday", "2026-11-21"),
        ("he", "7 באוקטובר", "2026-10-07"), ("he", "ב-7.10", "2026-10-07"), ("he", "מזה חודש", "2026-10-22"),
        ("he", "האינטרנט מנותק כבר חמישה שבועות", "2026-10-18"), ("he", "24 בדצמבר", "2025-12-24"),
        ("ar", "٧ تشرين الأول", "2026-10-07"), ("ar", "منذ خمسة أسابيع", "2026-10-18"), ("ar", "٧/١٠/٢٠٢٦", "2026-10-07"),
    ],
)  # fmt: skip
def test_a_day_gone_is_understood(language, words, day):
    assert day_gone(words, at=AT, zone="Asia/Jerusalem", language=language) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "words",
    ["", "banana", "0.0.0", "31.2.2026", "1.1.2001", "five weeks ago", "\0", "٩" * 300, "לפני 9999999999 שנים", "🕰"],
)
def test_what_names_no_day_to_come_is_none(words):
    for language in ("he", "ar", "en"):
        assert moment_typed(words, at=AT, zone="Asia/Jerusalem", language=language) is None


@pytest.mark.parametrize(
    "words", ["", "banana", "0.0.0", "31.2.2026", "1.1.1066", "tomorrow", "٩" * 300, "לפני 9999999999 שנים"]
)
def test_what_names_no_day_gone_is_none(words):
    for language in ("he", "ar", "en"):
        assert day_gone(words, at=AT, zone="Asia/Jerusalem", language=language) is None


def test_a_change_of_clocks_moves_no_day():
    spring = datetime(2026, 3, 27, 1, tzinfo=UTC)  # the night in which Jerusalem loses an hour
    assert day_gone("three days ago", at=spring, zone="Asia/Jerusalem", language="en") == date(2026, 3, 24)
