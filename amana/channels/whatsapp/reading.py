"""Reading what WhatsApp pushes: messages of every type, and what became of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from amana.channels.messaging.words import Fate, Heard, Line, Media, Read, State, Unreadable

MEDIA = ("image", "document", "audio", "video", "sticker")
STATES = {"sent", "delivered", "read", "failed"}
Json = Mapping[str, Any]


def read(body: bytes, line: Line) -> Read:
    """Return the messages and states in a push that concern this number. Raises Unreadable for what is no push of WhatsApp's."""
    try:
        push = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    if not isinstance(push, dict) or push.get("object") != "whatsapp_business_account":
        raise Unreadable("not of a WhatsApp Business Account")
    changes = [one for entry in _list(push, "entry") for one in _list(entry, "changes")]
    mine = [value for one in changes if _number(value := _dict(one, "value")) == line.account]
    if not mine:
        return Read(ignored="another number, or nothing that was said" if changes else "empty")
    heard = [said for value in mine for said in _heard(value)]
    fates = [fate for value in mine for one in _list(value, "statuses") if (fate := _fate(one)) is not None]
    return Read(heard, fates, "" if heard or fates else "nothing that was said")


def _number(value: Json) -> str:
    return str(_dict(value, "metadata").get("phone_number_id", ""))


def _heard(value: Json) -> Iterator[Heard]:
    names = {str(one.get("wa_id", "")): str(_dict(one, "profile").get("name", "")) for one in _list(value, "contacts")}
    for said in _list(value, "messages"):
        who, ref, kind = str(said.get("from", "")), str(said.get("id", "")), str(said.get("type", ""))
        if not (who.isascii() and who.isdigit() and len(who) <= 20 and 0 < len(ref) <= 190):
            raise Unreadable("a message without a sender or a name of its own")
        text, media = _text(said, kind), _media(said, kind)
        yield Heard(
            ref=ref,
            identity=who,
            address=f"+{who}",
            name=names.get(who, "")[:200],
            text=text,
            at=_moment(said.get("timestamp")),
            media=media,
            answers=str(_dict(said, "context").get("id", ""))[:190],
            unshown="" if text or media else kind[:40] or "unknown",
        )


def _text(said: Json, kind: str) -> str:
    part = _dict(said, kind)
    if kind == "interactive":
        chosen = _dict(part, "button_reply") or _dict(part, "list_reply")
        return str(chosen.get("title", ""))
    if kind == "location":
        place = [str(part[one]) for one in ("name", "address") if part.get(one)]
        return "\n".join([*place, f"{part.get('latitude', '')}, {part.get('longitude', '')}"]).strip(", \n")
    words = {"text": "body", "button": "text", "reaction": "emoji"}.get(kind, "caption" if kind in MEDIA else "")
    found = part.get(words, "") if words else ""
    return found.strip() if isinstance(found, str) else ""


def _media(said: Json, kind: str) -> list[Media]:
    part = _dict(said, kind)
    ref = str(part.get("id", ""))
    if kind not in MEDIA or not (ref.isascii() and ref.isalnum() and len(ref) <= 100):
        return []
    return [Media(ref, str(part.get("mime_type", ""))[:120], str(part.get("filename", ""))[:255])]


def _fate(one: Json) -> Fate | None:
    state, ref = str(one.get("status", "")), str(one.get("id", ""))
    if state not in STATES or not 0 < len(ref) <= 190:
        return None
    errors = _list(one, "errors")
    why = ""
    if errors:
        details = _dict(errors[0], "error_data").get("details")
        why = f"{errors[0].get('code', '')} {details or errors[0].get('title', '')}".strip()
    key = str(one.get("biz_opaque_callback_data", ""))
    return Fate(ref, cast("State", state), _moment(one.get("timestamp")), why[:300], key[:64])


def _moment(said: object) -> datetime | None:
    text = str(said or "")
    if not (text.isascii() and text.isdigit() and len(text) <= 11):
        return None
    try:
        return datetime.fromtimestamp(int(text), tz=UTC)
    except (ValueError, OSError, OverflowError):
        return None


def _dict(of: Json, name: str) -> Json:
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _list(of: Json, name: str) -> list[Json]:
    found = of.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
