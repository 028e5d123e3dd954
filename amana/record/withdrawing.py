"""Hiding what should not have been said, with a tombstone that both sides see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from amana.record.appending import Actor, Appended, Line, append, append_many
from amana.record.errors import RecordError
from amana.record.models import Content, Entry, Tombstone, chain_key
from amana.record.reading import Side, chains_for
from amana.record.storing import insert_all

BATCH = 500


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


def erase(key: UUID, *, why: str, by: Actor, at: datetime) -> Appended | None:
    """Destroy an entry's content and salt for both sides, as the law may demand; the leaf stays and tells nothing.

    Twice changes nothing and returns None. Raises RecordError when there is no such entry.
    """
    return next(iter(_erase([key], why=why, by=by, at=at)), None)


@transaction.atomic
def erase_many(keys: Sequence[UUID], *, why: str, by: Actor, at: datetime) -> int:
    """Erase entries as `erase`, in the order given, some hundreds with each statement; return how many were not erased yet."""
    return sum(len(_erase(keys[n : n + BATCH], why=why, by=by, at=at)) for n in range(0, len(keys), BATCH))


def words_of(book: UUID, *, side: Side, besides: Collection[str] = ()) -> list[UUID]:
    """Return the entries of what one side has of a record whose words are still there, hidden or not, each chain in its order.

    Those of some kinds are left out.
    """
    chains = [chain_key(book, audience) for audience in chains_for(side)]
    rows = Content.objects.filter(entry__chain__in=chains).exclude(entry__kind__in=besides)
    return list(rows.order_by("entry__chain", "entry__number").values_list("pk", flat=True))


@transaction.atomic
def _erase(keys: Sequence[UUID], *, why: str, by: Actor, at: datetime) -> list[Appended]:
    found = Entry.objects.select_related("chain").in_bulk(keys)
    if len(found) < len(set(keys)):
        raise RecordError("There is no such entry.")
    gone = set(Tombstone.objects.filter(entry__in=keys, hidden_from=Tombstone.BOTH).values_list("entry", flat=True))
    left = [found[key] for key in dict.fromkeys(keys) if key not in gone]
    said = append_many([
        Line(
            book=entry.chain.book_id,
            kind="entry.erased",
            by=by,
            at=at,
            content={"about": str(entry.pk), "number": entry.number, "why": why},
        )
        for entry in left
    ])  # fmt: skip
    stones = [
        Tombstone(entry=entry, hidden_from=Tombstone.BOTH, at=at, said_in_id=one.id)
        for entry, one in zip(left, said, strict=True)
    ]
    insert_all(stones)
    Content.objects.filter(entry__in=left).delete()
    return said


def _entry(key: UUID) -> Entry:
    found = Entry.objects.select_related("chain").filter(pk=key).first()
    if found is None:
        raise RecordError("There is no such entry.")
    return found
