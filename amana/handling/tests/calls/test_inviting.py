from __future__ import annotations

from datetime import timedelta

import pytest

from amana.channels.calendar.reading import read_answer
from amana.channels.email.parsing import parse
from amana.channels.models import Complaint, Invitation
from amana.handling.facts.noting import note_call
from amana.handling.talking.calling_back import book, cancel, free_times, move
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.team.viewing import by_link

pytestmark = pytest.mark.django_db
NUMBER = "+972501234567"


def booked(case, desk, now):
    return book(case, free_times(case, at=now)[3], number=NUMBER, about="the router", by=desk, at=now)


def events(case):
    """What the mails of a case put into a calendar, in their order: each event as its lines."""
    mails = Outgoing.objects.filter(case=case.key).order_by("created_at", "pk")
    files = [file for row in mails for file in parse(bytes(row.mime), authserv_id=None, ours=frozenset()).files]
    calendars = [file.content.decode() for file in files if file.type == "text/calendar"]
    return [one.replace("\r\n ", "").split("\r\n") for one in calendars]


def test_an_agreed_call_is_an_invitation_in_the_mail_that_tells_of_it(case, desk, now):
    call = booked(case, desk, now)
    [lines] = events(case)
    row = Invitation.objects.get()
    assert {"METHOD:REQUEST", "SEQUENCE:0", f"UID:{row.uid}"} <= set(lines)
    assert f"DTSTART:{call.window_from:%Y%m%dT%H%M%SZ}" in lines and f"DTEND:{call.due_at:%Y%m%dT%H%M%SZ}" in lines
    assert not any("router" in line or NUMBER in line for line in lines)
    notice = next(one for one in read(case.key, side="customer") if one.kind == "notice.sent")
    assert notice["about"] == str(call.pk)
    mail = Outgoing.objects.get(entry=notice.id)
    assert b"Content-Type: text/calendar; charset=utf-8; method=REQUEST" in bytes(mail.mime)


def test_a_new_time_moves_the_same_event(case, desk, noa, now):
    call = booked(case, desk, now)
    fresh = move(call, free_times(case, at=now)[6], by=by_link(noa, case.key), at=now)
    first, second = events(case)
    assert [line for line in first if line.startswith("UID:")] == [line for line in second if line.startswith("UID:")]
    assert "SEQUENCE:1" in second and f"DTSTART:{fresh.window_from:%Y%m%dT%H%M%SZ}" in second
    assert Invitation.objects.get().commitment == fresh.pk


def test_a_call_that_is_let_go_leaves_the_calendar(case, desk, noa, now):
    call = booked(case, desk, now)
    cancel(call, by=by_link(noa, case.key), at=now)
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"} <= set(events(case)[1])
    assert Invitation.objects.get().ended_at == now


def test_a_call_made_before_its_time_leaves_the_calendar_and_one_made_in_it_stays(case, desk, now):
    call = booked(case, desk, now)
    note_call(case, "We called.", who="Noa", by=desk, at=now, keeps=[call], direction="out")
    assert "METHOD:CANCEL" in events(case)[1]
    other = booked(case, desk, now)
    later = other.window_from + timedelta(minutes=5)
    note_call(case, "We called.", who="Noa", by=desk, at=later, keeps=[other], direction="out")
    assert len(events(case)) == 3
    assert Invitation.objects.get(commitment=other.pk).ended_at == later


def test_nobody_who_complained_of_our_mail_is_invited(case, desk, now):
    address = case.customer.addresses.get(kind="mail").value
    Complaint.objects.create(address=address, at=now)
    booked(case, desk, now)
    assert not events(case) and not Invitation.objects.exists()


def test_our_own_invitation_is_no_answer(case, desk, now):
    booked(case, desk, now)
    [lines] = events(case)
    assert read_answer("\r\n".join(lines).encode(), sender="noa@example.com") is None
