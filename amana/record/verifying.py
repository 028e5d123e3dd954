"""Checking that nothing in the record was changed after it was written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from amana.record import sealing
from amana.record.models import Chain, Entry, Tombstone


@dataclass(frozen=True)
class Fault:
    """The first entry of a chain that does not fit, and why."""

    book: UUID
    audience: str
    number: int
    entry: UUID | None
    why: str

    def __str__(self) -> str:
        return f"{self.book} {self.audience} entry {self.number}: {self.why}"


def verify(books: Iterable[UUID] | None = None) -> Iterator[Fault]:
    """Yield the first fault of each bad chain of these books, or of all; reads each entry once, in a stream."""
    chains = Chain.objects.order_by("pk")
    if books is not None:
        chains = chains.filter(book__in=list(books))
    for key, book, audience, length, head in chains.values_list(
        "pk", "book_id", "audience", "length", "head"
    ).iterator():
        fault = _fault_in(key, book, audience, length, head)
        if fault:
            yield fault


def _fault_in(key: UUID, book: UUID, audience: str, length: int, head: str) -> Fault | None:
    erased = set(Tombstone.objects.filter(entry__chain=key, hidden_from=Tombstone.BOTH).values_list("entry", flat=True))
    previous, number = sealing.beginning(book, audience), 0
    rows = Entry.objects.filter(chain=key).order_by("number")
    for row in rows.values_list(
        "number", "id", "kind", "version", "at", "actor_kind", "actor_key", "corrects", "leaf", "hash"
    ).annotate(salt=F("content__salt"), body=F("content__body")).iterator():  # fmt: skip
        number += 1
        header, own = sealing.Header(book, audience, *row[:9]), row[9]
        why = _what_is_wrong(header, number, previous, own, row[10], row[11], is_erased=row[1] in erased)
        if why:
            return Fault(book, audience, number, row[1], why)
        previous = own
    if number != length or previous != head:
        return Fault(book, audience, number + 1, None, "the end of the record is missing or its head was changed")
    return None


def _what_is_wrong(
    header: sealing.Header, number: int, previous: str, own: str, salt: str | None, body: str | None, *, is_erased: bool
) -> str:
    if header.number != number:
        return f"number {number} is missing"
    if salt is None or body is None:
        if not is_erased:
            return "its content is gone and no tombstone says why"
    elif sealing.leaf(salt, body) != header.leaf:
        return "its content was changed"
    if sealing.link(previous, header) != own:
        return "it was changed, or does not follow the one before it"
    return ""
