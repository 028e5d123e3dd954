"""Keeping what was dropped or pasted as it came, until its keeper has looked at it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from amana.advocacy.letters.models import Dropped
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.channels.email.composing import Attached
from amana.channels.email.naming import display_name
from amana.channels.whatsapp.parsing import LARGEST
from amana.post.storing import Damaged, discard, fetch, keep

LARGEST_MAIL = 25 * 1024 * 1024
PICTURES = {"image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"}
# What files begin with, whatever they are called.
_BEGINNINGS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
               (b"%PDF-", "application/pdf"), (b"PK\x03\x04", "application/zip"))  # fmt: skip
WAITS = timedelta(days=7)  # how long something dropped and never looked at is kept


@transaction.atomic
def drop(case: Case, content: bytes, *, name: str, media_type: str, at: datetime) -> Dropped:
    """Keep something dropped or pasted until it is looked at. Raises Refused when it is empty, too large or unknown."""
    if not content.strip():
        raise Refused(_("There is nothing in it."))
    found = _type_of(content, name, media_type)
    if len(content) > (LARGEST_MAIL if found != "text/plain" else LARGEST):
        raise Refused(_("This is too large. Export the chat without media, or a part of it."))
    if found not in {"text/plain", "message/rfc822", "application/zip", *PICTURES}:
        raise Refused(
            _("This kind of file cannot be read here. A text, a mail (.eml), a chat export or a picture can.")
        )
    sha256 = hashlib.sha256(content).hexdigest()
    known = Dropped.objects.filter(case=case, sha256=sha256).first()
    if known is not None:
        return known
    return Dropped.objects.create(
        case=case, name=display_name(name)[:255] if name else "", type=found, size=len(content),
        file_key=keep(content), sha256=sha256, at=at,
    )  # fmt: skip


def picture_of(content: bytes, *, name: str) -> Attached:
    """Return a picture that goes with words somebody typed. Raises Refused for what is none, or too large."""
    kind = _type_of(content, name, "")
    if len(content) > LARGEST_MAIL:
        raise Refused(_("This picture is too large: up to 25 MB are taken."))
    if kind not in PICTURES:
        raise Refused(_("This is no picture and no PDF of the post."))
    return Attached(display_name(name)[:255] if name else _("picture"), kind, content)


def _type_of(content: bytes, name: str, media_type: str) -> str:
    begins = next((kind for start, kind in _BEGINNINGS if content.startswith(start)), "")
    if begins:
        return begins
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if name.lower().endswith(".eml") or media_type == "message/rfc822":
        return "message/rfc822"
    return "application/octet-stream" if b"\0" in content[:4096] and not is_wide(content) else "text/plain"


def is_wide(content: bytes) -> bool:
    return content[:2] in {b"\xff\xfe", b"\xfe\xff"}


def content_of(dropped: Dropped) -> bytes:
    """Return the bytes of something dropped. Raises Refused when they are gone."""
    try:
        return fetch(dropped.file_key, sha256=dropped.sha256)
    except Damaged as damaged:
        raise Refused(str(damaged)) from None


def forget_dropped(at: datetime) -> int:
    """Discard what was dropped and never taken in within a week; return how many."""
    rows = list(Dropped.objects.filter(at__lt=at - WAITS).order_by("at")[:200])
    for row in rows:
        end(row)
    return len(rows)


def end(dropped: Dropped) -> None:
    """Discard something dropped, once it was taken in or thrown away. Twice changes nothing."""
    if Dropped.objects.filter(pk=dropped.pk).delete()[0]:
        transaction.on_commit(lambda: discard(dropped.file_key))
