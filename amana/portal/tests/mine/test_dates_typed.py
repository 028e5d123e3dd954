"""Dates as people type them: Hebrew and Arabic numerals, the Hebrew calendar, over a change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from amana.advocacy.models import CallLine, Problem
from amana.advocacy.problem.dating import day_gone, moment_typed
from amana.cases.errors import Refused
from amana.portal.mine.outside.showing import day_typed
from amana.portal.tests.mine.stage import LANGUAGES, in_language, url
from amana.portal.understanding import typed_moment

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE = {"at": AT, "zone": "Asia/Jerusalem"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("words", "day"),
    [("ט״ו בכסליו תשפ״ז", "2026-11-25"), ("عد ١٥/١٢/٢٠٢٦", "2026-12-15"), ("١٥/١٢/٢٠٢٦", "2026-12-15"), ("۱۵/۱۲/۲۰۲۶", "2026-12-15"),
     ("עד כ״ה בכסלו", "2026-12-05"), ("١٥ ديسمبر", "2026-12-15"), ("א׳ בניסן תשפ״ז", "2027-04-08")],
)  # fmt: skip
def test_a_day_to_come_is_understood_whatever_language_its_reader_has(words, day, language):
    found = moment_typed(words, language=language, **HERE)
    assert found is not None and found.astimezone(ZoneInfo("Asia/Jerusalem")).date().isoformat() == day


@pytest.mark.parametrize(
    ("words", "day"),
    [("י״ז בתשרי תשפ״ז", date(2026, 9, 28)), ("مذ ٧/١٠/٢٠٢٦", date(2026, 10, 7)),
     ("א׳ בניסן", date(2026, 3, 19)), ("٧.١٠", date(2026, 10, 7))],
)  # fmt: skip
def test_a_day_that_has_been_is_understood(words, day):
    assert day_gone(words, language="he", **HERE) == day


def test_an_hour_in_words_stays_with_a_hebrew_day():
    found = moment_typed("ט״ו בכסליו תשפ״ז בשעה 10:00", language="he", **HERE)
    assert found == datetime(2026, 11, 25, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["2026-11-15T18:00", "١٥/١١/٢٠٢٦ ١٨:٠٠", "15.11.2026, 18:00", "٢٠٢٦-١١-١٥ ١٨:٠٠", "ה׳ בכסליו תשפ״ז 18:00"]
)
def test_a_field_for_a_moment_reads_the_same_moment_in_any_of_these(typed):
    with timezone.override(ZoneInfo("Asia/Jerusalem")):
        found = typed_moment(typed)
    assert found is not None and found.astimezone(UTC) == datetime(2026, 11, 15, 16, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["2026-11-15", "١٥/١١/٢٠٢٦", "15/11/2026", "ה׳ בכסליו תשפ״ז"])
def test_a_field_for_a_day_reads_the_same_day_in_any_of_these(typed):
    found = day_typed(typed, "Asia/Jerusalem")
    assert found is not None and found.date() == date(2026, 11, 15) and found.hour == 12


@pytest.mark.parametrize("typed", ["٣٥/١٥/٢٠٢٦", "²⁵/11/2026", "הבל", "١٥", "ל׳ באלול תשפ״ז 10:00", "1/1/20266"])
def test_what_is_no_moment_is_refused(typed):
    with pytest.raises(Refused):
        typed_moment(typed)
    assert day_typed(typed, "Asia/Jerusalem") is None


def test_an_hour_that_a_change_of_clocks_leaves_out_or_has_twice_is_refused():
    with timezone.override(ZoneInfo("Asia/Jerusalem")):
        for typed in ("٢٧/٣/٢٠٢٦ ٢:٣٠", "2026-10-25 01:30"):
            with pytest.raises(Refused):
                typed_moment(typed)


def test_a_promise_caught_in_a_call_takes_a_hebrew_day_and_the_page_shows_an_ordinary_one(own, client):
    in_language(own, "he")
    client.post(url(own, "call/"))
    due = "א׳ בניסן"
    client.post(url(own, "call/lines/"), {"kind": "promise", "text": "יחזרו אליי", "due": due}, headers={"X-Kept": "1"})
    line = CallLine.objects.get()
    assert line.due_at is not None and line.due_at > timezone.now()
    assert due not in client.get(url(own, "call/")).content.decode()


def test_when_it_began_is_understood_in_both_scripts(own, client):
    for typed in ("١٥/١/٢٠٢٦", "כ״ז בטבת תשפ״ו"):
        client.post(url(own, "problem/happened/"), {"happened": "It was cut.", "began": typed, "act": "next"})
        assert Problem.objects.get().began_on == date(2026, 1, 15 if "١" in typed else 16)
