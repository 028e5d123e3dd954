"""Whether a push is from Meta: signed with the app's secret over the bytes as they came; and its first greeting."""

from __future__ import annotations

from amana.channels.messaging.digesting import hmac_of, is_same
from amana.channels.messaging.words import Line, Pushed

LONGEST_CHALLENGE = 200


def proves(push: Pushed, line: Line) -> bool:
    """Whether X-Hub-Signature-256 is the one of this body."""
    secret = line.secret.get("app_secret", "")
    return bool(secret) and is_same(
        push.headers.get("x-hub-signature-256", ""), f"sha256={hmac_of(secret, push.body).hex()}"
    )


def greets(push: Pushed, line: Line) -> str | None:
    """Return the challenge of a subscription that names our token, which is the answer to it; None for anybody else."""
    if push.query.get("hub.mode") != "subscribe":
        return None
    if not is_same(push.query.get("hub.verify_token", ""), line.secret.get("verify_token", "")):
        return None
    challenge = push.query.get("hub.challenge", "")
    return challenge if challenge.isascii() and challenge.isalnum() and len(challenge) <= LONGEST_CHALLENGE else None
