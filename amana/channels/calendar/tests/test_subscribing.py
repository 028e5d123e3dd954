"""The calendar an agent subscribes to: one address, told once, that leads nowhere once it is taken back or they are gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from amana.channels.calendar.subscribing import agent_of, subscribe, unsubscribe
from amana.channels.calendar.writing import Entry, feed
from amana.channels.models import CalendarFeed
from amana.handling.intake.importing import new_brand
from tests.cast import agent

NOW = datetime(2026, 11, 12, 10, tzinfo=UTC)


@pytest.fixture
def dana(db):
    return agent("Dana Katz", new_brand("Tahuna", at=NOW), "agent")


def test_an_address_opens_one_calendar_until_the_next_is_made_or_it_is_taken_back(dana):
    first = subscribe(dana, at=NOW)
    assert agent_of(f" {first.upper()} ") == dana and first not in str(CalendarFeed.objects.values())
    second = subscribe(dana, at=NOW + timedelta(days=1))
    assert agent_of(first) is None and agent_of(second) == dana
    unsubscribe(dana)
    unsubscribe(dana)
    assert agent_of(second) is None and not CalendarFeed.objects.exists()


def test_whoever_may_no_longer_sign_in_has_no_calendar(dana):
    key = subscribe(dana, at=NOW)
    assert str(CalendarFeed.objects.get()) == str(dana.pk)
    dana.account.is_active = False
    dana.account.save(update_fields=["is_active"])
    assert agent_of(key) is None


def test_a_calendar_names_each_entry_with_its_page_and_when_to_look_again():
    one = Entry(uid="1@tahuna.example", starts_at=NOW, ends_at=NOW + timedelta(minutes=30), title="שיחה עם נועה",
                url="https://amana.example/desk/cases/AM-1/")  # fmt: skip
    read = icalendar.Calendar.from_ical(feed("Dana", [one], at=NOW))
    (event,) = read.walk("VEVENT")
    assert (str(event["summary"]), str(event["url"])) == (one.title, one.url)
    assert event["dtstart"].dt == NOW and str(read["x-wr-calname"]) == "Dana" and "refresh-interval" in read
