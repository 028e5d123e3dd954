"""Signing a message and proving a signature, as Standard Webhooks 1.0 says: HMAC-SHA256 over id, timestamp and body."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification asks for 24 to 64
# How far the clock of the other side may be from ours; an older message may be one that somebody listened to.
TOLERANCE = timedelta(minutes=5)
LONGEST_ID = 128
MOST_SIGNATURES = 10
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


class NotSigned(Exception):
    """A message nobody signed with a secret of ours, or too long ago; the text is the reason and names no secret."""


def new_secret() -> str:
    """Return a secret as it is handed out: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """Return `v1,` and the signature in base64; `timestamp` in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(signed).decode('ascii')}"


def signed_headers(secrets_: Sequence[str], *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the three headers of a message; while a secret is exchanged, both sign."""
    timestamp = int(at.timestamp())
    signatures = [signature(one, message_id=message_id, timestamp=timestamp, body=body) for one in secrets_]
    return {ID: message_id, TIMESTAMP: str(timestamp), SIGNATURE: " ".join(signatures)}


def verified(headers: Mapping[str, str], body: bytes, *, secrets_: Sequence[str], at: datetime) -> str:
    """Return the id of a message one of these secrets signed in the last five minutes; the names of headers in small letters.

    Raises NotSigned. Signatures are compared in constant time.
    """
    message_id, stamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not message_id or len(message_id) > LONGEST_ID or not (message_id.isascii() and message_id.isprintable()):
        raise NotSigned(f"no {ID}")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise NotSigned(f"no {TIMESTAMP} in seconds")
    if abs(int(stamp) - at.timestamp()) > TOLERANCE.total_seconds():
        raise NotSigned(f"{TIMESTAMP} is more than five minutes away from now")
    given = [one for one in map(_bytes_of, headers.get(SIGNATURE, "").split(" ")[:MOST_SIGNATURES]) if one]
    ours = [_bytes_of(signature(one, message_id=message_id, timestamp=int(stamp), body=body)) for one in secrets_]
    # Each pair is compared, so that the time says nothing of which.
    if not sum(hmac.compare_digest(mine, theirs) for mine in ours for theirs in given):
        raise NotSigned(f"no {SIGNATURE} of ours")
    return message_id


def _bytes_of(versioned: str) -> bytes:
    """Return the bytes of a signature of version 1; of any other, none."""
    version, _comma, encoded = versioned.partition(",")
    try:
        return base64.b64decode(encoded, validate=True) if version == "v1" else b""
    except (binascii.Error, ValueError):
        return b""
