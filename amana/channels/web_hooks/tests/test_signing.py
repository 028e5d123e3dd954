from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from amana.channels.web_hooks.signing import NotSigned, new_secret, signature, signed_headers, verified

BODY = '{"type":"message.received","data":{"text":"שלום 🌷"}}'.encode()


def test_a_signature_is_the_one_the_specification_shows():
    """The example of the specification's own libraries."""
    signed = signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
                       timestamp=1614265330, body=b'{"test": 2432232314}')  # fmt: skip
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a66_the_reference_library_takes_what_we_sign_and_nothing_else():
    now, secret = timezone.now(), new_secret()
    theirs = Webhook(secret)
    headers = signed_headers([secret], message_id="msg_1", at=now, body=BODY)
    assert theirs.verify(BODY, headers)["type"] == "message.received"
    old = signed_headers([secret], message_id="msg_1", at=now - timedelta(minutes=6), body=BODY)
    other = signed_headers([new_secret()], message_id="msg_1", at=now, body=BODY)
    for body, said in (
        (BODY + b" ", headers),
        (BODY, old),
        (BODY, other),
        (BODY, headers | {"webhook-id": "msg_2"}),
        (BODY, headers | {"webhook-timestamp": str(int(now.timestamp()) - 1)}),
    ):
        with pytest.raises(WebhookVerificationError):
            theirs.verify(body, said)


def test_while_a_secret_is_exchanged_both_are_good():
    now, new, old = timezone.now(), new_secret(), new_secret()
    headers = signed_headers([new, old], message_id="msg_1", at=now, body=BODY)
    for secret in (new, old):
        assert Webhook(secret).verify(BODY, headers)
        assert verified(headers, BODY, secrets_=[secret], at=now) == "msg_1"


def test_a66_we_take_what_the_reference_library_signs_and_nothing_else():
    now, secret, other = timezone.now(), new_secret(), new_secret()
    signed = Webhook(secret).sign("msg_9", now, BODY.decode())
    headers = {
        "webhook-id": "msg_9",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": f"v1a,xx {signed}",
    }
    assert verified(headers, BODY, secrets_=[other, secret], at=now) == "msg_9"
    wrong = [
        (headers, BODY + b"x", [secret], now),
        (headers, BODY, [other], now),
        (headers, BODY, [], now),
        (headers, BODY, [secret], now + timedelta(minutes=5, seconds=2)),
        (headers, BODY, [secret], now - timedelta(minutes=5, seconds=2)),
        *((headers | {name: rubbish}, BODY, [secret], now)
          for name in headers
          for rubbish in ("", " ", "v1,", "v1,=", "v1", "x" * 5000, "-1", "1e9", "٣", "\x00", "v2," + signed[3:])),
        ({}, BODY, [secret], now),
    ]  # fmt: skip
    for said, body, secrets_, at in wrong:
        with pytest.raises(NotSigned):
            verified(said, body, secrets_=secrets_, at=at)
