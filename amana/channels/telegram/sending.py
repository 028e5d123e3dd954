"""Sending by a bot of Telegram, and fetching the files that came: calls of the Bot API, and what its refusals mean."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from amana.channels.messaging.asking import Told, ask, one_line
from amana.channels.messaging.enclosing import multipart
from amana.channels.messaging.words import File, Going, Later, Line, Media, NeedsLogin, NotTold, Refusal
from amana.channels.telegram.shaping import LARGEST_IN

_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")


def call(
    line: Line, method: str, said: Mapping[str, Any], *, file: File | None = None, name: str = ""
) -> Mapping[str, Any]:
    """Call a method of the Bot API and return its result. Raises Trouble; no text of it names the token."""
    if file is None:
        body, kind = json.dumps(said).encode(), "application/json"
    else:
        body, kind = multipart({key: str(value) for key, value in said.items()}, file, name=name)
    url = f"{line.url}/bot{line.secret.get('token', '')}/{method}"
    result = accepted(ask(line, "POST", url, headers={"Content-Type": kind}, body=body)).get("result")
    return result if isinstance(result, dict) else {}


def accepted(told: Told) -> Mapping[str, Any]:
    """Return what was answered. Raises the Trouble it stands for when that is a refusal."""
    said = told.said
    if told.is_yes and said.get("ok") is True:
        return said
    if said.get("ok") is not False:
        raise NotTold(f"status {told.status}")
    more = said.get("parameters")
    seconds = more.get("retry_after") if isinstance(more, dict) else 0
    why = one_line(f"{told.status} {said.get('description', '')}")
    if told.status == 429 or told.status >= 500:
        raise Later(why, seconds=min(seconds, 3600) if isinstance(seconds, int) and seconds > 0 else told.wait)
    if told.status in {401, 404}:
        raise NeedsLogin(why)
    raise Refusal(why)


def send(going: Going, line: Line) -> str:
    """Send one message and return the name it has in its chat. Raises Trouble."""
    said: dict[str, Any] = {"chat_id": going.to}
    if going.file is not None:
        is_picture = going.file.type in {"image/jpeg", "image/png"}
        method, name = ("sendPhoto", "photo") if is_picture else ("sendDocument", "document")
        result = call(line, method, said, file=going.file, name=name)
    else:
        said |= {"text": going.text, "link_preview_options": {"is_disabled": True}}
        quoted = going.answers.split(":")[1:2]
        if quoted and quoted[0].isdigit():
            said["reply_parameters"] = {"message_id": int(quoted[0]), "allow_sending_without_reply": True}
        result = call(line, "sendMessage", said)
    number = result.get("message_id")
    if not isinstance(number, int):
        raise NotTold("the answer names no message")
    return f"{going.to}:{number}"


def fetch(media: Media, line: Line) -> File:
    """Fetch a file that came with a message. Raises Trouble."""
    try:
        path = str(call(line, "getFile", {"file_id": media.ref}).get("file_path", ""))
        if not _PATH.fullmatch(path):
            raise Refusal("The file has no address.")
        url = f"{line.url}/file/bot{line.secret.get('token', '')}/{path}"
        told = ask(line, "GET", url, most=LARGEST_IN)
    except NotTold as trouble:
        raise Later(trouble.why) from trouble
    if told.status >= 500 or told.status == 429:
        raise Later(f"status {told.status}", seconds=told.wait)
    if not told.is_yes:
        raise Refusal(f"status {told.status}")
    return File(media.name or path.rpartition("/")[2], media.type, told.body)
