"""Names of attached files: safe to show, safe in a header, and never used as a path."""

from __future__ import annotations

import re
from urllib.parse import quote

from amana.channels.email.charsets import clean_line

MAX_NAME = 120
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f]"
)
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|\Z)", re.IGNORECASE)
_DEFAULTS = {
    "application/pdf": "file.pdf",
    "image/gif": "image.gif",
    "image/jpeg": "image.jpg",
    "image/png": "image.png",
    "message/rfc822": "message.eml",
    "text/calendar": "invitation.ics",
    "text/html": "page.html",
    "text/plain": "text.txt",
}
_TOKEN = re.compile(r"[^A-Za-z0-9 ._()\[\]+=,@~-]")


def display_name(raw: str, *, media_type: str = "") -> str:
    """Return a name to show and to save under, at most 120 characters, its ending kept.

    No folders, no control or invisible characters, no leading or trailing dot or space, no name that Windows reserves;
    a bidi override is spelled out, so that `invoice[U+202E]gpj.exe` shows what it is. Never empty.
    """
    name = raw.replace("\\", "/").rstrip("/").rpartition("/")[2] if not _is_markup(raw) else raw
    name = _INVISIBLE.sub("", clean_line(name, limit=2_000))
    name = _FORBIDDEN.sub("_", name).strip(". ")
    name = _RESERVED.sub(lambda match: f"_{match.group()}", name, count=1) if _RESERVED.match(name) else name
    return _shortened(name) or _DEFAULTS.get(media_type, "file")


def content_disposition(name: str, *, inline: bool = False) -> str:
    """Return the value of a Content-Disposition field after RFC 6266: an ASCII name for old readers, then the real one."""
    safe = display_name(name)
    plain = _TOKEN.sub("_", safe)
    kind = "inline" if inline else "attachment"
    if plain == safe:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def _is_markup(raw: str) -> bool:
    return "<" in raw and ">" in raw


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:MAX_NAME].rstrip(". ")
    return stem[: MAX_NAME - len(ending) - 1].rstrip(". ") + "." + ending
