"""Reading what Telegram pushes: one message written to our bot, or one that was changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from amana.channels.messaging.words import Heard, Line, Media, Read, Unreadable

MEDIA = ("document", "voice", "audio", "video", "video_note", "animation", "sticker")
Json = Mapping[str, Any]


def read(body: bytes, _line: Line) -> Read:
    """Return the message in an update. Raises Unreadable for what is no update of Telegram's."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    if not isinstance(update, dict) or _whole(update.get("update_id")) is None:
        raise Unreadable("not an update")
    edited = _dict(update, "edited_message")
    said = edited or _dict(update, "message")
    chat, number = _dict(said, "chat"), _whole(said.get("message_id"))
    who = _whole(chat.get("id"))
    if not said or chat.get("type") != "private":
        return Read(ignored="not a message written to us alone")
    if number is None or who is None:
        raise Unreadable("a message without a sender or a name of its own")
    changed = f":{_whole(said.get('edit_date')) or 0}" if edited else ""
    return Read([_heard(said, who, f"{who}:{number}{changed}")])


def _heard(said: Json, who: int, ref: str) -> Heard:
    sender = _dict(said, "from")
    text, media = _text(said), _media(said)
    names = [str(sender[one]) for one in ("first_name", "last_name") if sender.get(one)]
    quoted = _whole(_dict(said, "reply_to_message").get("message_id"))
    return Heard(
        ref=ref,
        identity=str(who),
        address=f"@{sender['username']}"[:80] if sender.get("username") else str(who),
        name=" ".join(names)[:200],
        text=text,
        at=_moment(said.get("date")),
        media=media,
        answers=f"{who}:{quoted}" if quoted is not None else "",
        unshown="" if text or media else _kind(said),
    )


def _text(said: Json) -> str:
    for name in ("text", "caption"):
        if isinstance(said.get(name), str):
            return str(said[name]).strip()
    place = _dict(said, "location")
    return f"{place.get('latitude')}, {place.get('longitude')}" if place else ""


def _media(said: Json) -> list[Media]:
    sizes = said.get("photo")
    pictures = [one for one in sizes if isinstance(one, dict)] if isinstance(sizes, list) else []
    # Of a picture every size is named, the largest last.
    found = [Media(str(pictures[-1].get("file_id", "")), "image/jpeg")] if pictures else []
    for kind in MEDIA:
        if one := _dict(said, kind):
            media_type, name = str(one.get("mime_type", ""))[:120], str(one.get("file_name", ""))[:255]
            found.append(Media(str(one.get("file_id", "")), media_type, name))
    return [one for one in found if one.ref.isascii() and 0 < len(one.ref) <= 200]


def _kind(said: Json) -> str:
    known = {"message_id", "from", "chat", "date", "edit_date", "reply_to_message"}
    return next((str(name)[:40] for name in said if name not in known), "unknown")


def _moment(said: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(_whole(said) or 0, tz=UTC) if _whole(said) else None
    except (ValueError, OSError, OverflowError):
        return None


def _whole(said: object) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) and abs(said) < 2**53 else None


def _dict(of: Json, name: str) -> Json:
    found = of.get(name)
    return found if isinstance(found, dict) else {}
