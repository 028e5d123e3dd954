"""Reading what X pushes of an account: direct messages, posts that mention it, and how far it was read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from amana.channels.messaging.words import Fate, Heard, Line, Media, Read, Unreadable

POST, DIRECT = "post:", "dm:"
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,20}")
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
LONGEST_REF = 1000
Json = Mapping[str, Any]


def read(body: bytes, line: Line) -> Read:
    """Return the messages, mentions and states in a push that concern this account. Raises Unreadable for what is no push of X's."""
    try:
        push = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    if not isinstance(push, dict):
        raise Unreadable("not a push of X")
    if "user_event" in push:
        return Read(ignored="the account took its permission back, or gave it")
    us, ours = _id(push.get("for_user_id")), line.secret.get("user_id", "")
    if not us:
        raise Unreadable("not of an account of X")
    if not ours:
        raise Unreadable("it is not known yet whose account this is: try it")
    if us != ours:
        return Read(ignored="another account")
    heard = [*_direct(push, us), *_mentions(push, us)]
    fates = [*_fates(push, us)]
    return Read(heard, fates, "" if heard or fates else "nothing that was said to us")


def _direct(push: Json, us: str) -> Iterator[Heard]:
    users = _dict(push, "users")
    for event in _list(push, "direct_message_events"):
        said = _dict(event, "message_create")
        who, to = _id(said.get("sender_id")), _id(_dict(said, "target").get("recipient_id"))
        if event.get("type") != "message_create" or who == us or to not in {us, ""}:
            continue
        ref = _id(event.get("id"))
        if not ref or not who or not to:
            raise Unreadable("a message without a sender, somebody it is for or a name of its own")
        data, user = _dict(said, "message_data"), _dict(users, who)
        attachment = _dict(data, "attachment")
        pictures = [_dict(attachment, "media")] if attachment.get("type") == "media" else []
        text, media = _text(data.get("text"), data, pictures), _media(pictures)
        yield Heard(
            ref=f"{DIRECT}{ref}",
            identity=who,
            address=_address(user, who),
            name=_line(user.get("name"))[:200],
            text=text,
            at=_moment(event.get("created_timestamp")),
            media=media,
            unshown="" if text or media else _line(attachment.get("type"))[:40] or "unknown",
        )


def _mentions(push: Json, us: str) -> Iterator[Heard]:
    for post in _list(push, "tweet_create_events"):
        user, whole = _dict(post, "user"), _dict(post, "extended_tweet") or post
        who, ref = _id(user.get("id_str")), _id(post.get("id_str"))
        mentioned = {_id(one.get("id_str")) for one in _list(_dict(whole, "entities"), "user_mentions")}
        if who == us or post.get("retweeted_status") or us not in mentioned:
            continue
        if not who or not ref:
            raise Unreadable("a post without a writer or a name of its own")
        pictures = _list(_dict(whole, "extended_entities") or _dict(whole, "entities"), "media")
        text, media = _text(whole.get("full_text") or whole.get("text"), whole, pictures), _media(pictures)
        handle, answered = _handle(user), _id(post.get("in_reply_to_status_id_str"))
        yield Heard(
            ref=f"{POST}{ref}",
            identity=who,
            address=_address(user, who),
            name=_line(user.get("name"))[:200],
            text=text,
            at=_moment(post.get("timestamp_ms")) or _dated(post.get("created_at")),
            media=media,
            answers=f"{POST}{answered}" if answered else "",
            unshown="" if text or media else "post",
            post=f"https://x.com/{handle or 'i'}/status/{ref}",
        )


def _fates(push: Json, us: str) -> Iterator[Fate]:
    for event in _list(push, "direct_message_mark_read_events"):
        ref, who = _id(event.get("last_read_event_id")), _id(event.get("sender_id"))
        at = _moment(event.get("created_timestamp"))
        if ref and who and who != us and at is not None:
            yield Fate(f"{DIRECT}{ref}", "read", at, to=who, until=at)


def _text(said: object, around: Json, pictures: list[Json]) -> str:
    """Return the words with every shortened link as what it stands for, without those that stand for a picture that came."""
    text = said if isinstance(said, str) else ""
    for escaped, meant in _ESCAPED:
        text = text.replace(escaped, meant)
    for one in pictures:
        short = one.get("url")
        text = text.replace(short, "") if isinstance(short, str) and short else text
    for one in _list(_dict(around, "entities"), "urls")[:50]:
        short, long = one.get("url"), one.get("expanded_url")
        if isinstance(short, str) and isinstance(long, str) and short:
            text = text.replace(short, long[:2000], 1)
    return text.strip()


def _media(pictures: list[Json]) -> list[Media]:
    found = [_one(picture) for picture in pictures[:10]]
    return [one for one in found if one is not None]


def _one(picture: Json) -> Media | None:
    """Return a picture by its address, or a film by that of its best copy."""
    copies = [one for one in _list(_dict(picture, "video_info"), "variants") if one.get("content_type") == "video/mp4"]
    if copies:
        best = max(copies, key=lambda one: one["bitrate"] if isinstance(one.get("bitrate"), int) else 0)
        url, kind = best.get("url"), "video/mp4"
    else:
        url, kind = picture.get("media_url_https"), "image/png" if _ends(picture, ".png") else "image/jpeg"
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or not 0 < len(url) <= LONGEST_REF:
        return None
    return Media(url, kind)


def _ends(picture: Json, end: str) -> bool:
    return str(picture.get("media_url_https", "")).endswith(end)


def _address(user: Json, who: str) -> str:
    handle = _handle(user)
    return f"@{handle}" if handle else who


def _handle(user: Json) -> str:
    said = user.get("screen_name")
    return said if isinstance(said, str) and _HANDLE.fullmatch(said) else ""


def _line(said: object) -> str:
    return " ".join(said.split()) if isinstance(said, str) else ""


def _id(said: object) -> str:
    """Return a name that X gives as digits, empty where it is none."""
    return said if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) <= 20 else ""


def _moment(said: object) -> datetime | None:
    """Return a moment told in milliseconds since 1970."""
    try:
        return datetime.fromtimestamp(int(_id(said)) / 1000, tz=UTC) if _id(said) else None
    except (ValueError, OSError, OverflowError):
        return None


def _dated(said: object) -> datetime | None:
    try:
        return datetime.strptime(said, "%a %b %d %H:%M:%S %z %Y") if isinstance(said, str) else None
    except (ValueError, OverflowError):
        return None


def _dict(of: Json, name: str) -> Json:
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _list(of: Json, name: str) -> list[Json]:
    found = of.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
