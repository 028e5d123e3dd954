"""Reading what Messenger pushes: messages, presses of a button, reactions and edits, and how far ours got."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from amana.channels.messaging.words import Fate, Heard, Line, Media, Read, State, Unreadable

LONGEST_REF = 190
LONGEST_URL = 2000
# https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages
FILES = {"image", "audio", "video", "file", "sticker"}
LINKS = {"fallback", "reel", "ig_reel", "post", "ig_post"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Json = Mapping[str, Any]


def read(body: bytes, line: Line) -> Read:
    """Return the messages and states in a push that concern this page. Raises Unreadable for what is no push of Messenger's."""
    try:
        push = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    if not isinstance(push, dict) or push.get("object") != "page":
        raise Unreadable("not of a page")
    entries = _list(push, "entry")
    mine = [event for entry in entries if entry.get("id") == line.account for event in _list(entry, "messaging")]
    if not mine:
        return Read(ignored="another page, or nothing that was said" if entries else "empty")
    heard = [said for event in mine if (said := _heard(event)) is not None]
    fates = [fate for event in mine for fate in _fates(event)]
    return Read(heard, fates, "" if heard or fates else "nothing that was said")


def ref_of(*parts: object) -> str:
    """Return a name for these parts that is always the same and not too long to be kept."""
    ref = ":".join(str(one) for one in parts)
    return ref if len(ref) <= LONGEST_REF else hashlib.sha256(ref.encode("utf-8", "replace")).hexdigest()


# ── what was said to us ──────────────────────────────────────────────────────


def _heard(event: Json) -> Heard | None:
    """Return what somebody said; None for what our own page did, and for what is no word of anybody's."""
    if said := _dict(event, "message"):
        if said.get("is_echo") or said.get("is_deleted"):
            return None
        return _message(event, said)
    if said := _dict(event, "message_edit"):
        ref = ref_of(_mid(said), "edit", _whole(said.get("num_edit")) or said.get("num_edit"))
        return _by(event, ref, text=_text(said, "text"), unshown="message_edit")
    if said := _dict(event, "postback"):
        ref = _mid(said) if said.get("mid") else ref_of(_who(event), _whole(event.get("timestamp")), "postback")
        return _by(event, ref_of(ref), text=_text(said, "title"), unshown="postback")
    if (said := _dict(event, "reaction")) and said.get("action") != "unreact":
        ref = ref_of(_who(event), _whole(event.get("timestamp")), "reaction")
        text = _text(said, "emoji") or _text(said, "reaction")
        return _by(event, ref, text=text, answers=ref_of(_mid(said)), unshown="reaction")
    return None


def _message(event: Json, said: Json) -> Heard:
    parts = _list(said, "attachments")
    media = _media(parts)
    lines = [_text(said, "text")]
    for part in parts:
        lines += [one for one in _words(part) if one not in lines[0]]
    shown = {*FILES} if media else set()
    other = [kind for one in parts if (kind := _word(one.get("type"))) not in shown and not any(_words(one))]
    answers = _dict(said, "reply_to").get("mid")
    return _by(
        event, ref_of(_mid(said)), text="\n".join(filter(None, lines)), media=media,
        answers=ref_of(answers) if isinstance(answers, str) else "", unshown=other[0] if other else "message",
        is_partly=bool(other),
    )  # fmt: skip


def _by(
    event: Json,
    ref: str,
    *,
    text: str,
    media: Sequence[Media] = (),
    answers: str = "",
    unshown: str,
    is_partly: bool = False,
) -> Heard:
    """Return what was said, by whom and when; `unshown` is told where nothing of it can be shown, or not all of it."""
    who = _who(event)
    is_told = is_partly or not (text or media)
    return Heard(
        ref=ref, identity=who, address=f"ID {who}", text=text, at=_moment(event.get("timestamp")), media=media,
        answers=answers, unshown=unshown if is_told else "",
    )  # fmt: skip


def _media(parts: Sequence[Json]) -> list[Media]:
    """Return the files among the attachments; a sticker, which also comes as a picture, is one."""
    found: dict[object, Media] = {}
    for part in parts:
        payload = _dict(part, "payload")
        url = payload.get("url")
        is_file = _text(part, "type") in FILES
        if is_file and isinstance(url, str) and 0 < len(url) <= LONGEST_URL and url.isprintable():
            found.setdefault(_whole(payload.get("sticker_id")) or url, Media(url))
    return list(found.values())


def _words(part: Json) -> list[str]:
    """Return what an attachment says that is no file: a place, or the title and address of what was shared."""
    payload = _dict(part, "payload")
    place = _dict(payload, "coordinates")
    if place:
        return [f"{place.get('lat', '')}, {place.get('long', '')}".strip(", ")]
    if _text(part, "type") not in LINKS:
        return []
    title, url = _text(part, "title") or _text(payload, "title"), _text(part, "url") or _text(payload, "url")
    return [one for one in (title, url[:LONGEST_URL]) if one]


def _who(event: Json) -> str:
    who = _dict(event, "sender").get("id")
    if not (isinstance(who, str) and who.isascii() and who.isdigit() and len(who) <= 32):
        raise Unreadable("something said by nobody")
    return who


def _mid(said: Json) -> str:
    found = said.get("mid")
    if not (isinstance(found, str) and found and found.isprintable()):
        raise Unreadable("a message without a name of its own")
    return found


# ── what became of ours ──────────────────────────────────────────────────────


def _fates(event: Json) -> Iterator[Fate]:
    """Yield what is told of ours: one by one, or of everything that was sent to somebody up to a moment."""
    echo = _dict(event, "message")
    if echo.get("is_echo") and (key := _text(echo, "metadata")):
        yield Fate(ref_of(_mid(echo)), "sent", _moment(event.get("timestamp")), key=key[:64])
    if said := _dict(event, "delivery"):
        mids = said.get("mids")
        at = _moment(event.get("timestamp")) or _moment(said.get("watermark"))
        for mid in mids if isinstance(mids, list) else []:
            if isinstance(mid, str) and mid and mid.isprintable():
                yield Fate(ref_of(mid), "delivered", at)
        yield from _up_to(event, said, "delivered")
    if said := _dict(event, "read"):
        yield from _up_to(event, said, "read")


def _up_to(event: Json, said: Json, state: State) -> Iterator[Fate]:
    until = _moment(said.get("watermark"))
    if until is not None:
        yield Fate("", state, until, to=_who(event), until=until)


# ── the parts of a push ──────────────────────────────────────────────────────


def _moment(said: object) -> datetime | None:
    """Return a moment told in thousandths of a second since 1970."""
    number = _whole(said)
    try:
        return EPOCH + timedelta(milliseconds=number) if number else None
    except OverflowError:
        return None


def _whole(said: object) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 2**53 else None


def _text(of: Json, name: str) -> str:
    found = of.get(name)
    return found.strip() if isinstance(found, str) else ""


def _word(said: object) -> str:
    return said[:40] if isinstance(said, str) and said.isidentifier() else "unknown"


def _dict(of: Json, name: str) -> Json:
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _list(of: Json, name: str) -> list[Json]:
    found = of.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
