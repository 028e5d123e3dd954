from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from amana.channels.web_push.sealing import LARGEST, Receiver, encrypted, new_key, seal

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
# The worked example of RFC 8291, section 5 and appendix A.
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
EXAMPLE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
BROWSER = Receiver("https://push.example.net/send/x", THEIRS, SECRET)


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_example_of_the_standard_comes_out_to_the_byte():
    own = ec.derive_private_key(int.from_bytes(raw(OURS), "big"), ec.SECP256R1())
    body = encrypted(b"When I grow up, I want to be a watermelon", BROWSER, own=own, salt=raw(SALT))
    assert urlsafe_b64encode(body).rstrip(b"=").decode() == EXAMPLE


def test_a_request_is_signed_for_that_push_service_alone():
    key = new_key()
    sealed = seal(b"words", BROWSER, key, contact="mailto:office@tavor.example", at=NOW, keeps=timedelta(hours=4))
    token = sealed.headers["Authorization"].partition("t=")[2].partition(",")[0]
    head, claims, signature = token.split(".")
    number = len(raw(signature)) // 2
    dss = encode_dss_signature(
        *(int.from_bytes(half, "big") for half in (raw(signature)[:number], raw(signature)[number:]))
    )
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key.public))
    public.verify(dss, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(dss, f"{head}.{claims}x".encode(), ec.ECDSA(SHA256()))
    assert json.loads(raw(claims)) == {
        "aud": "https://push.example.net", "exp": int((NOW + timedelta(hours=12)).timestamp()),
        "sub": "mailto:office@tavor.example",
    }  # fmt: skip


@pytest.mark.parametrize("p256dh", ["", "rubbish", "AAAA", THEIRS[:-4], "B" + "A" * 86])
def test_keys_that_are_none_are_refused_in_words(p256dh):
    with pytest.raises(ValueError, match="keys"):
        seal(b"x", Receiver(BROWSER.endpoint, p256dh, SECRET), new_key(), contact="", at=NOW, keeps=timedelta())


def test_more_than_a_push_carries_is_refused():
    with pytest.raises(ValueError, match="more than"):
        seal(b"x" * (LARGEST + 1), BROWSER, new_key(), contact="", at=NOW, keeps=timedelta())


def test_the_same_words_never_look_the_same_twice():
    key = new_key()
    first, second = (seal(b"x", BROWSER, key, contact="", at=NOW, keeps=timedelta()).body for _ in range(2))
    assert first != second
