"""Whether a push is from Telegram: it says the secret that we gave it when the bot was connected."""

from __future__ import annotations

from amana.channels.messaging.digesting import is_same
from amana.channels.messaging.words import Line, Pushed


def proves(push: Pushed, line: Line) -> bool:
    """Whether X-Telegram-Bot-Api-Secret-Token is our secret."""
    return is_same(push.headers.get("x-telegram-bot-api-secret-token", ""), line.secret.get("secret_token", ""))


def greets(_push: Pushed, _line: Line) -> str | None:
    """Telegram greets nobody."""
    return None
