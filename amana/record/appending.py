"""Adding entries to the record: the only way anything gets in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana.kit.codes import new_id
from amana.record import sealing
from amana.record.errors import Malformed, NotYours
from amana.record.kinds import Audience, kind_named
from amana.record.models import Book, Chain, Content, Entry, chain_key
from amana.record.reacting import react
from amana.record.storing import insert_all


@dataclass(frozen=True)
class Actor:
    """Who did it, by kind and key; never a foreign key, so that the record knows nobody above it."""

    kind: str
    key: str = ""


SYSTEM = Actor("system")


@dataclass(frozen=True)
class Line:
    """An entry to be: `at` is aware, `content` is JSON without fractions."""

    book: UUID
    kind: str
    by: Actor
    at: datetime
    content: Mapping[str, Any]  # Any: JSON, checked value by value when it is sealed
    audience: Audience | None = None
    corrects: UUID | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Appended:
    """An entry that is sealed, with what it says at hand."""

    id: UUID
    book: UUID
    audience: Audience
    number: int
    kind: str
    at: datetime
    by: Actor
    content: Mapping[str, Any]
    hash: str


def open_books(keys: Iterable[UUID], *, at: datetime) -> None:
    """Begin a record for each key: the book and its shared chain. The keys must be new."""
    keys = list(keys)
    insert_all([Book(id=key, opened_at=at) for key in keys])
    insert_all([_new_chain(key, "shared") for key in keys])


def append(line: Line) -> Appended:
    """Seal one entry; as `append_many`."""
    return append_many([line])[0]


@transaction.atomic
def append_many(lines: Sequence[Line]) -> list[Appended]:
    """Seal the lines in the order given, then call the reactions to them, in one transaction.

    Locks the chains concerned in the order of their keys until the transaction ends; a caller who
    goes on to lock other rows does so afterwards. Raises UnknownKind, NotYours or Malformed
    before anything is written.
    """
    for line in lines:
        _check(line)
    if not lines:
        return []
    chains = _locked_chains(lines)
    entries: list[Entry] = []
    contents: list[Content] = []
    appended: list[Appended] = []
    for line in lines:
        kind = kind_named(line.kind)
        audience = line.audience or kind.audience
        chain = chains[chain_key(line.book, audience)]
        body, salt = sealing.canonical(line.content), sealing.new_salt()
        header = sealing.Header(
            book=line.book,
            audience=audience,
            number=chain.length + 1,
            entry=line.id,
            kind=line.kind,
            version=kind.version,
            at=line.at,
            actor_kind=line.by.kind,
            actor_key=line.by.key,
            corrects=line.corrects,
            leaf=sealing.leaf(salt, body),
        )
        chain.length, chain.head = header.number, sealing.link(chain.head, header)
        entries.append(_entry(chain, header))
        contents.append(Content(entry_id=line.id, salt=salt, body=body))
        appended.append(
            Appended(line.id, line.book, audience, header.number, line.kind, line.at, line.by, line.content, chain.head)
        )
    insert_all(entries)
    insert_all(contents)
    # An upsert moves all heads in one statement; the rows are there and locked, so it only ever updates.
    Chain.objects.bulk_create(
        chains.values(), update_conflicts=True, update_fields=["length", "head"], unique_fields=["id"]
    )
    react(appended)
    return appended


def _check(line: Line) -> None:
    kind = kind_named(line.kind)
    if line.by.kind not in kind.who:
        raise NotYours(f"A {line.by.kind} cannot write {line.kind}.")
    missing = [name for name in kind.says if name not in line.content]
    if missing:
        raise Malformed(f"{line.kind} must say {', '.join(missing)}.")
    if line.at.tzinfo is None:
        raise Malformed("The moment of an entry has no time zone.")


def _entry(chain: Chain, header: sealing.Header) -> Entry:
    return Entry(
        id=header.entry,
        chain_id=chain.pk,
        number=header.number,
        kind=header.kind,
        version=header.version,
        at=header.at,
        actor_kind=header.actor_kind,
        actor_key=header.actor_key,
        corrects=header.corrects,
        leaf=header.leaf,
        hash=chain.head,
    )


def _locked_chains(lines: Sequence[Line]) -> dict[UUID, Chain]:
    """Return the chains the lines go to, locked in key order; a private chain begins with its first entry."""
    wanted: dict[UUID, tuple[UUID, Audience]] = {}
    for line in lines:
        audience = line.audience or kind_named(line.kind).audience
        wanted[chain_key(line.book, audience)] = (line.book, audience)
    found = _locked(wanted)
    missing = [wanted[key] for key in wanted if key not in found]
    if missing:
        Chain.objects.bulk_create([_new_chain(book, audience) for book, audience in missing], ignore_conflicts=True)
        found = _locked(wanted)
    return found


def _locked(keys: Iterable[UUID]) -> dict[UUID, Chain]:
    rows = Chain.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk")
    return {chain.pk: chain for chain in rows}


def _new_chain(book: UUID, audience: Audience) -> Chain:
    return Chain(id=chain_key(book, audience), book_id=book, audience=audience, head=sealing.beginning(book, audience))
