"""Whether a push is from Twilio: signed with the auth token over our address and what was sent, in the order of its names."""

from __future__ import annotations

import base64
from urllib.parse import parse_qsl

from amana.channels.messaging.digesting import hmac_of, is_same
from amana.channels.messaging.words import Line, Pushed

MOST_FIELDS = 200


def proves(push: Pushed, line: Line) -> bool:
    """Whether X-Twilio-Signature is the one of this push (https://www.twilio.com/docs/usage/security)."""
    secret = line.secret.get("auth_token", "")
    try:
        fields = parse_qsl(push.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        return False
    signed = push.url + "".join(name + value for name, value in sorted(set(fields)))
    ours = base64.b64encode(hmac_of(secret, signed.encode(), algorithm="sha1")).decode("ascii")
    return bool(secret) and is_same(push.headers.get("x-twilio-signature", ""), ours)


def greets(_push: Pushed, _line: Line) -> str | None:
    """Twilio greets nobody."""
    return None
