"""Sending by X, as a direct message or below a post in public, and fetching the pictures that came; what its refusals mean."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from amana.channels.messaging.asking import Told, ask, one_line
from amana.channels.messaging.digesting import hmac_of
from amana.channels.messaging.enclosing import multipart
from amana.channels.messaging.words import File, Going, Later, Line, Media, NeedsLogin, NotTold, Refusal
from amana.channels.x.reading import DIRECT, POST
from amana.channels.x.shaping import LARGEST_IN

# Where X hands out what came: to whoever may read the message, and to everybody.
OF_MESSAGES = {"ton.x.com", "ton.twitter.com"}
OF_POSTS = {"pbs.twimg.com", "video.twimg.com"}
# Problems of our own app or account, not of what was asked: https://docs.x.com/x-api/fundamentals/response-codes-and-errors
OF_OURS = ("client-forbidden", "unsupported-authentication", "oauth1-permissions", "not-authorized-for-resource/app")
LOCKED = {32, 64, 89, 215, 326}
PAUSE = 900  # seconds; limits are counted in quarters of an hour
LONGEST_PAUSE = 3600


def sign(line: Line, method: str, url: str, *, nonce: str, moment: int) -> str:
    """Return the Authorization header of OAuth 1.0a (RFC 5849, HMAC-SHA1) for a request without a form.

    `moment` is in seconds since 1970.
    """
    parts = urlsplit(url)
    said = {
        "oauth_consumer_key": line.secret.get("api_key", ""),
        "oauth_nonce": nonce,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(moment),
        "oauth_token": line.secret.get("access_token", ""),
        "oauth_version": "1.0",
    }
    asked = parse_qsl(parts.query, keep_blank_values=True)
    pairs = sorted((_quoted(name), _quoted(value)) for name, value in [*said.items(), *asked])
    where = f"{parts.scheme}://{parts.netloc}{parts.path}"
    base = "&".join(_quoted(one) for one in (method, where, "&".join("=".join(pair) for pair in pairs)))
    key = "&".join(_quoted(line.secret.get(name, "")) for name in ("api_secret", "access_secret"))
    said["oauth_signature"] = base64.b64encode(hmac_of(key, base.encode(), algorithm="sha1")).decode()
    return "OAuth " + ", ".join(f'{name}="{_quoted(value)}"' for name, value in said.items())


def _quoted(value: str) -> str:
    return quote(value, safe="~")


def signed(line: Line, method: str, url: str) -> dict[str, str]:
    """Return the header that shows whose account asks, now."""
    # X refuses what was not signed within the last minutes by the clock of the wall.
    said = sign(line, method, url, nonce=secrets.token_hex(16), moment=int(time.time()))
    return {"Authorization": said, "Accept": "application/json"}


def call(line: Line, method: str, path: str, said: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Call the API as the account and return the `data` of its answer. Raises Trouble; no text of it names a secret."""
    url = f"{line.url}{path}"
    headers = signed(line, method, url)
    if said is None:
        return accepted(ask(line, method, url, headers=headers))
    headers["Content-Type"] = "application/json"
    return accepted(ask(line, method, url, headers=headers, body=json.dumps(said).encode()))


def accepted(told: Told) -> Mapping[str, Any]:
    """Return the `data` that was answered. Raises the Trouble it stands for when that is a refusal."""
    said = told.said
    if told.is_yes:
        data = said.get("data")
        return data if isinstance(data, dict) else said
    errors = said.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    is_theirs = bool(first) or "title" in said
    why = one_line(f"{told.status} {said.get('detail') or first.get('message') or said.get('title', '')}")
    if told.status == 429:
        raise Later(why, seconds=_pause(told))
    if told.status == 503 and is_theirs:
        raise Later(why, seconds=told.wait)
    if told.status in {401, 402} or str(said.get("type", "")).endswith(OF_OURS) or first.get("code") in LOCKED:
        raise NeedsLogin(why)
    if not is_theirs or told.status >= 500:
        # Somewhere on the way it may have been taken.
        raise NotTold(f"status {told.status}")
    raise Refusal(why)


def _pause(told: Told) -> int:
    """Return the seconds until X wants to be asked again: from its own clock in the same answer to the end of its limit."""
    ends = told.headers.get("x-rate-limit-reset", "")
    try:
        now = parsedate_to_datetime(told.headers.get("date", "")).timestamp()
        seconds = int(ends) - int(now) if ends.isascii() and ends.isdigit() and len(ends) <= 11 else 0
    except (ValueError, TypeError, OverflowError):
        seconds = 0
    return min(seconds, LONGEST_PAUSE) if seconds > 0 else told.wait or PAUSE


def send(going: Going, line: Line) -> str:
    """Send one direct message, or one answer below a post, and return its name. Raises Trouble."""
    if going.is_public:
        return _in_public(going, line)
    said: dict[str, Any] = {"text": going.text}
    if going.file is not None:
        said = {"attachments": [{"media_id": _uploaded(going.file, line)}]}
    answer = call(line, "POST", f"/2/dm_conversations/with/{going.to}/messages", said)
    return _named(DIRECT, answer.get("dm_event_id"))


def _in_public(going: Going, line: Line) -> str:
    if going.file is not None or not going.answers.startswith(POST):
        raise Refusal("In public only words are sent, below a post.")
    said = {"text": going.text, "reply": {"in_reply_to_tweet_id": going.answers.removeprefix(POST)}}
    return _named(POST, call(line, "POST", "/2/tweets", said).get("id"))


def _named(kind: str, ref: object) -> str:
    if not isinstance(ref, str) or not 0 < len(ref) <= 60:
        raise NotTold("the answer names no message")
    return f"{kind}{ref}"


def _uploaded(file: File, line: Line) -> str:
    """Hand a file over and return its name; nothing is sent by that, so that whatever fails may be tried again."""
    url = f"{line.url}/2/media/upload"
    body, kind = multipart({"media_category": "dm_image"}, file, name="media")
    try:
        answer = accepted(ask(line, "POST", url, headers=signed(line, "POST", url) | {"Content-Type": kind}, body=body))
    except NotTold as trouble:
        raise Later(trouble.why) from trouble
    found = answer.get("id")
    if not isinstance(found, str) or not found:
        raise Later("the file was not taken")
    return found


def fetch(media: Media, line: Line) -> File:
    """Fetch a picture or a film that came; our signature is shown to X's own servers of messages alone. Raises Trouble."""
    try:
        parts = urlsplit(media.ref)
        is_ours = parts[:2] == urlsplit(line.url)[:2]
    except ValueError as error:
        raise Refusal("The file has no address.") from error
    host = parts.hostname or ""
    if not is_ours and (host not in OF_MESSAGES | OF_POSTS or parts.scheme != "https"):
        raise Refusal("The file lies on a server that is not asked.")
    headers = signed(line, "GET", media.ref) if is_ours or host in OF_MESSAGES else {}
    try:
        told = ask(line, "GET", media.ref, headers=headers | {"Accept": "*/*"}, most=LARGEST_IN)
    except NotTold as trouble:
        raise Later(trouble.why) from trouble
    if told.status >= 500 or told.status == 429:
        raise Later(f"status {told.status}", seconds=told.wait)
    if told.status == 401:
        raise NeedsLogin("status 401")
    if not told.is_yes:
        raise Refusal(f"status {told.status}")
    return File(media.name or parts.path.rpartition("/")[2][:200], media.type, told.body)
