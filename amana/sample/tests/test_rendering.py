from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest

from amana.sample.happenings import Mail, Reply
from amana.sample.rendering import folded, render
from amana.sample.telling import events
from amana.sample.tests.test_telling import NOW

MAILS = [event for event in events(NOW) if isinstance(event, Mail)]
BY_ID = {mail.id: mail for mail in MAILS}


def parsed(mail: Mail) -> EmailMessage:
    message = email.message_from_bytes(render(mail), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def words(part: EmailMessage) -> str:
    """Python has no codec named iso-8859-8-i; its bytes are those of iso-8859-8."""
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(str(part.get_content_charset()).removesuffix("-i"))


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.id)
def test_a_rendered_mail_parses_back_to_what_was_written(mail):
    message = parsed(mail)
    assert [part.defects for part in message.walk() if part.defects] == []
    assert message["Subject"] == folded(mail.subject, mail.charset.removesuffix("-i"))
    assert message["From"].addresses[0].addr_spec == mail.from_address
    assert message["From"].addresses[0].display_name == mail.from_name
    assert parsedate_to_datetime(message["Date"]) == mail.written_at
    assert message["Message-ID"] == mail.message_id
    body = message.get_body(("plain", "html"))
    assert body is not None
    first_line = folded(mail.text.split("\n")[0], mail.charset.removesuffix("-i"))
    assert first_line.replace('"', "&quot;") in words(body) or first_line in words(body)


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.id)
def test_a_mail_obeys_the_line_rules_of_smtp(mail):
    raw = render(mail)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    head = raw.split(b"\r\n\r\n")[0]
    head.decode("ascii")
    assert head.count(b"MIME-Version:") == 1


def test_rendering_twice_gives_the_same_bytes():
    assert all(render(mail) == render(mail) for mail in MAILS)


def test_the_same_mail_twice_differs_only_in_how_it_travelled():
    twin = BY_ID["mahmoud-courier.twin"]
    first, second = parsed(BY_ID["mahmoud-courier"]), parsed(twin)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    assert first["Received"] != second["Received"]
    assert render(twin).split(b"\r\n\r\n", 1)[1] == render(BY_ID["mahmoud-courier"]).split(b"\r\n\r\n", 1)[1]


def test_a_reply_names_the_mail_that_was_really_sent():
    mail = BY_ID["noa-pump.yes"]
    message = email.message_from_bytes(render(mail, message_ids={"noa-pump.price": "<signed.77@tahuna.example>"}))
    assert message["In-Reply-To"] == "<signed.77@tahuna.example>"
    assert message["References"].split() == [BY_ID["noa-pump"].message_id, "<signed.77@tahuna.example>"]


def test_a_reply_quotes_what_it_answers_in_text_and_in_html():
    replies = {event.id: event for event in events(NOW) if isinstance(event, Reply)}
    mail = BY_ID["avi-grinder.third"]
    answered = replies[mail.reply_to].text.split("\n")[0]
    message = parsed(mail)
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert answered in words(body)


def test_files_keep_their_names_and_are_what_they_say():
    files = {
        part.get_filename(): part.get_payload(decode=True)
        for mail in MAILS
        for part in parsed(mail).walk()
        if part.get_content_disposition() == "attachment"
    }
    assert files["שלולית מתחת למכונה.png"].startswith(b"\x89PNG\r\n\x1a\n")
    assert files["קבלה מכונת קפה.pdf"].startswith(b"%PDF-1.4")
    assert len(files) == 5


def test_a_bounce_names_its_recipient_status_and_mail():
    message = parsed(BY_ID["james-estimate.bounce"])
    assert message.get_content_type() == "multipart/report"
    assert message["Return-Path"] == "<>"
    _, report, original = message.get_payload()
    assert report.get_payload()[1]["Status"] == "5.2.2"
    assert report.get_payload()[1]["Final-Recipient"] == "rfc822; james.okafor@postbox.example"
    assert "Message-ID: <james-estimate.estimate-sent@tahuna.example>" in original.get_payload()


def test_only_the_honest_out_of_office_says_that_it_is_one():
    assert parsed(BY_ID["tamar-error.away"])["Auto-Submitted"] == "auto-replied"
    assert parsed(BY_ID["yousef-wand.away"])["Auto-Submitted"] is None


def test_the_phishing_mail_borrows_our_address_as_a_name_and_fails_dmarc():
    message = parsed(BY_ID["phishing"])
    sender = message["From"].addresses[0]
    assert "shop@tahuna.example" in sender.display_name
    assert not sender.addr_spec.endswith("tahuna.example")
    assert "dmarc=fail" in message["Authentication-Results"]
