"""Fetching from a real IMAP server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amana.channels.email.connecting import check
from amana.channels.email.fetching import fetch
from amana.channels.email.keeping_secrets import lock
from amana.channels.email.signing_in import begin, finish
from amana.channels.email.tests.identity import IdentityServer
from amana.channels.models import FAILING, NEEDS_LOGIN, WORKING, Mailbox
from amana.people.models import Company
from amana.post.bodies import raw_bytes
from amana.post.models import Arrival, RawMessage
from amana.team.models import Brand, Week
from tests.faults.invariants import broken
from tests.faults.outside import Outside
from tests.mail.dovecot_server import PASSWORD, USER, running_dovecot

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]

NOW = datetime.now(UTC)  # the server stamps what arrives with its own clock


@pytest.fixture
def server(dovecot):
    with running_dovecot(dovecot) as running:
        yield running


@pytest.fixture(autouse=True)
def _all_holds(db, settings, tmp_path):
    settings.FILES = tmp_path
    yield
    assert list(broken(Outside(), at=NOW)) == []


@pytest.fixture
def mailbox(db, server):
    company = Company.objects.create(name="Ours", is_ours=True)
    week = Week.objects.create(name="w", plan={})
    brand = Brand.objects.create(name="Ours", company=company, language="en", zone="UTC", week=week)
    return Mailbox.objects.create(
        brand=brand, address="us@ours.example", secret=lock({"password": PASSWORD}),
        connected_at=NOW - timedelta(hours=1), fetch_at=NOW - timedelta(hours=1),
        imap_host="127.0.0.1", imap_port=server.port, imap_security="none", imap_user=USER,
    )  # fmt: skip


def mail(number: int, words: str = "Hello") -> bytes:
    return f"From: noa@example.com\r\nMessage-ID: <{number}@example.com>\r\n\r\n{words} {number}\r\n".encode()


def run(mailbox: Mailbox, minutes: int = 0) -> int:
    return fetch(mailbox, at=NOW + timedelta(minutes=minutes), worker="w1")


def stored() -> set[bytes]:
    return {raw_bytes(row) for row in RawMessage.objects.all()}


def test_mail_comes_in_byte_for_byte_once_and_unmarked(server, mailbox):
    for number in range(3):
        server.add(mail(number))
    server.add(mail(3, "שלום مرحبا " * 20_000))
    assert run(mailbox) == 4
    assert stored() == {mail(0), mail(1), mail(2), mail(3, "שלום مرحبا " * 20_000)}
    assert run(mailbox, minutes=5) == 0
    with server.opened() as client:
        assert client.search(None, "UNSEEN")[1] == [b"1 2 3 4"]


def test_what_was_there_before_is_history_from_the_chosen_day_on(server, mailbox):
    Mailbox.objects.update(import_from=(NOW - timedelta(days=30)).date())
    server.add(mail(1), arrived=NOW - timedelta(days=60))
    server.add(mail(2), arrived=NOW - timedelta(days=10))
    server.add(mail(3))
    assert run(mailbox) == 2
    assert {row.message_id: row.history_until is not None for row in RawMessage.objects.all()} == {
        "2@example.com": True,
        "3@example.com": False,
    }
    assert run(mailbox, minutes=5) == 0


def test_f27_a_folder_numbered_anew_is_read_again_and_nothing_doubles(server, mailbox):
    for number in range(3):
        server.add(mail(number))
    run(mailbox)
    mailbox.refresh_from_db()
    before = mailbox.uidvalidity
    server.number_anew()
    server.add(mail(3))
    assert run(mailbox, minutes=5) == 4
    mailbox.refresh_from_db()
    assert mailbox.uidvalidity != before
    assert (RawMessage.objects.count(), Arrival.objects.count()) == (4, 7)


def test_f29_what_a_person_deletes_meanwhile_is_no_trouble(server, mailbox):
    for number in range(4):
        server.add(mail(number))
    run(mailbox)
    server.delete(2)
    server.add(mail(4))
    server.delete(3)
    server.add(mail(5))
    assert run(mailbox, minutes=5) == 2
    mailbox.refresh_from_db()
    assert (mailbox.in_state, RawMessage.objects.count()) == (WORKING, 6)


def test_an_encrypted_connection_needs_a_certificate_that_can_be_trusted(server, mailbox, monkeypatch):
    server.add(mail(1))
    Mailbox.objects.update(imap_port=server.tls_port, imap_security="tls", imap_host="localhost")
    assert run(mailbox) == 0
    mailbox.refresh_from_db()
    assert (mailbox.in_state, "certificate" in mailbox.in_reason) == (FAILING, True)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    assert run(mailbox, minutes=5) == 1


def test_starttls_is_spoken(server, mailbox, monkeypatch):
    server.add(mail(1))
    Mailbox.objects.update(imap_security="starttls", imap_host="localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    assert run(mailbox) == 1


def test_a_wrong_password_asks_for_somebody_to_sign_in(server, mailbox):
    Mailbox.objects.update(secret=lock({"password": "wrong"}))
    assert run(mailbox) == 0
    mailbox.refresh_from_db()
    assert mailbox.in_state == NEEDS_LOGIN


def test_a_token_of_the_identity_server_opens_the_mailbox_and_a_dead_one_does_not(dovecot, mailbox, settings):
    with IdentityServer() as identity, running_dovecot(dovecot, introspection=f"{identity.url}/introspect") as server:
        settings.MICROSOFT_URL, settings.MICROSOFT_CLIENT_ID = identity.url, "our-client"
        begun = begin("microsoft", redirect_uri="http://localhost/", address=mailbox.address)
        code, state = identity.consent(begun.url)
        secret = finish("microsoft", begun, code=code, state=state, redirect_uri="http://localhost/", at=NOW)
        Mailbox.objects.update(sign_in="microsoft", secret=secret, imap_port=server.port)
        server.add(mail(1))
        assert run(mailbox) == 1, server.log

        identity.alive.clear()
        assert run(mailbox, minutes=5) == 0
        mailbox.refresh_from_db()
        assert mailbox.in_state == NEEDS_LOGIN

        # Signed in again: what came meanwhile comes in.
        server.add(mail(2))
        mailbox.secret = finish(
            "microsoft", begun, code=code, state=state, redirect_uri="http://localhost/", at=NOW + timedelta(minutes=9)
        )
        mailbox.save(update_fields=["secret"])
        assert [step.name for step in check(mailbox, at=NOW + timedelta(minutes=10)) if step.is_ok] == [
            "reach_in",
            "sign_in_in",
            "read",
        ]
        assert run(mailbox, minutes=10) == 1
