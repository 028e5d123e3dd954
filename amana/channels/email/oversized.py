"""Keeping a visible trace of a message that is larger than we take in: its head, held for a person."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from amana.channels.email.peeking import HEAD
from amana.post.accepting import Came, accept_all
from amana.post.models import HELD, RawMessage


def head_of(raw: bytes) -> bytes:
    """Return the header of a message, at most 64 KiB of it, with the empty line that ends it."""
    head = raw[:HEAD].partition(b"\r\n\r\n")[0]
    return head.rstrip(b"\r\n") + b"\r\n\r\n"


def too_large(size: int, *, is_refused: bool) -> str:
    """Return the reason for which a message of `size` bytes is held; `is_refused` says that its sender was told."""
    words = {"size": filesizeformat(size), "most": filesizeformat(settings.MAIL_LARGEST)}
    if is_refused:
        told = _("It has %(size)s, and at most %(most)s are taken in. Only its head is here; the sender was told.")
        return told % words
    kept = _("It has %(size)s, and at most %(most)s are taken in. Only its head is here; it is still in the mailbox.")
    return kept % words


def too_large_for(service: str, size: int) -> str:
    """Return the reason for which a mail that a mail service handed over is held; of one that is cut off, `size` is at least."""
    words = {"size": filesizeformat(size), "most": filesizeformat(settings.MAIL_LARGEST), "service": service}
    said = _("It has %(size)s, and at most %(most)s are taken in. Only its head is here; %(service)s may have the whole, and its "
             "sender was told nothing.")  # fmt: skip
    return said % words


@transaction.atomic
def keep_trace(came: Came, *, reason: str, at: datetime) -> None:
    """Hold the head in `came.raw` for a person, with the reason; the same message twice is one trace."""
    # A digest of its own: once the whole message can be had, it is not taken for a duplicate of its head.
    digest = hashlib.sha256(b"head\0" + came.digest.encode()).hexdigest()
    accepted = accept_all([came._replace(digest=digest)], at=at)
    RawMessage.objects.filter(pk__in=accepted.stored).update(state=HELD, reason=reason[:300])
