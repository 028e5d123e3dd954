from __future__ import annotations

from datetime import timedelta

import pytest

from amana.handling.talking.replying import Reply, reply
from amana.post.models import ASIDE, DONE, Outgoing, Recipient
from amana.record.reading import entry_count, read
from amana.team.viewing import at_the_desk
from tests.letters import take_in

pytestmark = pytest.mark.django_db


def report(message_id, recipient="noa@customer.example", status="5.1.1", action="failed"):
    return (
        "From: Mail Delivery <MAILER-DAEMON@mx.example>\r\nTo: support@example.com\r\nReturn-Path: <>\r\n"
        "Subject: Undelivered Mail\r\nMessage-ID: <report@mx.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--b--\r\n"
    ).encode()


@pytest.fixture
def sent(case, dana, now):
    reply(case, Reply("It works."), by=at_the_desk(dana), at=now)
    return Outgoing.objects.get(what="reply")


def test_f24_the_recipient_is_marked_and_the_case_says_so(sent, case, now):
    row = take_in(report(sent.message_id), at=now)
    assert (row.state, row.case) == (DONE, case.key)
    assert sent.recipients.get().state == Recipient.BOUNCED
    [said] = [e for e in read(case.key, side="customer") if e.kind == "message.bounced"]
    assert (said["to"], "5.1.1" in said["why"]) == ("noa@customer.example", True)
    assert Outgoing.objects.count() == 2  # the receipt and the reply: nothing answers a report


def test_the_same_report_twice_is_said_once(sent, case, now):
    take_in(report(sent.message_id), at=now)
    before = entry_count()
    take_in(report(sent.message_id).replace(b"report@mx", b"report2@mx"), at=now + timedelta(hours=1))
    assert entry_count() == before


@pytest.mark.parametrize("forge", [lambda value: "case-1@example.com", lambda value: value[:10] + "zz" + value[12:]])
def test_a40_a_report_on_what_we_did_not_sign_touches_no_case(sent, case, now, forge):
    before = entry_count()
    row = take_in(report(forge(sent.message_id)), at=now)
    assert (row.state, row.case, entry_count()) == (ASIDE, None, before)
    assert sent.recipients.get().state == Recipient.WAITING


def test_a40_nobody_is_marked_who_did_not_get_that_mail(sent, case, now):
    before = entry_count()
    take_in(report(sent.message_id, "victim@else.example"), at=now)
    assert entry_count() == before


def test_a_delay_or_a_receipt_is_no_failure(sent, now):
    take_in(report(sent.message_id, status="4.4.1", action="delayed"), at=now)
    assert sent.recipients.get().state == Recipient.WAITING
