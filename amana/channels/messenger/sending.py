"""Sending by Messenger, asking who somebody is, and fetching the files that came: calls of the Graph API and its refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from amana.channels.messaging.asking import Told, ask, one_line
from amana.channels.messaging.enclosing import multipart
from amana.channels.messaging.words import (
    File,
    Going,
    Later,
    Line,
    Media,
    NeedsLogin,
    NotTold,
    Refusal,
    Trouble,
    WindowClosed,
)
from amana.channels.messenger.reading import ref_of
from amana.channels.messenger.shaping import HUMAN_AGENT, LARGEST_IN
from amana.channels.meta.graph import authorised, is_of_meta, without_token

# https://developers.facebook.com/docs/messenger-platform/error-codes
SIGN_IN = {0, 3, 10, 102, 190, 368, *range(200, 300)}
LATER = {2, 4, 17, 32, 613, 1200, 80006}
REFUSED = {100, 551}
# An error that was answered although the message had gone out.
UNSURE = {1}
# Subcodes, which say more than the code they stand beside.
WINDOW = {2018065, 2018278}
UNREACHABLE = {1545041, 2018108}
MOVED = {301, 302, 303, 307, 308}
PICTURES = {"image/jpeg", "image/png"}


def accepted(told: Told, line: Line) -> Mapping[str, Any]:
    """Return what was answered. Raises the Trouble it stands for when that is a refusal; no text of it names the token."""
    error = told.said.get("error")
    if told.is_yes and not isinstance(error, dict):
        return told.said
    if not isinstance(error, dict):
        # A gateway in between may have passed it on before it gave up.
        raise NotTold(f"status {told.status}")
    code, subcode = _code(error, "code"), _code(error, "error_subcode")
    why = one_line(f"{code} {without_token(error.get('message', ''), line)}")
    if subcode in WINDOW:
        raise WindowClosed(why)
    if subcode in UNREACHABLE or code in REFUSED:
        raise Refusal(why)
    if code in LATER or told.status == 429:
        raise Later(why, seconds=told.wait)
    if code in SIGN_IN or told.status == 401:
        raise NeedsLogin(why)
    if code in UNSURE or told.status >= 500:
        raise NotTold(why)
    raise Refusal(why)


def _code(error: Mapping[str, Any], name: str) -> int:
    found = error.get(name)
    return found if isinstance(found, int) else -1


def send(going: Going, line: Line) -> str:
    """Send one message and return the name Messenger gives it. Raises Trouble."""
    said = {
        "recipient": {"id": going.to},
        **_kind(going, line),
        # Our own key comes back with the echo of the message, also where this call gets no answer.
        "message": {**_content(going, line), "metadata": going.key},
    }
    headers = authorised(line) | {"Content-Type": "application/json"}
    url = f"{line.url}/{line.account}/messages"
    answer = accepted(ask(line, "POST", url, headers=headers, body=json.dumps(said).encode()), line)
    ref = answer.get("message_id")
    if not isinstance(ref, str) or not ref:
        raise NotTold("the answer names no message")
    return ref_of(ref)


def _kind(going: Going, line: Line) -> dict[str, str]:
    """Return what kind of message this is: a person's answer after a day has to be marked as one, where the app may do that."""
    if going.is_late and line.said.get(HUMAN_AGENT):
        return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return {"messaging_type": "RESPONSE"}


def _content(going: Going, line: Line) -> dict[str, Any]:
    if going.file is None:
        return {"text": going.text}
    kind = "image" if going.file.type in PICTURES else "file"
    return {"attachment": {"type": kind, "payload": {"attachment_id": _uploaded(going.file, kind, line)}}}


def _uploaded(file: File, kind: str, line: Line) -> str:
    """Hand a file over and return its name; nothing is sent by that, so that whatever fails may be tried again."""
    what = {"attachment": {"type": kind, "payload": {"is_reusable": True}}}
    body, form = multipart({"message": json.dumps(what)}, file, name="filedata")
    try:
        url = f"{line.url}/{line.account}/message_attachments"
        answer = accepted(ask(line, "POST", url, headers=authorised(line) | {"Content-Type": form}, body=body), line)
    except NotTold as trouble:
        raise Later(trouble.why) from trouble
    found = answer.get("attachment_id")
    if not found:
        raise Later("the file was not taken")
    return str(found)


def introduce(identity: str, line: Line) -> str:
    """Return what somebody is called, as far as Meta tells it; else a name by which they can be told from others."""
    try:
        url = f"{line.url}/{identity}?fields=first_name,last_name"
        about = accepted(ask(line, "GET", url, headers=authorised(line)), line)
    except Trouble:
        about = {}
    names = [str(about[one]) for one in ("first_name", "last_name") if isinstance(about.get(one), str)]
    return " ".join(" ".join(names).split())[:200] or f"Messenger {identity[-4:]}"


def fetch(media: Media, line: Line) -> File:
    """Fetch a file that came with a message from Meta's own servers; the token is not shown there. Raises Trouble."""
    url = media.ref
    try:
        told = _asked(url, line)
        if told.status in MOVED:
            url = told.headers.get("location", "")
            told = _asked(url, line)
        name = urlsplit(url).path.rpartition("/")[2]
    except NotTold as trouble:
        raise Later(trouble.why) from trouble
    except ValueError as error:
        raise Refusal("The file has no address.") from error
    if told.status >= 500 or told.status == 429:
        raise Later(f"status {told.status}", seconds=told.wait)
    if not told.is_yes:
        raise Refusal(f"status {told.status}")
    return File(media.name or name[:255], media.type or told.headers.get("content-type", ""), told.body)


def _asked(url: str, line: Line) -> Told:
    if not is_of_meta(url, line):
        raise Refusal("The file lies on a server that is not asked.")
    return ask(line, "GET", url, headers={"Accept": "*/*"}, most=LARGEST_IN)
