"""The shared record as lines of text: the one form in which desk, portal, API and export hand it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce
from itertools import islice, takewhile
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amana.record import sealing
from amana.record.models import Chain, Entry, Tombstone, chain_key
from amana.record.reading import Read, Side, as_seen, entries

BATCH = 500
# An entry whose key was made so long before it was written stands elsewhere in the order of keys.
AHEAD = timedelta(seconds=5)


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
    rows = Entry.objects.filter(pk__lt=key_at(until), **({"pk__gt": key} if key else {}))
    return list(as_seen(list(rows.select_related("chain", "content").order_by("pk")[:most]), "company"))


def is_elsewhere(key: UUID, at: datetime) -> bool:
    """Whether the key of an entry written at this moment (aware) says nothing of that.

    Some are made from the words, so that the same is written once; a reply has its own from when its page was drawn.
    """
    return key.version != 7 or key < key_at(at - AHEAD)


def passed_over(found: Sequence[Read]) -> dict[UUID, list[Read]]:
    """Return what the order of keys leads past, by the entry of its chain that comes next, as the company reads it.

    Two queries, and one more for every BATCH entries of a chain that were brought in at once.
    """
    numbers: dict[UUID, list[int]] = defaultdict(list)
    for one in found:
        numbers[chain_key(one.book, one.audience)].append(one.number)
    ranges = [Q(chain=key, number__range=(min(of) - BATCH, max(of))) for key, of in numbers.items()]
    if not ranges:
        return {}
    rows = Entry.objects.filter(reduce(or_, ranges)).order_by("chain_id", "number")
    passed: dict[UUID, list[UUID]] = {}
    waiting: list[UUID] = []
    before: UUID | None = None
    for chain, key, at, number in rows.values_list("chain_id", "pk", "at", "number"):
        if chain != before:
            waiting = _brought_in_before(chain, number) if is_elsewhere(key, at) else []
        before = chain
        if is_elsewhere(key, at):
            waiting.append(key)
        else:
            passed[key], waiting = waiting, []
    said = entries([key for one in found for key in passed.get(one.id, ())], side="company")
    return {one.id: [said[key] for key in passed.get(one.id, ())] for one in found}


def _brought_in_before(chain: UUID, number: int) -> list[UUID]:
    """Return the entries of a chain without a gap before this number that the order of keys leads past, in their order."""
    found: list[UUID] = []
    while number > 1:
        rows = Entry.objects.filter(chain=chain, number__range=(max(number - BATCH, 1), number - 1)).order_by("-number")
        some = [key for key, _at in takewhile(lambda row: is_elsewhere(*row), rows.values_list("pk", "at"))]
        found += some
        if len(some) < BATCH:
            break
        number -= BATCH
    return found[::-1]


def key_at(moment: datetime) -> UUID:
    """Return the key before which all keys lie that were made before a moment (aware): see `kit.codes.new_id`."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


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
