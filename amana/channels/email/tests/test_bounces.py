"""Delivery reports: from servers that follow the standard, and from those that write prose."""

from __future__ import annotations

from pathlib import Path

import pytest

from amana.channels.email.mail import Bounce, Undelivered
from amana.channels.email.parsing import parse
from amana.channels.email.tests.messages import message, multipart

STATUS = (
    "Reporting-MTA: dns; mx.example\r\n\r\n"
    "Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    "Final-Recipient: rfc822; b@x.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n"
)


def bounce_of(raw: bytes) -> Bounce:
    bounce = parse(raw).bounce
    assert bounce is not None
    return bounce


def test_a_report_names_each_recipient_and_the_original() -> None:
    bounce = bounce_of(
        multipart(
            ("Content-Type: text/plain", "failed"),
            ("Content-Type: message/delivery-status", STATUS),
            ("Content-Type: text/rfc822-headers", "Subject: x\r\nMessage-ID:\r\n <our.id@shop.example>\r\n"),
            kind="report",
        )
    )

    assert bounce.recipients == (
        Undelivered("a@x.example", "5.1.1", "failed"),
        Undelivered("b@x.example", "4.4.1", "delayed"),
    )
    assert bounce.original_message_id == "our.id@shop.example"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"x_failed_recipients": "a@x.example"},
            "A message that you sent could not be delivered.\n550 5.1.1 no such user",
        ),
        (
            {"from": "MAILER-DAEMON@mx.example", "subject": "failure notice"},
            "Hi. This is the qmail-send program.\n\n<a@x.example>:\n550 5.1.1 no user",
        ),
        (
            {"return_path": "<>", "subject": "Delivery Status Notification (Failure)"},
            "Delivery to the following recipient failed:\n\n   a@x.example\n\n5.1.1",
        ),
        ({"from": "postmaster@mx.example", "subject": "לא ניתן היה למסור את ההודעה"}, "a@x.example\n5.1.1"),
        ({"from": "postmaster@mx.example", "subject": "تعذر تسليم الرسالة"}, "a@x.example\n5.1.1"),
    ],
)
def test_prose_names_the_recipient_and_the_status(fields: dict[str, str], text: str) -> None:
    raw = message(text, content_type="text/plain; charset=utf-8", **fields)

    assert bounce_of(raw).recipients == (Undelivered("a@x.example", "5.1.1", "failed"),)


def test_a_customer_who_speaks_of_returned_mail_is_no_bounce() -> None:
    mail = parse(message("My mail was returned: undeliverable, mailbox full. What now?", subject="Undelivered mail"))

    assert mail.bounce is None and mail.automatic is None


def test_bounces_collected_by_others_are_recognised(shared: Path) -> None:
    folder = shared / "mail/sisimai-set-of-emails/maildir"
    mails = {f"{file.parent.name}/{file.name}": parse(file.read_bytes()) for file in folder.rglob("*.eml")}
    missed = {name for name, mail in mails.items() if mail.bounce is None and "rfc3834" not in name}
    nobody = {name for name, mail in mails.items() if mail.bounce and not mail.bounce.recipients}

    # Not a report: a list's notice, notices for programs, a request to leave a list, a person's letter, a person who
    # forwards a report, and a message whose structure is destroyed.
    assert missed == {
        "bsd/arf-26.eml",
        "bsd/lhost-amazonses-10.eml",
        "bsd/lhost-amazonses-12.eml",
        "bsd/lhost-fml-02.eml",
        "err/make-test-36.eml",
        "mac/lhost-apachejames-01.eml",
        "not/is-not-bounce-01.eml",
    }
    # Complaints that keep the recipient to themselves, and one address that no mail server of ours would write to.
    assert nobody == {
        "bsd/arf-01.eml",
        "bsd/arf-11.eml",
        "bsd/arf-20.eml",
        "bsd/lhost-postfix-32.eml",
        "mac/arf-01.eml",
    }
    assert {name for name, mail in mails.items() if mail.automatic is None} == {
        "err/make-test-36.eml",
        "mac/lhost-apachejames-01.eml",
        "not/is-not-bounce-01.eml",
    }
