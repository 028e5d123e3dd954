from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from amana.channels import asking
from amana.channels.email.connecting import check, suggest
from amana.channels.email.delivering import Patience
from amana.channels.email.errors import SignInRefused, Unreachable
from amana.channels.email.fetching import fetch
from amana.channels.email.keeping_secrets import lock, unlock
from amana.channels.email.sending import send_due
from amana.channels.email.signing_in import access_token, begin, finish, provider
from amana.channels.email.tests.identity import IdentityServer
from amana.channels.email.tests.peers import ImapPeer, SmtpPeer
from amana.channels.models import FAILING, NEEDS_LOGIN, WORKING, Mailbox
from amana.people.models import Company
from amana.post.models import Outgoing, RawMessage, Recipient
from amana.team.models import Brand, Week

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BACK = "http://localhost:8000/desk/mailboxes/signed-in/"
QUICK = Patience(connect=2, answer=2, after_end=2, whole=3)


@pytest.fixture
def identity(settings):
    with IdentityServer() as running:
        settings.MICROSOFT_URL = running.url
        settings.MICROSOFT_CLIENT_ID = "our-client"
        settings.MICROSOFT_CLIENT_SECRET = "our-secret"
        settings.GOOGLE_TOKEN_URL = f"{running.url}/google"
        settings.GOOGLE_CLIENT_ID = "our-client"
        yield running


@pytest.fixture
def mailbox(db):
    company = Company.objects.create(name="Ours", is_ours=True)
    week = Week.objects.create(name="w", plan={})
    brand = Brand.objects.create(name="Ours", company=company, language="en", zone="UTC", week=week)
    return Mailbox.objects.create(
        brand=brand, address="us@ours.example", sign_in="microsoft", connected_at=NOW, fetch_at=NOW,
        imap_host="127.0.0.1", imap_security="none", imap_user="us@ours.example",
        smtp_host="127.0.0.1", smtp_security="none", smtp_user="us@ours.example",
    )  # fmt: skip


def sign_in(identity, mailbox, kind="microsoft") -> None:
    begun = begin(kind, redirect_uri=BACK, address=mailbox.address)
    code, state = identity.consent(begun.url)
    mailbox.secret = finish(kind, begun, code=code, state=state, redirect_uri=BACK, at=NOW)
    mailbox.save(update_fields=["secret"])


@pytest.mark.parametrize("state", ["", "ünïcode", "אבג", "x" * 10_000, "\ud800"])
def test_a_state_that_was_not_given_out_is_refused_whatever_letters_it_has(identity, mailbox, state):
    begun = begin("microsoft", redirect_uri=BACK, address=mailbox.address)

    with pytest.raises(SignInRefused, match="does not belong"):
        finish("microsoft", begun, code="c", state=state, redirect_uri=BACK, at=NOW)


@pytest.mark.parametrize("kind", ["microsoft", "google"])
def test_a_person_signs_in_and_the_tokens_are_kept_encrypted(identity, mailbox, kind):
    sign_in(identity, mailbox, kind)
    assert unlock(mailbox.secret)["refresh_token"] == "refresh1"
    mailbox.refresh_from_db()
    assert "refresh1" not in mailbox.secret + repr(mailbox) + str(mailbox.__dict__)
    assert identity.asked[0]["client_id"] == "our-client"
    assert identity.asked[0]["redirect_uri"] == BACK


def test_what_is_asked_for_is_said_in_the_address(identity):
    begun = begin("microsoft", redirect_uri=BACK, address="us@ours.example")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.url).query).items()}
    assert asked["scope"].startswith("offline_access ")
    assert (asked["login_hint"], asked["redirect_uri"]) == ("us@ours.example", BACK)
    assert begun.verifier not in begun.url + repr(begun)
    assert begin("microsoft", redirect_uri=BACK, address="us@ours.example").state != begun.state


def test_an_answer_with_another_state_is_refused_and_nothing_is_asked(identity):
    begun = begin("microsoft", redirect_uri=BACK, address="us@ours.example")
    code, _state = identity.consent(begun.url)
    for state in ("", "another", begun.state + "x"):
        with pytest.raises(SignInRefused):
            finish("microsoft", begun, code=code, state=state, redirect_uri=BACK, at=NOW)
    assert identity.asked == []


def test_a_code_that_belongs_to_another_sign_in_is_refused(identity):
    first = begin("microsoft", redirect_uri=BACK, address="us@ours.example")
    second = begin("microsoft", redirect_uri=BACK, address="us@ours.example")
    code, _state = identity.consent(first.url)
    with pytest.raises(SignInRefused, match="invalid_grant"):
        finish("microsoft", second, code=code, state=second.state, redirect_uri=BACK, at=NOW)


def test_a_token_is_used_until_it_runs_out_and_then_renewed(identity, mailbox):
    sign_in(identity, mailbox)
    assert access_token(mailbox, at=NOW) == "token1"
    assert access_token(mailbox, at=NOW + timedelta(minutes=57)) == "token1"
    assert access_token(mailbox, at=NOW + timedelta(minutes=59)) == "token2"
    mailbox.refresh_from_db()
    assert unlock(mailbox.secret)["refresh_token"] == "refresh2"
    assert identity.asked[-1]["refresh_token"] == "refresh1"


def test_f30_a_withdrawn_consent_asks_for_somebody_to_sign_in_and_loses_nothing(identity, mailbox):
    sign_in(identity, mailbox)
    identity.refresh_tokens.clear()
    with ImapPeer() as imap:
        imap.add(b"From: noa@example.com\r\n\r\nHello\r\n")
        Mailbox.objects.update(imap_port=imap.port)
        later = NOW + timedelta(hours=2)
        assert fetch(mailbox, at=later, worker="w1") == 0
        mailbox.refresh_from_db()
        assert (mailbox.in_state, imap.connections) == (NEEDS_LOGIN, 0)
        assert "secret details" not in mailbox.in_reason
        sign_in(identity, mailbox)
        imap.token = "token2"
        assert all(step.is_ok for step in check(mailbox, at=NOW, patience=QUICK)[:3])
        mailbox.refresh_from_db()
        assert mailbox.in_state == WORKING
        assert fetch(mailbox, at=NOW, worker="w1") == 1


@pytest.mark.parametrize("answer", [(503, b"{}"), (429, b"{}"), (200, b"<html>"), (200, b"[]"), (200, b"{}")])
def test_f30_an_identity_server_in_trouble_is_no_refusal(identity, mailbox, answer):
    sign_in(identity, mailbox)
    identity.answer = answer
    with pytest.raises(Unreachable):
        access_token(mailbox, at=NOW + timedelta(hours=2))
    fetch(mailbox, at=NOW + timedelta(hours=2), worker="w1")
    mailbox.refresh_from_db()
    assert mailbox.in_state == FAILING
    assert unlock(mailbox.secret)["refresh_token"] == "refresh1"


def test_mail_is_read_and_sent_with_the_token(identity, mailbox):
    sign_in(identity, mailbox)
    with ImapPeer(token="token1") as imap, SmtpPeer(offers=["AUTH PLAIN XOAUTH2"]) as smtp:
        imap.add(b"From: noa@example.com\r\n\r\nHello\r\n")
        Mailbox.objects.update(imap_port=imap.port, smtp_port=smtp.port)
        assert fetch(mailbox, at=NOW, worker="w1") == 1
        row = Outgoing.objects.create(
            what="reply", message_id="a@b", mail_from="us@ours.example", subject="", created_at=NOW, not_before=NOW,
            mime=b"Subject: x\r\n\r\ny\r\n",
        )  # fmt: skip
        Recipient.objects.create(outgoing=row, address="noa@example.com")
        assert send_due(at=NOW, worker="w1", patience=QUICK) == 1
        assert len(smtp.taken) == 1
        assert any(line.startswith("AUTH XOAUTH2") for line in smtp.heard)
    assert RawMessage.objects.count() == 1


def test_a_token_the_mail_server_refuses_asks_for_somebody_to_sign_in(identity, mailbox):
    sign_in(identity, mailbox)
    with ImapPeer(token="another") as imap:
        Mailbox.objects.update(imap_port=imap.port)
        fetch(mailbox, at=NOW, worker="w1")
    mailbox.refresh_from_db()
    assert mailbox.in_state == NEEDS_LOGIN
    assert "token1" not in mailbox.in_reason


def test_without_a_registered_client_there_is_nothing_to_sign_in_with(settings, db):
    settings.GOOGLE_CLIENT_ID = ""
    assert provider("google") is None
    with pytest.raises(SignInRefused):
        begin("google", redirect_uri=BACK, address="us@ours.example")


# ── secrets ──────────────────────────────────────────────────────────────────


def test_a_secret_opens_with_an_earlier_key_and_with_no_other(settings):
    locked = lock({"password": "sesame"})
    old = settings.VAULT_KEY
    settings.VAULT_KEY = "another key"
    with pytest.raises(SignInRefused):
        unlock(locked)
    settings.VAULT_KEYS_EARLIER = [old]
    assert unlock(locked) == {"password": "sesame"}
    with pytest.raises(SignInRefused):
        unlock(locked[:-4] + "AAA=")
    assert unlock("") == {}


# ── the one guarded client ───────────────────────────────────────────────────


def test_a_redirect_is_not_followed(identity):
    identity.answer = (302, b'{"a": 1}')
    identity.headers = {"Location": f"{identity.url}/elsewhere"}
    with pytest.raises(asking.NoAnswer, match="302"):
        asking.post_form(f"{identity.url}/token", {"a": "b"})
    assert len(identity.asked) == 1


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/token", "ftp://localhost/x", "file:///etc/passwd", "https:///x", "x"]
)
def test_only_https_is_asked_beyond_this_machine(url):
    with pytest.raises(asking.NoAnswer):
        asking.post_form(url, {})


def test_a_long_answer_is_not_read_to_its_end(identity):
    identity.answer = (200, b'{"a": "' + b"x" * 1_000_000 + b'"}')
    with pytest.raises(asking.NoAnswer):
        asking.post_form(f"{identity.url}/token", {})


# ── connecting ───────────────────────────────────────────────────────────────


@pytest.fixture
def with_password(mailbox):
    mailbox.sign_in, mailbox.secret = "password", lock({"password": "secret"})
    mailbox.save()
    return mailbox


def steps_of(mailbox, imap, smtp) -> dict[str, bool]:
    Mailbox.objects.update(imap_port=imap.port, smtp_port=smtp.port)
    mailbox.refresh_from_db()
    steps = check(mailbox, at=NOW, patience=QUICK)
    assert all(step.sentence and "secret" not in step.sentence for step in steps)
    return {step.name: step.is_ok for step in steps}


def test_a_mailbox_that_works_both_ways_says_so_at_every_step(with_password):
    Mailbox.objects.update(in_state=NEEDS_LOGIN, out_state=FAILING, fetch_at=NOW + timedelta(days=1))
    with ImapPeer() as imap, SmtpPeer(offers=["AUTH PLAIN"]) as smtp:
        found = steps_of(with_password, imap, smtp)
        assert list(found) == ["reach_in", "sign_in_in", "read", "reach_out", "sign_in_out", "send"]
        assert all(found.values())
        assert [(one.sender, one.recipients) for one in smtp.taken] == [("us@ours.example", ["us@ours.example"])]
        assert b"Auto-Submitted" in smtp.taken[0].content
    with_password.refresh_from_db()
    assert (with_password.in_state, with_password.out_state, with_password.fetch_at) == (WORKING, WORKING, NOW)


@pytest.mark.parametrize(
    "imap_says, smtp_says, expected",
    [
        ({"LOGIN": "NO no"}, {}, {"sign_in_in": False}),
        ({"EXAMINE": "NO no such folder"}, {}, {"read": False}),
        ({}, {"AUTH": "535 no"}, {"sign_in_out": False}),
        ({}, {"HELLO": "554 go away"}, {"reach_out": False}),
        ({}, {"MAIL": "550 not yours"}, {"send": False}),
        ({}, {"END": "554 spam"}, {"send": False}),
        ({}, {"END": "hang up"}, {"send": False}),
    ],
)
def test_what_does_not_work_is_named(with_password, imap_says, smtp_says, expected):
    with ImapPeer(says=imap_says) as imap, SmtpPeer(offers=["AUTH PLAIN"], says=smtp_says) as smtp:
        found = steps_of(with_password, imap, smtp)
    assert {name: is_ok for name, is_ok in found.items() if not is_ok} == expected


def test_servers_are_proposed_for_an_address():
    assert suggest("noa@gmail.com").sign_in == "google"
    assert suggest("noa@Outlook.com").smtp_port == 587
    assert suggest("us@ours.example").imap_host == "imap.ours.example"
