"""Connecting a bot of Telegram: what is typed, asking whether it holds, and telling Telegram where we are."""

from __future__ import annotations

import secrets

from django.utils.translation import gettext_lazy as _

from amana.channels.messaging.words import Field, Known, Line, Refusal
from amana.channels.telegram.sending import call

TITLE = "Telegram"
URL = "https://api.telegram.org"
FIELDS = (
    Field("bot", _("Name of the bot"), _("As @BotFather gave it, without @."), is_account=True),
    Field("token", _("Token"), _("From @BotFather."), is_secret=True),
)
SECRET_BYTES = 32


def check(line: Line) -> Known:
    """Ask whose token it is, and have the bot's messages pushed to our address with a secret of ours. Raises Trouble."""
    name = str(call(line, "getMe", {}).get("username", ""))
    if name.casefold() != line.account.removeprefix("@").casefold():
        raise Refusal("This token is of another bot.")
    secret = line.secret.get("secret_token") or secrets.token_urlsafe(SECRET_BYTES)
    call(
        line,
        "setWebhook",
        {"url": line.calls_us, "secret_token": secret, "allowed_updates": ["message", "edited_message"]},
    )
    return Known(f"@{name}", secret={"secret_token": secret})
