"""Sending by WhatsApp, and fetching the files that came: calls of the Graph API, and what its refusals mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

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
    WindowClosed,
)
from amana.channels.meta.graph import authorised, is_of_meta, without_token
from amana.channels.whatsapp.shaping import LARGEST_IN

# https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
SIGN_IN = {0, 3, 10, 190, 368, 131005, 131031, 133010, *range(200, 300)}
LATER = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004}
WINDOW = {131047}


def accepted(told: Told, line: Line) -> Mapping[str, Any]:
    """Return what was answered. Raises the Trouble it stands for when that is a refusal; no text of it names the token."""
    error = told.said.get("error")
    if told.is_yes and not isinstance(error, dict):
        return told.said
    if not isinstance(error, dict):
        # A gateway in between may have passed it on before it gave up.
        raise NotTold(f"status {told.status}")
    code = error.get("code")
    code = code if isinstance(code, int) else -1
    details = error.get("error_data")
    words = details.get("details") if isinstance(details, dict) else ""
    why = one_line(f"{code} {without_token(words or error.get('message', ''), line)}")
    if code in WINDOW:
        raise WindowClosed(why)
    if code in LATER or told.status == 429 or (told.status >= 500 and code not in SIGN_IN):
        raise Later(why, seconds=told.wait)
    if code in SIGN_IN or told.status in {401, 403}:
        raise NeedsLogin(why)
    raise Refusal(why)


def send(going: Going, line: Line) -> str:
    """Send one message and return the name WhatsApp gives it. Raises Trouble."""
    said: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": going.to,
        "biz_opaque_callback_data": going.key,
        **_content(going, line),
    }
    if going.answers:
        said["context"] = {"message_id": going.answers}
    headers = authorised(line) | {"Content-Type": "application/json"}
    answer = accepted(
        ask(line, "POST", f"{line.url}/{line.account}/messages", headers=headers, body=json.dumps(said).encode()), line
    )
    named = answer.get("messages")
    ref = named[0].get("id") if isinstance(named, list) and named and isinstance(named[0], dict) else None
    if not isinstance(ref, str) or not 0 < len(ref) <= 190:
        raise NotTold("the answer names no message")
    return ref


def _content(going: Going, line: Line) -> dict[str, Any]:
    if going.template is not None:
        values = [{"type": "text", "text": value} for value in going.template.values]
        said: dict[str, Any] = {"name": going.template.name, "language": {"code": going.template.language}}
        if values:
            said["components"] = [{"type": "body", "parameters": values}]
        return {"type": "template", "template": said}
    if going.file is not None:
        kind = "image" if going.file.type in {"image/jpeg", "image/png"} else "document"
        content = {"id": _uploaded(going.file, line)} | ({"filename": going.file.name} if kind == "document" else {})
        return {"type": kind, kind: content}
    return {"type": "text", "text": {"preview_url": False, "body": going.text}}


def _uploaded(file: File, line: Line) -> str:
    """Hand a file over and return its name; nothing is sent by that, so that whatever fails may be tried again."""
    body, kind = multipart({"messaging_product": "whatsapp", "type": file.type}, file)
    try:
        url = f"{line.url}/{line.account}/media"
        answer = accepted(ask(line, "POST", url, headers=authorised(line) | {"Content-Type": kind}, body=body), line)
    except NotTold as trouble:
        raise Later(trouble.why) from trouble
    found = answer.get("id")
    if not found:
        raise Later("the file was not taken")
    return str(found)


def fetch(media: Media, line: Line) -> File:
    """Fetch a file that came with a message; the token is shown to Meta's own servers alone. Raises Trouble."""
    try:
        about = accepted(ask(line, "GET", f"{line.url}/{media.ref}", headers=authorised(line)), line)
        url = str(about.get("url", ""))
        if not is_of_meta(url, line):
            raise Refusal("The file lies on a server that is not asked.")
        told = ask(line, "GET", url, headers=authorised(line) | {"Accept": "*/*"}, most=LARGEST_IN)
    except NotTold as trouble:
        raise Later(trouble.why) from trouble
    except ValueError as error:
        raise Refusal("The file has no address.") from error
    if not told.is_yes:
        raise (
            Later(f"status {told.status}")
            if told.status >= 500 or told.status == 429
            else Refusal(f"status {told.status}")
        )
    return File(media.name, media.type or told.headers.get("content-type", ""), told.body)
