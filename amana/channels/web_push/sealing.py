"""Encrypting a notice for one browser and signing the request to its push service (RFC 8291, RFC 8292)."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

# A signature holds for so long; RFC 8292 allows a day at most.
HOLDS = timedelta(hours=12)
# What every push service has to take (RFC 8030, section 7.2), less what encrypting adds.
LARGEST = 3000
# The size of a record in the header (RFC 8188, section 2.1); ours is the only one and ends before it.
RECORD = 4096


@dataclass(frozen=True, slots=True)
class Key:
    """The pair an installation signs with: the private half as PEM, the public one as browsers want it (base64url)."""

    pem: str
    public: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """A browser: the address at its push service, and the two keys it handed over (base64url)."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is posted: encrypted bytes, and the headers that go with them."""

    body: bytes
    headers: Mapping[str, str]


def new_key() -> Key:
    """Return a new pair on the curve P-256."""
    made = generate_private_key(SECP256R1())
    pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Key(pem.decode("ascii"), _text(_point(made)))


def seal(words: bytes, receiver: Receiver, key: Key, *, contact: str, at: datetime, keeps: timedelta) -> Sealed:
    """Return the request that brings `words` to a browser; only it can read them.

    `contact` is a https or mailto address of whoever runs this installation; `keeps` is how long the push service holds
    it for a browser that is away. Raises ValueError for keys that are none, and for more words than a push can carry.
    """
    if len(words) > LARGEST:
        raise ValueError(f"{len(words)} bytes are more than a push can carry")
    parts = urlsplit(receiver.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + HOLDS).timestamp()),
        "sub": contact,
    }
    headers = {
        "Authorization": f"vapid t={signed(claims, key)},k={key.public}",
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(keeps.total_seconds())),
        "Urgency": "normal",
    }
    own, salt = generate_private_key(SECP256R1()), secrets.token_bytes(16)
    return Sealed(encrypted(words, receiver, own=own, salt=salt), headers)


def encrypted(words: bytes, receiver: Receiver, *, own: EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """Return words as RFC 8291 has them, section 3.4; `own` and `salt` (16 bytes) are used once and never again."""
    try:
        theirs, secret = _bytes(receiver.p256dh), _bytes(receiver.auth)
        shared = own.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs))
    except ValueError as error:
        raise ValueError("this browser's keys cannot be used") from error
    point = _point(own)
    material = _derived(shared, salt=secret, info=b"WebPush: info\0" + theirs + point, length=32)
    content_key = _derived(material, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(material, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(point)]) + point
    # The last record of a message ends with a two (RFC 8188, section 2).
    return head + AESGCM(content_key).encrypt(nonce, words + b"\x02", None)


def signed(claims: Mapping[str, object], key: Key) -> str:
    """Return the claims as a JSON Web Token signed with ES256 (RFC 8292, section 2; RFC 7518, section 3.4)."""
    own = load_pem_private_key(key.pem.encode("ascii"), password=None)
    if not isinstance(own, EllipticCurvePrivateKey):
        raise ValueError("the key of this installation is of another kind")
    said = ".".join(_text(json.dumps(part, separators=(",", ":")).encode()) for part in (_HEAD, claims))
    both = decode_dss_signature(own.sign(said.encode("ascii"), ECDSA(SHA256())))
    return f"{said}.{_text(b''.join(number.to_bytes(32, 'big') for number in both))}"


_HEAD = {"typ": "JWT", "alg": "ES256"}


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def _point(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
