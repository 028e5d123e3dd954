"""Hiding what should not have been said, with a tombstone that both sides see."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from amana.record.appending import Actor, Appended, Line, append
from amana.record.errors import RecordError
from amana.record.models import Content, Entry, Tombstone


@transaction.atomic
def withdraw(
    key: UUID, *, from_side: Literal["customer", "company"], why: str, by: Actor, at: datetime, never_left: bool = False
) -> Appended | None:
    """Hide an entry's content from one side (wrong recipient, card number, password).

    The chain stays valid and both sides read that something was withdrawn, by whom and why. `never_left` says that
    it belongs to a reply that was taken back before it was sent, and was never said to that side.
    Twice changes nothing and returns None. Raises RecordError when there is no such entry.
    """
    entry = _entry(key)
    if Tombstone.objects.filter(entry=entry, hidden_from__in=[from_side, Tombstone.BOTH]).exists():
        return None
    said = append(
        Line(
            book=entry.chain.book_id,
            kind="entry.withdrawn",
            by=by,
            at=at,
            content={"about": str(entry.pk), "number": entry.number, "from_side": from_side, "why": why}
            | ({"never_left": True} if never_left else {}),
        )
    )
    Tombstone.objects.create(entry=entry, hidden_from=from_side, at=at, said_in_id=said.id)
    return said


@transaction.atomic
def erase(key: UUID, *, why: str, by: Actor, at: datetime) -> Appended | None:
    """Destroy an entry's content and salt for both sides, as the law may demand; the leaf stays and tells nothing.

    Twice changes nothing and returns None. Raises RecordError when there is no such entry.
    """
    entry = _entry(key)
    if Tombstone.objects.filter(entry=entry, hidden_from=Tombstone.BOTH).exists():
        return None
    said = append(
        Line(
            book=entry.chain.book_id,
            kind="entry.erased",
            by=by,
            at=at,
            content={"about": str(entry.pk), "number": entry.number, "why": why},
        )
    )
    Tombstone.objects.create(entry=entry, hidden_from=Tombstone.BOTH, at=at, said_in_id=said.id)
    Content.objects.filter(entry=entry).delete()
    return said


def _entry(key: UUID) -> Entry:
    found = Entry.objects.select_related("chain").filter(pk=key).first()
    if found is None:
        raise RecordError("There is no such entry.")
    return found
