"""Reading the record as one side may see it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from amana.record.appending import Actor
from amana.record.kinds import Audience
from amana.record.models import Chain, Entry, Tombstone, chain_key

Side = Literal["company", "customer"]


@dataclass(frozen=True)
class Read:
    """One entry as a side reads it. `content` is None when it is hidden from that side or erased."""

    id: UUID
    book: UUID
    audience: Audience
    number: int
    kind: str
    at: datetime
    by: Actor
    corrects: UUID | None
    leaf: str
    hash: str
    version: int
    content: Mapping[str, Any] | None
    salt: str | None
    hidden_from: str | None

    def __getitem__(self, name: str) -> Any:
        """Return a field of the content, or None when it is not said or may not be read."""
        return None if self.content is None else self.content.get(name)


def chains_for(side: Side) -> tuple[Audience, Audience]:
    """Return the chains a side may read: the shared one and its own."""
    return ("shared", side)


# For each chain a number; what comes before it has a smaller one.
Bounds = Mapping[Audience, int]


@dataclass(frozen=True)
class Page:
    """Some entries in the order they were written. `before` asks for the page before this one."""

    entries: list[Read]
    before: Bounds

    @property
    def earlier(self) -> int:
        """How many entries there are before this page."""
        return sum(bound - 1 for bound in self.before.values())


def read(
    book: UUID, *, side: Side, audiences: Iterable[Audience] | None = None, after: int = 0, most: int | None = None
) -> list[Read]:
    """Return entries in the order they were written; `after` counts within each chain, `most` takes the newest."""
    if most is not None:
        newest = read_page(book, side=side, audiences=audiences, most=most)
        return [one for one in newest.entries if one.number > after]
    rows = Entry.objects.filter(
        chain_id__in=[chain_key(book, name) for name in _allowed(side, audiences)], number__gt=after
    )
    return list(as_seen(sorted(rows.select_related("chain", "content"), key=_in_order), side))


def read_page(
    book: UUID, *, side: Side, most: int, audiences: Iterable[Audience] | None = None, before: Bounds | None = None
) -> Page:
    """Return the newest `most` entries, or the newest of those before `before`, which an earlier page has named.

    Of each chain no more rows are read than `most`, from its index and however long it is; a chain that `before`
    does not name is read from its end.
    """
    names = _allowed(side, audiences)
    chains = {name: _newest(book, name, (before or {}).get(name), most) for name in names}
    shown = _latest(list(chains.values()), most)
    first = {name: min((row.number for row in shown if row.chain.audience == name), default=0) for name in names}
    bounds = {name: first[name] or (chains[name][0].number + 1 if chains[name] else 1) for name in names}
    return Page(list(as_seen(sorted(shown, key=_in_order), side)), bounds)


def _allowed(side: Side, audiences: Iterable[Audience] | None) -> list[Audience]:
    return [name for name in (audiences or chains_for(side)) if name in chains_for(side)]


def _in_order(row: Entry) -> tuple[datetime, bool, int]:
    # What was written in one moment keeps the order of its chain, what both sides read first.
    return row.at, row.chain.audience != "shared", row.number


def _newest(book: UUID, audience: Audience, before: int | None, most: int) -> list[Entry]:
    rows = Entry.objects.filter(chain_id=chain_key(book, audience))
    if before is not None:
        rows = rows.filter(number__lt=before)
    return list(rows.select_related("chain", "content").order_by("-number")[:most])


def _latest(chains: list[list[Entry]], most: int) -> list[Entry]:
    """Take entries from the ends of chains, each from its newest on, so that what is left is the beginning of each."""
    left = [list(reversed(chain)) for chain in chains]
    taken: list[Entry] = []
    while len(taken) < most and any(left):
        taken.append(max((chain for chain in left if chain), key=lambda chain: _in_order(chain[-1])).pop())
    return taken


def entry(key: UUID, *, side: Side) -> Read | None:
    """Return one entry, or None when there is none or it lies in the other side's own chain."""
    rows = Entry.objects.filter(pk=key, chain__audience__in=chains_for(side)).select_related("chain", "content")
    return next(as_seen(list(rows), side), None)


def entries(keys: Iterable[UUID], *, side: Side) -> dict[UUID, Read]:
    """Return several entries by key, leaving out those this side may not read."""
    rows = Entry.objects.filter(pk__in=list(keys), chain__audience__in=chains_for(side))
    return {seen.id: seen for seen in as_seen(list(rows.select_related("chain", "content")), side)}


def books_with(kind: str, books: Iterable[UUID], *, by: str) -> set[UUID]:
    """Return which of these have an entry of this kind in what both sides read, written by this kind of actor."""
    chains = [chain_key(book, "shared") for book in books]
    rows = Entry.objects.filter(chain_id__in=chains, kind=kind, actor_kind=by)
    return set(rows.values_list("chain__book_id", flat=True))


def head(book: UUID, audience: Audience = "shared") -> tuple[int, str]:
    """Return the length and the head of a chain; of one that has not begun, 0 and an empty string."""
    row = Chain.objects.filter(pk=chain_key(book, audience)).values_list("length", "head").first()
    return row or (0, "")


def heads(book: UUID) -> dict[str, tuple[int, str]]:
    """Return the length and the head of each chain of a record that has begun, by its audience, in one query."""
    rows = Chain.objects.filter(book=book).values_list("audience", "length", "head")
    return {audience: (length, sealed) for audience, length, sealed in rows}


def as_seen(rows: list[Entry], side: Side | None) -> Iterator[Read]:
    """Turn rows into what a side reads; None is nobody's side and sees all that is not erased."""
    hidden: dict[UUID, set[str]] = defaultdict(set)
    for key, whom in Tombstone.objects.filter(entry__in=[row.pk for row in rows]).values_list("entry", "hidden_from"):
        hidden[key].add(whom)
    for row in rows:
        marks = hidden.get(row.pk, set())
        is_hidden = "both" in marks or (side is not None and side in marks)
        content = None if is_hidden else getattr(row, "content", None)
        yield Read(
            id=row.pk,
            book=row.chain.book_id,
            audience=row.chain.audience,
            number=row.number,
            kind=row.kind,
            at=row.at,
            by=Actor(row.actor_kind, row.actor_key),
            corrects=row.corrects,
            leaf=row.leaf,
            hash=row.hash,
            version=row.version,
            content=json.loads(content.body) if content else None,
            salt=content.salt if content else None,
            hidden_from="both" if "both" in marks else next(iter(sorted(marks)), None),
        )


def entry_count() -> int:
    """Return how many entries there are in all; counts every row, so it is for reports and not for pages."""
    return Entry.objects.count()
