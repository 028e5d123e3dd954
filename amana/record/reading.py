"""Reading the record as one side may see it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.db.models import Q

from amana.record.appending import Actor
from amana.record.kinds import Audience
from amana.record.models import Chain, Entry, Tombstone, chain_key

Side = Literal["company", "customer"]
# The largest number an entry can have.
LARGEST = 2**31 - 1


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
    """Some entries in the order they were written. `before` asks for the page before this one.

    `heads` are the length and the head of each chain that the side may read and that has begun, as of this page.
    """

    entries: list[Read]
    before: Bounds
    heads: Mapping[str, tuple[int, str]]

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
    rows, hidden = _rows(book, {name: range(after + 1, LARGEST) for name in _allowed(side, audiences)})
    return [_seen(row, hidden.get(row.id, ()), side) for row in sorted(rows, key=_in_order)]


def read_page(
    book: UUID, *, side: Side, most: int, audiences: Iterable[Audience] | None = None, before: Bounds | None = None
) -> Page:
    """Return the newest `most` entries, or the newest of those before `before`, which an earlier page has named.

    Two queries. Of each chain no more rows are read than `most`, from its index and however long it is; a chain that
    `before` does not name is read from its end.
    """
    names = _allowed(side, audiences)
    stand = heads(book)
    ends = {name: _end(stand.get(name, (0, ""))[0], (before or {}).get(name)) for name in names}
    rows, hidden = _rows(book, {name: range(end - most, end) for name, end in ends.items() if end > 1})
    shown = _latest([[row for row in rows if row.audience == name] for name in names], most)
    first = {name: min((row.number for row in shown if row.audience == name), default=ends[name]) for name in names}
    entries = [_seen(row, hidden.get(row.id, ()), side) for row in sorted(shown, key=_in_order)]
    return Page(entries, first, {name: stand[name] for name in chains_for(side) if name in stand})


def _end(length: int, before: int | None) -> int:
    """Return the number behind the last entry that is wanted of a chain of this length."""
    return length + 1 if before is None else max(1, min(before, length + 1))


def _allowed(side: Side, audiences: Iterable[Audience] | None) -> list[Audience]:
    return [name for name in (audiences or chains_for(side)) if name in chains_for(side)]


class _Row(NamedTuple):
    """An entry as it is stored; `body` and `salt` are None where its content is gone."""

    id: UUID
    number: int
    kind: str
    version: int
    at: datetime
    actor_kind: str
    actor_key: str
    corrects: UUID | None
    leaf: str
    hash: str
    salt: str | None
    body: str | None
    book: UUID
    audience: Audience


_STORED = (*_Row._fields[:10], "content__salt", "content__body")


def _in_order(row: _Row) -> tuple[datetime, bool, int]:
    # What was written in one moment keeps the order of its chain, what both sides read first.
    return row.at, row.audience != "shared", row.number


def _rows(book: UUID, wanted: Mapping[Audience, range]) -> tuple[list[_Row], dict[UUID, set[str]]]:
    """Return the entries of some chains with these numbers, in the order of the numbers, and from whom which are hidden."""
    chains = {chain_key(book, name): name for name in wanted}
    which = Q(pk__in=[])
    for key, name in chains.items():
        which |= Q(chain_id=key, number__gte=wanted[name].start, number__lt=wanted[name].stop)
    found: dict[UUID, _Row] = {}
    hidden: dict[UUID, set[str]] = defaultdict(set)
    # Who may not read a content is asked with it: no moment lies between the two.
    stored = Entry.objects.filter(which).values_list("chain_id", "tombstones__hidden_from", *_STORED) if chains else ()
    for chain, whom, *row in stored:
        found[row[0]] = _Row._make([*row, book, chains[chain]])
        if whom:
            hidden[row[0]].add(whom)
    return sorted(found.values(), key=lambda row: row.number), hidden


def _latest(chains: list[list[_Row]], most: int) -> list[_Row]:
    """Take entries from the ends of chains, each from its newest on, so that what is left is the beginning of each."""
    left = [list(chain) for chain in chains]
    taken: list[_Row] = []
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


def beginnings(books: Iterable[UUID], *, side: Side, most: int) -> list[Read]:
    """Return the first `most` entries of what both sides read in each of some books, those of a book in their order; two queries."""
    chains = [chain_key(book, "shared") for book in books]
    rows = Entry.objects.filter(chain_id__in=chains, number__lte=most).select_related("chain", "content")
    return list(as_seen(list(rows.order_by("chain_id", "number")), side))


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
        content = getattr(row, "content", None)
        salt, body = (content.salt, content.body) if content else (None, None)
        yield _seen(
            _Row(
                row.pk, row.number, row.kind, row.version, row.at, row.actor_kind, row.actor_key, row.corrects, row.leaf,
                row.hash, salt, body, row.chain.book_id, row.chain.audience,
            ),
            hidden.get(row.pk, ()),
            side,
        )  # fmt: skip


def _seen(row: _Row, marks: Collection[str], side: Side | None) -> Read:
    is_hidden = "both" in marks or (side is not None and side in marks)
    is_there = row.body is not None and not is_hidden
    return Read(
        id=row.id,
        book=row.book,
        audience=row.audience,
        number=row.number,
        kind=row.kind,
        at=row.at,
        by=Actor(row.actor_kind, row.actor_key),
        corrects=row.corrects,
        leaf=row.leaf,
        hash=row.hash,
        version=row.version,
        content=json.loads(row.body) if row.body is not None and is_there else None,
        salt=row.salt if is_there else None,
        hidden_from="both" if "both" in marks else next(iter(sorted(marks)), None),
    )


def entry_count() -> int:
    """Return how many entries there are in all; counts every row, so it is for reports and not for pages."""
    return Entry.objects.count()
