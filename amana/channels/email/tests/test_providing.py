from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRequestsAPIError
from django.core import mail

from amana.channels.email import providing
from amana.channels.email.composing import Attached, Draft, compose
from amana.channels.email.mail import Address
from amana.channels.email.sending import is_configured, send_due
from amana.post.models import Outgoing, Recipient

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def provider(settings):
    settings.SMTP_URL = ""
    settings.MAIL_BACKEND = "anymail.backends.test.EmailBackend"
    mail.outbox = []


def post(*to: str) -> Outgoing:
    draft = Draft(
        sender=Address("שירות", "us@ours.example"), to=[Address("נועה", one) for one in to], subject="תשובה",
        text="שלום\n", message_id="m1@ours.example", sent_at=NOW, is_automatic=True, in_reply_to="x@example.com",
        files=[Attached("קובץ.txt", "text/plain", b"content")],
    )  # fmt: skip
    row = Outgoing.objects.create(
        what="reply", message_id="m1@ours.example", mail_from="us@ours.example", subject="x", created_at=NOW,
        not_before=NOW, mime=compose(draft),
    )  # fmt: skip
    Recipient.objects.bulk_create([Recipient(outgoing=row, address=one) for one in to])
    return row


def send(row: Outgoing, at=NOW) -> str:
    send_due(at=at, worker="w1")
    row.refresh_from_db()
    return row.state


def test_a_provider_is_given_the_parts_and_our_id():
    row = post("noa@example.com")
    assert is_configured()
    assert send(row) == Outgoing.SENT
    [sent] = mail.outbox
    assert (sent.subject, sent.body.strip(), sent.to) == ("תשובה", "שלום", ["noa@example.com"])
    assert sent.extra_headers["Message-ID"] == "<m1@ours.example>"
    assert sent.extra_headers["In-Reply-To"] == "<x@example.com>"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert [(name, content) for name, content, _type in sent.attachments] == [("קובץ.txt", "content")]
    assert "שלום" in sent.alternatives[0][0]


class Response:
    reason = ""

    def __init__(self, status: int) -> None:
        self.status_code = status


@pytest.mark.parametrize(
    "status, state", [(400, Outgoing.FAILED), (429, Outgoing.WAITING), (503, Outgoing.WAITING), (401, Outgoing.WAITING)]
)
def test_what_a_provider_refuses_is_told_apart(monkeypatch, status, state):
    fail_with(monkeypatch, AnymailRequestsAPIError("no", response=Response(status)))
    row = post("noa@example.com")
    assert send(row) == state
    assert not (row.state == Outgoing.FAILED and row.was_doubtful)


@pytest.mark.parametrize("error", [AnymailAPIError("no answer"), OSError("gone")])
def test_f23_a_provider_that_breaks_off_leaves_the_mail_doubtful(monkeypatch, error):
    fail_with(monkeypatch, error)
    row = post("noa@example.com")
    assert send(row) == Outgoing.DOUBTFUL
    monkeypatch.undo()
    assert send(row, NOW + timedelta(minutes=5)) == Outgoing.SENT
    assert row.was_doubtful


def test_a_provider_that_is_not_set_up_leaves_the_mail_waiting(settings):
    settings.MAIL_BACKEND = "anymail.backends.nobody.EmailBackend"
    row = post("noa@example.com")
    assert send(row) == Outgoing.WAITING
    assert not row.was_doubtful


def fail_with(monkeypatch, error: Exception) -> None:
    class Backend:
        def send_messages(self, _messages):
            raise error

    monkeypatch.setattr(providing, "get_connection", lambda _name: Backend())
