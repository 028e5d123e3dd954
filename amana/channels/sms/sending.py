"""Sending short messages through Twilio, and fetching the files that came: calls of its interface, and what its refusals mean."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from amana.channels.messaging.asking import Told, ask, one_line
from amana.channels.messaging.words import File, Going, Later, Line, Media, NeedsLogin, NotTold, Refusal
from amana.channels.sms.shaping import LARGEST_IN

# https://www.twilio.com/docs/api/errors
SIGN_IN = {20003, 20005, 20008, 20404}
LATER = {20429, 14107, 21611, 30001, 30017, 30022}


def account_url(line: Line) -> str:
    """Return the address of our account."""
    return f"{line.url}/2010-04-01/Accounts/{line.said.get('account_sid', '')}"


def authorised(line: Line) -> dict[str, str]:
    """Return the header for the account and its token (RFC 7617)."""
    pair = f"{line.said.get('account_sid', '')}:{line.secret.get('auth_token', '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode('ascii')}", "Accept": "application/json"}


def accepted(told: Told) -> Mapping[str, Any]:
    """Return what was answered. Raises the Trouble it stands for when that is a refusal."""
    if told.is_yes:
        return told.said
    code = told.said.get("code")
    if not isinstance(code, int):
        if told.status in {401, 403}:
            raise NeedsLogin(f"status {told.status}")
        if told.status == 429:
            raise Later("too many requests", seconds=told.wait)
        raise NotTold(f"status {told.status}")
    why = one_line(f"{code} {told.said.get('message', '')}")
    if code in LATER or told.status == 429 or told.status >= 500:
        raise Later(why, seconds=told.wait)
    if code in SIGN_IN or told.status == 401:
        raise NeedsLogin(why)
    raise Refusal(why)


def send(going: Going, line: Line) -> str:
    """Send one message and return the name Twilio gives it. Raises Trouble."""
    fields = {"To": going.to, "From": line.account, "Body": going.text}
    if line.calls_us.startswith("https://"):
        # Anything else is refused there, and states are then not told.
        fields["StatusCallback"] = line.calls_us
    headers = authorised(line) | {"Content-Type": "application/x-www-form-urlencoded"}
    answer = accepted(
        ask(line, "POST", f"{account_url(line)}/Messages.json", headers=headers, body=urlencode(fields).encode())
    )
    ref = answer.get("sid")
    if not isinstance(ref, str) or not 0 < len(ref) <= 64:
        raise NotTold("the answer names no message")
    return ref


def fetch(media: Media, line: Line) -> File:
    """Fetch a file that came with a message; where Twilio points elsewhere, that is followed once, without our token."""
    try:
        told = ask(line, "GET", line.url + media.ref, headers=authorised(line) | {"Accept": "*/*"}, most=LARGEST_IN)
        if told.status in {302, 307}:
            told = ask(line, "GET", told.headers.get("location", ""), most=LARGEST_IN)
    except NotTold as trouble:
        raise Later(trouble.why) from trouble
    except ValueError as error:
        raise Refusal("The file has no address.") from error
    if told.status >= 500 or told.status == 429:
        raise Later(f"status {told.status}", seconds=told.wait)
    if not told.is_yes:
        raise Refusal(f"status {told.status}")
    name = urlsplit(media.ref).path.rpartition("/")[2]
    return File(f"{name}{_ending(media.type)}", media.type or told.headers.get("content-type", ""), told.body)


def _ending(kind: str) -> str:
    return {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "application/pdf": ".pdf"}.get(kind, "")
