from __future__ import annotations

import json
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag

from amana.cases.errors import Refused
from amana.channels.email.keeping_secrets import unlock
from amana.notices.browsing import MOST_BROWSERS, add_browser, public_key, take_away, try_out
from amana.notices.kinds import LATE
from amana.notices.models import Browser, Push, PushKey
from amana.notices.pushing import push, send_pushes
from amana.notices.tests.conftest import Surfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(dana, surfer, now):
    public_key(at=now)
    return add_browser(dana, surfer.says(), name="Firefox · Linux", at=now)


def test_a_push_is_signed_by_us_and_read_by_that_browser_alone(browser, dana, surfer, push_service, now):
    push(dana, LATE, number="ABCD-1234", path="/desk/cases/ABCD-1234/", at=now)

    assert send_pushes(now, door=push_service.door) == 1

    path, headers, body = push_service.got[0]
    assert path == "/send/abc123" and headers["Host"] == "push.example.net"
    assert headers["Content-Encoding"] == "aes128gcm" and int(headers["TTL"]) > 0
    scheme, rest = headers["Authorization"].split(" ", 1)
    parts = dict(one.split("=", 1) for one in rest.split(","))
    assert scheme == "vapid" and parts["k"] == public_key(at=now)
    claims = json.loads(_decoded(parts["t"].split(".")[1]))
    assert claims["aud"] == "https://push.example.net" and claims["sub"].startswith(("mailto:", "https:"))
    assert 0 < claims["exp"] - now.timestamp() <= 24 * 3600
    assert surfer.reads(body) == {"title": "A promise of mine is late", "number": "ABCD-1234",
                                  "url": "/desk/cases/ABCD-1234/", "language": "en", "direction": "ltr"}  # fmt: skip
    assert not Push.objects.exists() and Browser.objects.get().reached_at == now
    with pytest.raises(InvalidTag):
        Surfer().reads(body)


def _decoded(text: str) -> bytes:
    from base64 import urlsafe_b64decode

    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_its_push_service_does_not_know_any_more_is_forgotten(browser, dana, push_service, now, status):
    push_service.answers = [status]
    push(dana, LATE, number="", path="/desk/", at=now)
    send_pushes(now, door=push_service.door)

    assert not Browser.objects.exists() and not Push.objects.exists()


def test_a_push_service_that_fails_is_asked_again_and_let_go_after_some_times(browser, dana, push_service, now):
    push_service.answers = [503]
    push(dana, LATE, number="", path="/desk/", at=now)
    at = now
    for _time in range(10):
        send_pushes(at, door=push_service.door)
        at += timedelta(hours=1)

    assert len(push_service.got) == 4 and not Push.objects.exists() and Browser.objects.exists()


def test_a_redirect_is_not_followed(browser, dana, push_service, now):
    push_service.answers = [302]
    push(dana, LATE, number="", path="/desk/", at=now)
    send_pushes(now, door=push_service.door)

    assert len(push_service.got) == 1


def test_nobody_who_can_no_longer_sign_in_is_told(browser, dana, push_service, now):
    push(dana, LATE, number="", path="/desk/", at=now)
    dana.account.is_active = False
    dana.account.save()
    send_pushes(now, door=push_service.door)

    assert not push_service.got and not Push.objects.exists()


def test_what_is_in_one_workers_hands_no_other_takes(browser, dana, push_service, now):
    push(dana, LATE, number="", path="/desk/", at=now)

    def meanwhile(parts):
        assert send_pushes(now, door=push_service.door) == 0
        return push_service.door(parts)

    assert send_pushes(now, door=meanwhile) == 1
    assert len(push_service.got) == 1


def test_the_key_is_made_once_and_its_private_half_is_encrypted(now, db):
    assert not PushKey.objects.exists()
    public = public_key(at=now)

    assert public_key(at=now) == public and len(public) == 87
    row = PushKey.objects.get()
    assert "PRIVATE" not in row.locked and "PRIVATE KEY" in unlock(row.locked)["pem"]


def test_the_address_of_a_browser_is_encrypted_and_the_same_browser_is_one(browser, dana, omer, surfer, now):
    assert "abc123" not in browser.locked
    add_browser(omer, surfer.says(), name="Firefox", at=now)

    assert [row.agent for row in Browser.objects.all()] == [omer]


RUBBISH = [
    "", "null", "[]", "{}", "{", '{"endpoint": 7, "keys": {}}', '{"endpoint": "https://a.example/", "keys": null}',
    '{"endpoint": "https://a.example/", "keys": {"p256dh": "AAAA", "auth": "AAAA"}}', "\x00", "x" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("told", RUBBISH)
def test_what_is_no_subscription_is_refused(dana, now, told):
    with pytest.raises(Refused):
        add_browser(dana, told, name="x", at=now)


@pytest.mark.parametrize("endpoint", [
    "http://push.example.net/x", "https://127.0.0.1/x", "https://10.0.0.1/x", "https://[::1]/x", "https://localhost/x",
    "https://push.example.net:8443/x", "https://user@push.example.net/x", "https://[::ffff:10.0.0.1]/", "https://[bad/",
    "https://169.254.169.254/latest", "ftp://push.example.net/", "https://intranet/x", "https://printer.local/x",
])  # fmt: skip
def test_an_address_that_is_no_push_service_on_the_internet_is_refused(dana, now, endpoint):
    with pytest.raises(Refused):
        add_browser(dana, Surfer(endpoint=endpoint).says(), name="x", at=now)


def test_a_person_has_ten_browsers_at_most_and_takes_away_only_their_own(dana, omer, now):
    for number in range(MOST_BROWSERS):
        add_browser(dana, Surfer(endpoint=f"https://push.example.net/{number}").says(), name="x", at=now)
    with pytest.raises(Refused, match="Take one away"):
        add_browser(dana, Surfer(endpoint="https://push.example.net/more").says(), name="x", at=now)

    row = Browser.objects.first()
    assert not take_away(omer, row.pk) and take_away(dana, row.pk)


def test_a_test_notice_goes_to_each_of_ones_browsers(browser, dana, surfer, push_service, now):
    assert try_out(dana, at=now) == 1
    send_pushes(now, door=push_service.door)

    assert surfer.reads(push_service.got[0][2])["title"] == "Notices reach this browser."


def test_what_waits_for_one_person_is_not_shown_to_the_next_in_the_same_browser(browser, dana, omer, surfer, now):
    push(dana, LATE, number="ABCD-1234", path="/desk/cases/ABCD-1234/", at=now)
    add_browser(dana, surfer.says(), name="Firefox", at=now)
    assert Push.objects.count() == 1
    add_browser(omer, surfer.says(), name="Firefox", at=now)
    assert not Push.objects.exists() and Browser.objects.get().agent == omer


@pytest.mark.parametrize(
    "told", ["[" * 4000, '{"endpoint":' * 300, '{"endpoint": "https://p.example/", "keys": []}', "\ud800"]
)
def test_a_browser_that_says_rubbish_is_refused(dana, told, now):
    with pytest.raises(Refused):
        add_browser(dana, told, name="x", at=now)
