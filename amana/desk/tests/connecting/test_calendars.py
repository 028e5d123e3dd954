from __future__ import annotations

import re

import pytest
from icalendar import Calendar

from amana.channels.calendar.reading import Answer
from amana.channels.models import CalendarFeed, Invitation
from amana.desk.tests.conftest import signed_in
from amana.handling.calls.hearing_answers import Heard, note_answer
from amana.handling.holding.handing_over import offer
from amana.handling.talking.calling_back import book, free_times
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db


def made(agent) -> str:
    page = signed_in(agent).post("/desk/settings/calendar/").content.decode()
    return re.search(r"/calendar/(\w{32}\.ics)", page)[1]


def events(client, key):
    answer = client.get(f"/calendar/{key}")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content).walk("VEVENT")


@pytest.fixture
def desk(dana):
    return at_the_desk(dana)


def test_the_calendar_holds_calls_and_hand_overs_by_case_alone(client, case, dana, omer, desk, now):
    call = book(case, free_times(case, at=now)[3], number="+972501234567", about="my sick cat", by=desk, at=now)
    offer(case, taker=omer, why="She called twice.", by=desk, at=now)
    [event] = events(client, made(dana))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (call.window_from, call.due_at)
    [asked] = events(client, made(omer))
    for one in (event, asked):
        said = one.to_ical().decode().replace("\r\n ", "")
        assert case.number in said
        assert not any(word in said for word in ("cat", "0501234567", "501234567", "Noa", case.subject, "twice"))


def test_the_address_is_a_secret_of_which_a_digest_is_kept_and_can_be_taken_back(client, dana, omer, case):
    key = made(dana)
    assert key.removesuffix(".ics") not in CalendarFeed.objects.get().digest
    assert key.partition(".")[0] not in signed_in(dana).get("/desk/settings/calendar/").content.decode()
    other = made(dana)
    assert client.get(f"/calendar/{key}").status_code == 404
    assert client.get(f"/calendar/{other}").status_code == 200
    signed_in(dana).post("/desk/settings/calendar/removal/")
    assert client.get(f"/calendar/{other}").status_code == 404
    again = made(dana)
    dana.account.is_active = False
    dana.account.save()
    assert client.get(f"/calendar/{again}").status_code == 404


def test_a54_rubbish_is_nobodys_calendar(client, dana):
    made(dana)
    for key in ("", "%00", "x" * 5000, "..%2f..", "None", "null", "%F0%9F%92%A3"):
        assert client.get(f"/calendar/{key}.ics").status_code == 404


def test_the_case_shows_that_the_time_does_not_suit_and_asks_for_another(case, dana, desk, now):
    call = book(case, free_times(case, at=now)[3], number="+972501234567", by=desk, at=now)
    row = Invitation.objects.get()
    note_answer(Heard(row, Answer(row.uid, 0, "declined"), case.key, call.action), at=now)
    page = signed_in(dana).get(f"/desk/cases/{case.number}/").content.decode()
    assert "The promise stands until another time is agreed." in page and f"/desk/promises/{call.pk}/#new-time" in page
