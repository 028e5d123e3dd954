"""The shared record as lines of text: the one form in which desk, portal, API and export hand it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from amana.record import sealing
from amana.record.models import Chain, Entry, Tombstone, chain_key
from amana.record.reading import Read, Side, as_seen

BATCH = 500


def shared_lines(book: UUID, side: Side) -> Iterator[str]:
    """Yield the shared chain, the oldest entry first: one line of canonical JSON each, without a line end.

    Byte for byte the same for both sides, except that `content` and `salt` are null where they are
    withdrawn from this side or erased; the tombstones that say so are in both.
    """
    chain = chain_key(book, "shared")
    previous, number = sealing.beginning(book, "shared"), 0
    while rows := _next_rows(chain, number):
        tombstones = _tombstones(rows)
        for seen in as_seen(rows, side):
            yield _line(seen, previous, tombstones[seen.id])
            previous, number = seen.hash, seen.number


@transaction.atomic
def snapshot(book: UUID, side: Side) -> list[str]:
    """Return the shared lines of one moment; holds the chain while reading, so that nothing is withdrawn half-way."""
    Chain.objects.select_for_update().filter(pk=chain_key(book, "shared")).first()
    return list(shared_lines(book, side))


def _next_rows(chain: UUID, after: int) -> list[Entry]:
    rows = Entry.objects.filter(chain=chain, number__gt=after).select_related("chain", "content")
    return list(rows.order_by("number")[:BATCH])


def _tombstones(rows: Sequence[Entry]) -> dict[UUID, list[dict[str, object]]]:
    found: dict[UUID, list[dict[str, object]]] = defaultdict(list)
    stones = Tombstone.objects.filter(entry__in=[row.pk for row in rows]).order_by("at", "pk")
    for entry, hidden_from, at, said_in in stones.values_list("entry", "hidden_from", "at", "said_in"):
        found[entry].append({"at": sealing.instant(at), "hidden_from": hidden_from, "said_in": str(said_in)})
    return found


def _line(seen: Read, previous: str, tombstones: list[dict[str, object]]) -> str:
    header = sealing.Header(
        seen.book,
        seen.audience,
        seen.number,
        seen.id,
        seen.kind,
        seen.version,
        seen.at,
        seen.by.kind,
        seen.by.key,
        seen.corrects,
        seen.leaf,
    )
    return sealing.canonical(
        {
            **header.plain(previous),
            "content": seen.content,
            "hash": seen.hash,
            "salt": seen.salt,
            "tombstones": tombstones,
        }
    )


def entries_after(key: UUID | None, *, until: datetime, most: int) -> list[Read]:
    """Return the next entries of all records as the company reads them, in the order of their keys, that of their writing.

    None written after `until` (aware) is among them: what is being written now may still come before what is there.
    Whose they are is for the caller to ask. Reads no more than `most`.
    """
    youngest = UUID(int=int(until.timestamp() * 1000) << 80)
    rows = Entry.objects.filter(pk__lt=youngest, **({"pk__gt": key} if key else {}))
    return list(as_seen(list(rows.select_related("chain", "content").order_by("pk")[:most]), "company"))


def chain_keys(*, after: UUID | None, most: int) -> list[tuple[UUID, UUID, str]]:
    """Return key, book and audience of the next chains in the order of their keys."""
    rows = Chain.objects.order_by("pk")
    rows = rows.filter(pk__gt=after) if after is not None else rows
    return list(rows.values_list("pk", "book_id", "audience")[:most])


def chain_lines(chains: Sequence[UUID], side: Side | None) -> Iterator[str]:
    """Yield these chains one after the other, each entry as `shared_lines` writes it; None hides nothing but what is erased.

    Holds one batch of entries at a time, however long the chains are.
    """
    rows = Entry.objects.filter(chain__in=chains).select_related("chain", "content").order_by("chain_id", "number")
    stream = rows.iterator(chunk_size=BATCH)
    previous = ""
    while batch := list(islice(stream, BATCH)):
        tombstones = _tombstones(batch)
        for seen in as_seen(batch, side):
            previous = sealing.beginning(seen.book, seen.audience) if seen.number == 1 else previous
            yield _line(seen, previous, tombstones[seen.id])
            previous = seen.hash
