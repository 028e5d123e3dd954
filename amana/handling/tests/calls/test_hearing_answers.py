from __future__ import annotations

import zlib
from datetime import timedelta

import pytest

from amana.channels.models import Invitation
from amana.commitments.models import Commitment
from amana.handling.talking.calling_back import book, free_times
from amana.post.models import ASIDE, DONE, File, Outgoing
from amana.record.reading import read
from amana.record.verifying import verify
from tests.letters import take_in

pytestmark = pytest.mark.django_db
NOA = "noa@customer.example"


@pytest.fixture
def invited(case, desk, now):
    book(case, free_times(case, at=now)[3], number="+972501234567", by=desk, at=now)
    return Invitation.objects.get()


def ics(uid, said="ACCEPTED", *, who=NOA, sequence=0, method="REPLY", more=""):
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
        f"DTSTAMP:20261123T071512Z\r\nDTSTART:20261125T093000Z\r\nSEQUENCE:{sequence}\r\n{more}"
        f"ATTENDEE;PARTSTAT={said}:mailto:{who}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def mail(calendar, *, sender=NOA, text="Noa has answered.", headers="", shape="alternative"):
    """A mail as calendars send it: the answer as a third way to say it (Google, Outlook), or alone (Apple)."""
    head = (
        f"From: Noa <{sender}>\r\nTo: support@example.com\r\nSubject: Answer\r\n"
        f"Message-ID: <{zlib.crc32((calendar + text).encode())}@x.example>\r\n{headers}MIME-Version: 1.0\r\n"
    )
    part = f"Content-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\n{calendar}"
    if shape == "alone":
        return (head + part).encode()
    return (
        f'{head}Content-Type: multipart/{shape}; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n'
        f"--b\r\n{part}\r\n--b--\r\n"
    ).encode()


def answers(case):
    return [one for one in read(case.key, side="customer") if one.kind == "invitation.answered"]


def test_an_answer_is_noted_on_the_promise_which_stays(case, invited, now):
    owed = set(Commitment.objects.outstanding().values_list("pk", flat=True))
    mails = Outgoing.objects.count()
    row = take_in(mail(ics(invited.uid), headers="Auto-Submitted: auto-generated\r\n"), at=now)
    assert (row.state, row.case) == (DONE, case.key)
    assert [(one["answer"], one["promise"]) for one in answers(case)] == [("accepted", str(invited.commitment))]
    take_in(mail(ics(invited.uid, "DECLINED"), shape="alone"), at=now + timedelta(minutes=1))
    invited.refresh_from_db()
    assert (invited.answer, invited.needs_a_time) == ("declined", True)
    assert [one["answer"] for one in answers(case)] == ["accepted", "declined"]
    # It changes nothing else: no letter to answer, no promise ended, nothing sent.
    assert set(Commitment.objects.outstanding().values_list("pk", flat=True)) == owed
    assert Outgoing.objects.count() == mails and list(verify()) == []


def test_the_same_answer_again_an_earlier_time_and_a_call_that_is_over_say_nothing(case, invited, now):
    take_in(mail(ics(invited.uid)), at=now)
    take_in(mail(ics(invited.uid), text="Once more."), at=now)
    take_in(mail(ics(invited.uid, "DECLINED", sequence=7)), at=now)
    Invitation.objects.update(sequence=1)
    take_in(mail(ics(invited.uid, "DECLINED")), at=now)
    Invitation.objects.update(ended_at=now)
    take_in(mail(ics(invited.uid, "DECLINED", sequence=1)), at=now)
    assert [one["answer"] for one in answers(case)] == ["accepted"]


def test_words_in_an_answer_are_a_letter_to_be_answered(case, invited, now):
    take_in(mail(ics(invited.uid, "DECLINED", more="COMMENT:Rather on Sunday.\r\n"), text="Rather on Sunday."), at=now)
    assert [one["answer"] for one in answers(case)] == ["declined"]
    assert "Rather on Sunday." in [
        one["text"] for one in read(case.key, side="customer") if one.kind == "message.received"
    ]


def test_a_time_asked_for_instead_is_kept(case, invited, now):
    take_in(mail(ics(invited.uid, "TENTATIVE", method="COUNTER")), at=now)
    [said] = answers(case)
    assert (said["answer"], said["proposed"][:16]) == ("counter", "2026-11-25T09:30")


@pytest.mark.parametrize("what", ["stranger", "other name", "other uid", "huge rule", "ten megabytes"])
def test_what_is_no_answer_of_the_invited_is_a_letter_with_a_file_and_nothing_else(case, invited, now, what):
    sender, calendar = NOA, ics(invited.uid, "DECLINED")
    if what == "stranger":
        sender, calendar = "eve@else.example", ics(invited.uid, "DECLINED", who="eve@else.example")
    elif what == "other name":
        sender = "eve@else.example"
    elif what == "other uid":
        calendar = ics("040000008200E00074C5B7101A82E008", "DECLINED")
    elif what == "huge rule":
        calendar = ics(invited.uid, "DECLINED", more="RRULE:FREQ=SECONDLY;UNTIL=29991231T000000Z\r\n")
    else:
        calendar = ics(invited.uid, "DECLINED", more="X-PAD:aaaaaaaa\r\n" * 650_000)
    row = take_in(mail(calendar, sender=sender), at=now)
    invited.refresh_from_db()
    assert (invited.answer, answers(case)) == ("", []) and row.state != ASIDE
    assert File.objects.filter(type="text/calendar", case=row.case).count() == 1


def test_the_case_says_it_in_words_on_both_sides(case, invited, now, client, dana):
    take_in(mail(ics(invited.uid, "TENTATIVE", method="COUNTER")), at=now)
    client.force_login(dana.account)
    page = client.get(f"/desk/cases/{case.number}/").content.decode()
    assert "asks in the calendar for another time" in page
