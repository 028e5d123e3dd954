"""Whether a push is from X: signed with the app's secret over the bytes as they came; and the challenge that X asks every hour."""

from __future__ import annotations

import base64
import json
import re

from amana.channels.messaging.digesting import hmac_of, is_same
from amana.channels.messaging.words import Line, Pushed

# Our answer to a challenge is a signature under the secret of the app: whoever may have anything signed could sign a push.
# No object of JSON is written with these letters alone.
_CHALLENGE = re.compile(r"[A-Za-z0-9+/=_.-]{1,300}")


def proves(push: Pushed, line: Line) -> bool:
    """Whether x-twitter-webhooks-signature is the one of this body."""
    secret = line.secret.get("api_secret", "")
    return bool(secret) and is_same(push.headers.get("x-twitter-webhooks-signature", ""), _signed(secret, push.body))


def greets(push: Pushed, line: Line) -> str | None:
    """Return the answer to a challenge, as JSON; None where there is none, or nothing to answer it with."""
    secret, challenge = line.secret.get("api_secret", ""), push.query.get("crc_token", "")
    if not secret or not _CHALLENGE.fullmatch(challenge):
        return None
    return json.dumps({"response_token": _signed(secret, challenge.encode())})


def _signed(secret: str, content: bytes) -> str:
    return f"sha256={base64.b64encode(hmac_of(secret, content)).decode()}"
