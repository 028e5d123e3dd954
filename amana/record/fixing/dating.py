"""Keeping what an authority outside said of when a checkpoint was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amana.record.models import Checkpoint, Stamp


@dataclass(frozen=True)
class Undated:
    """A checkpoint without a time stamp: its number, and the bytes that are to be stamped, which are those that were signed."""

    number: int
    signed: bytes


def undated() -> Undated | None:
    """Return the latest checkpoint if it has no time stamp; the earlier ones are held by it, and need none of their own."""
    row = Checkpoint.objects.select_related("stamp").order_by("-number").first()
    if row is None or hasattr(row, "stamp"):
        return None
    return Undated(row.number, row.body.encode())


def keep_stamp(number: int, *, authority: str, request: bytes, response: bytes, at: datetime) -> None:
    """Keep a time stamp, question and answer in DER. A checkpoint has one; a second is not kept."""
    values = {"authority": authority[:300], "at": at, "request": request, "response": response}
    Stamp.objects.get_or_create(checkpoint_id=number, defaults=values)
