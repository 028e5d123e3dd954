"""Connecting an account of X: what is typed, asking whose it is, and having what concerns it pushed to our address."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from amana.channels.messaging.asking import ask
from amana.channels.messaging.words import Field, Known, Line, Refusal
from amana.channels.x.sending import accepted, call

TITLE = "X"
URL = "https://api.x.com"
FIELDS = (
    Field("handle", _("Name of the account"), _("As people write it, without @."), is_account=True),
    Field("api_key", _("API key"), _("From the app at developer.x.com, Keys and tokens."), is_secret=True),
    Field("api_secret", _("API key secret"), _("By it we know that a message comes from X."), is_secret=True),
    Field(
        "access_token",
        _("Access token"),
        _("Of this account, made after the app was allowed to read, write and see direct messages."),
        is_secret=True,
    ),
    Field("access_secret", _("Access token secret"), is_secret=True),
)


def check(line: Line) -> Known:
    """Ask whose tokens they are, and have the account's messages and mentions pushed to our address. Raises Trouble."""
    about = call(line, "GET", "/2/users/me")
    name, key = str(about.get("username", "")), about.get("id")
    if name.casefold() != line.account.removeprefix("@").casefold():
        raise Refusal("These tokens are of another account.")
    if not isinstance(key, str) or not key.isascii() or not key.isdigit():
        raise Refusal("This is not an account of X.")
    hook = _hook(line)
    path = f"/2/account_activity/webhooks/{hook}/subscriptions/all"
    if call(line, "GET", path).get("subscribed") is not True:
        call(line, "POST", path, {})
    return Known(f"@{name}", secret={"user_id": key})


def _hook(line: Line) -> str:
    """Return what X calls our address, told to it where it does not know it; one that stopped answering is asked for again."""
    app = {"Authorization": f"Bearer {_of_the_app(line)}", "Accept": "application/json"}
    url = f"{line.url}/2/webhooks"
    known = ask(line, "GET", url, headers=app)
    accepted(known)
    rows = known.said.get("data")
    rows = rows if isinstance(rows, list) else []
    mine = [one for one in rows if isinstance(one, dict) and one.get("url") == line.calls_us]
    if mine and mine[0].get("valid") is not True:
        accepted(ask(line, "PUT", f"{url}/{_digits(mine[0])}", headers=app))
    if mine:
        return _digits(mine[0])
    headers = app | {"Content-Type": "application/json"}
    return _digits(accepted(ask(line, "POST", url, headers=headers, body=json.dumps({"url": line.calls_us}).encode())))


def _of_the_app(line: Line) -> str:
    """Return the token by which the app speaks for itself, which only the addresses to be called are asked with."""
    pair = f"{line.secret.get('api_key', '')}:{line.secret.get('api_secret', '')}".encode()
    headers = {
        "Authorization": f"Basic {base64.b64encode(pair).decode()}",
        "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
    }
    url = f"{line.url}/oauth2/token"
    said = accepted(ask(line, "POST", url, headers=headers, body=b"grant_type=client_credentials"))
    return str(said.get("access_token", ""))


def _digits(hook: Mapping[str, Any]) -> str:
    found = str(hook.get("id", ""))
    if not found.isascii() or not found.isdigit():
        raise Refusal("X does not say what it calls our address.")
    return found
