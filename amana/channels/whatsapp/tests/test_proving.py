from __future__ import annotations

import hashlib
import hmac

import pytest

from amana.channels.messaging.words import Line, Pushed
from amana.channels.whatsapp.proving import greets, proves

LINE = Line("1", "https://graph.invalid", {}, {"app_secret": "app secret", "verify_token": "a word of ours"})
BODY = b'{"object": "whatsapp_business_account"}'


def signed(body=BODY, secret="app secret"):
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def pushed(*, body=BODY, signature="", query=None):
    headers = {"x-hub-signature-256": signature} if signature else {}
    return Pushed("POST", "https://desk.example/in/whatsapp/k/", headers, query or {}, body)


def test_a66_only_the_secret_of_the_app_proves_a_push():
    assert proves(pushed(signature=signed()), LINE)
    altered = BODY.replace(b"w", b"v", 1)
    for body, signature in [
        (altered, signed()),
        (BODY, signed(secret="another")),
        (BODY, signed()[:-1]),
        (BODY, signed().upper()),
        (BODY, signed().removeprefix("sha256=")),
        (BODY, "sha256="),
        (BODY, "é"),
        (BODY, ""),
    ]:
        assert not proves(pushed(body=body, signature=signature), LINE), signature
    # Without a secret nothing is proven, not even by an empty key.
    assert not proves(pushed(signature=signed(secret="")), Line("1", "", {}, {}))


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": "a word of ours", "hub.challenge": "1158201444"}, "1158201444"),
        ({"hub.mode": "subscribe", "hub.verify_token": "another", "hub.challenge": "1158201444"}, None),
        ({"hub.mode": "subscribe", "hub.challenge": "1158201444"}, None),
        ({"hub.mode": "unsubscribe", "hub.verify_token": "a word of ours", "hub.challenge": "1"}, None),
        ({"hub.mode": "subscribe", "hub.verify_token": "a word of ours", "hub.challenge": "<script>"}, None),
        ({"hub.mode": "subscribe", "hub.verify_token": "a word of ours", "hub.challenge": "1" * 1000}, None),
        ({}, None),
    ],
)
def test_the_greeting_is_answered_only_to_whoever_knows_our_word(query, answer):
    assert greets(pushed(query=query), LINE) == answer
