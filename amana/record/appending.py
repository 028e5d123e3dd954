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
from amana.record.copying import check_copy
from amana.record.errors import Malformed, NotYours
from amana.record.kinds import Audience, kind_named
from amana.record.models import Book, Chain, Content, Entry, chain_key
from amana.record.reacting import react
from amana.record.storing import insert_rows, update_rows

CHAIN = ("id", "book_id", "audience", "length", "head")
MOVED = ("length", "head", "is_fresh")
ENTRY = ("id", "chain_id", "number", "kind", "version", "at", "actor_kind", "actor_key", "corrects", "leaf", "hash")
CONTENT = ("entry_id", "salt", "body")


@dataclass(frozen=True)
class Actor:
    """Who did it, by kind and key; never a foreign key, so that the record knows nobody above it."""

    kind: str
    key: str = ""
    # Where somebody acts for another: both names and by what right. It is sealed into whatever they do.
    signed: Mapping[str, str] | None = field(default=None, compare=False)


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
    insert_rows(Book, ("id", "opened_at"), [(key, at) for key in keys])
    insert_rows(Chain, CHAIN, [_new_chain(key, "shared") for key in keys])


def append(line: Line) -> Appended:
    """Seal one entry; as `append_many`."""
    return append_many([line])[0]


@transaction.atomic
def append_many(lines: Sequence[Line], *, as_history: bool = False) -> list[Appended]:
    """Seal the lines in the order given, then call the reactions to them, in one transaction.

    `as_history` says that they tell of what happened elsewhere long ago: only the reactions to history are called.

    Locks the chains concerned in the order of their keys until the transaction ends; a caller who
    goes on to lock other rows does so afterwards. Raises UnknownKind, NotYours or Malformed
    before anything is written.
    """
    for line in lines:
        _check(line)
    if not lines:
        return []
    heads = _locked_chains(lines)
    entries: list[tuple[object, ...]] = []
    contents: list[tuple[object, ...]] = []
    appended: list[Appended] = []
    for line in lines:
        kind = kind_named(line.kind)
        audience = line.audience or kind.audience
        key = chain_key(line.book, audience)
        length, head = heads[key]
        says = line.content if line.by.signed is None else {**line.content, "signed": dict(line.by.signed)}
        body, salt = sealing.canonical(says), sealing.new_salt()
        header = sealing.Header(
            book=line.book,
            audience=audience,
            number=length + 1,
            entry=line.id,
            kind=line.kind,
            version=kind.version,
            at=line.at,
            actor_kind=line.by.kind,
            actor_key=line.by.key,
            corrects=line.corrects,
            leaf=sealing.leaf(salt, body),
        )
        head = sealing.link(head, header)
        heads[key] = header.number, head
        entries.append(_entry(key, header, head))
        contents.append((line.id, salt, body))
        appended.append(Appended(line.id, line.book, audience, header.number, line.kind, line.at, line.by, says, head))
    insert_rows(Entry, ENTRY, entries)
    insert_rows(Content, CONTENT, contents)
    update_rows(Chain, MOVED, [(*head, True, key) for key, head in heads.items()], where=("id",))
    react(appended, as_history=as_history)
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
    if line.kind == "entry.disclosed":
        _check_disclosed(line)


def _check_disclosed(line: Line) -> None:
    """Let nothing in that is said to be disclosed but what its fingerprint proves, and nothing of a private chain."""
    copy = line.content["original"]
    check_copy(copy)
    kept = Entry.objects.filter(pk=copy["entry"]).values_list("hash", "chain__audience").first()
    if kept is not None and kept != (copy["hash"], "shared"):
        raise Malformed("A disclosed entry is not what is kept here.")


def _entry(chain: UUID, header: sealing.Header, own: str) -> tuple[object, ...]:
    """Return the values of ENTRY."""
    return (
        header.entry,
        chain,
        header.number,
        header.kind,
        header.version,
        header.at,
        header.actor_kind,
        header.actor_key,
        header.corrects,
        header.leaf,
        own,
    )


Head = tuple[int, str]  # the length of a chain, and the hash of its last entry


def _locked_chains(lines: Sequence[Line]) -> dict[UUID, Head]:
    """Return the chains the lines go to, locked in key order; a private chain begins with its first entry."""
    wanted: dict[UUID, tuple[UUID, Audience]] = {}
    for line in lines:
        audience = line.audience or kind_named(line.kind).audience
        wanted[chain_key(line.book, audience)] = (line.book, audience)
    found = _locked(wanted)
    missing = [wanted[key] for key in wanted if key not in found]
    if missing:
        insert_rows(Chain, CHAIN, [_new_chain(book, audience) for book, audience in missing], unless_there=True)
        found = _locked(wanted)
    return found


def _locked(keys: Iterable[UUID]) -> dict[UUID, Head]:
    rows = Chain.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk")
    return {key: (length, head) for key, length, head in rows.values_list("pk", "length", "head")}


def _new_chain(book: UUID, audience: Audience) -> tuple[object, ...]:
    """Return the values of CHAIN."""
    return chain_key(book, audience), book, audience, 0, sealing.beginning(book, audience)
