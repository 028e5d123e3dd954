from __future__ import annotations

import pytest
from django.urls import reverse

from amana.channels.messaging.connecting import connect
from amana.channels.models import Messenger, Push
from amana.channels.whatsapp.tests.test_proving import signed

pytestmark = pytest.mark.django_db

TYPED = {"phone_number_id": "1", "token": "t", "app_secret": "app secret", "verify_token": "a word of ours"}


@pytest.fixture
def row(brand, yossi, now) -> Messenger:
    return connect(brand, "whatsapp", TYPED, by=yossi, at=now)


def door(row, channel="whatsapp", key=None):
    return reverse("incoming_messenger", args=[channel, key or row.key])


def push(client, url, body, signature):
    return client.post(url, body, content_type="application/json", headers={"X-Hub-Signature-256": signature})


def test_a66_a_push_is_stored_before_it_is_answered_and_only_from_them(client, row):
    body = b'{"object": "whatsapp_business_account", "entry": []}'
    assert push(client, door(row), body, signed(body)).status_code == 200
    assert bytes(Push.objects.get().body) == body and Push.objects.get().state == "waiting"
    for signature in (signed(body + b" "), signed(body, "another"), "", "sha256=é"):
        assert push(client, door(row), body, signature).status_code == 403
    # Replayed it is the same one.
    assert push(client, door(row), body, signed(body)).status_code == 200
    assert Push.objects.count() == 1


def test_a54_rubbish_finds_no_door_and_is_no_traceback(client, row):
    body = b"x"
    for channel, key in [("whatsapp", "wrong"), ("email", row.key), ("messaging", row.key), ("sms", row.key), ("whatsapp", row.key[:-1]),
                         ("whatsapp", row.key.swapcase())]:  # fmt: skip
        assert push(client, door(row, channel, key), body, signed(body)).status_code == 404
    assert client.get(f"/in/whatsapp/{row.key}%00/").status_code == 404
    assert push(client, door(row), b"", signed(b"")).status_code == 400
    assert push(client, door(row), b"x" * 5_000_000, "sha256=1").status_code == 413
    assert client.put(door(row)).status_code == 405
    for rubbish in (b"\xff\x00", b"[" * 50_000, b"not json"):
        assert push(client, door(row), rubbish, signed(rubbish)).status_code == 200
    Messenger.objects.update(is_on=False)
    assert push(client, door(row), body, signed(body)).status_code == 404


def test_as_much_as_whatsapp_pushes_at_once_is_taken(client, row):
    body = b'{"object": "whatsapp_business_account", "entry": ["' + b"x" * 3_000_000 + b'"]}'
    assert push(client, door(row), body, signed(body)).status_code == 200
    assert len(Push.objects.get().body) == len(body)


def test_the_greeting_is_answered_with_its_challenge_as_plain_text(client, row):
    asked = {"hub.mode": "subscribe", "hub.verify_token": "a word of ours", "hub.challenge": "1158201444"}
    answer = client.get(door(row), asked)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer["Content-Type"].startswith("text/plain")
    assert client.get(door(row), asked | {"hub.verify_token": "another"}).status_code == 403
    assert client.get(door(row)).status_code == 403
