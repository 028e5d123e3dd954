"""The record of a case: entries page by page, the shared record as it is sealed, and the whole as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpResponse, StreamingHttpResponse
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.erring import not_allowed, only_reads
from amana.api.paging import MOST, USUAL, no_cursor
from amana.api.rooming import Room
from amana.api.scopes import CASES_READ, CASES_UNMASK
from amana.handling.facts.unmasking import unmask
from amana.handling.handing_out.exporting import export
from amana.language.masking import masked_within
from amana.record.exporting import shared_lines
from amana.record.kinds import Audience
from amana.record.reading import Bounds, Read, read_page

room = Room("record")
_SIGNER = Signer(salt="amana.api.records", sep="~")


class ActorOut(Schema):
    """Who did it: an agent, a person, or the product itself."""

    kind: str
    key: str


class EntryOut(Schema):
    """One entry as this side reads it; `content` is null where it is withdrawn from this side or erased.

    Numbers of payment cards and national ids are covered in it but for their end (`is_covered`), as at the desk.
    """

    entry: UUID
    case: UUID
    audience: Literal["shared", "company", "customer"]
    number: int
    kind: str
    version: int
    at: datetime
    by: ActorOut
    corrects: UUID | None
    hash: str
    content: dict[str, Any] | None  # Any: JSON, as each kind of entry says it
    is_covered: bool


class EntriesOut(Schema):
    """A page of a record, in the order it was written; `earlier` leads to the page before it."""

    entries: list[EntryOut]
    earlier: str | None


class EntriesAsked(Schema):
    before: Annotated[str, Field(max_length=200, description="The `earlier` of the page after; empty for the end.")] = (
        ""
    )
    most: Annotated[int, Field(ge=1, le=MOST)] = USUAL
    audience: Literal["", "shared", "company", "customer"] = ""


def entry_out(one: Read, *, whole: bool = False) -> EntryOut:
    """Return an entry in its shape; `whole` leaves its numbers uncovered, for whoever keeps the record or has asked for them."""
    plain = dict(one.content) if one.content is not None else None
    content = plain if whole else masked_within(plain)
    return EntryOut(
        entry=one.id, case=one.book, audience=one.audience, number=one.number, kind=one.kind, version=one.version,
        at=one.at, by=ActorOut(kind=one.by.kind, key=one.by.key), corrects=one.corrects, hash=one.hash,
        content=content, is_covered=content != plain,
    )  # fmt: skip


@room.read("cases/{number}/entries", scope=CASES_READ, name="list_entries", gives=EntriesOut, for_owners=True)
def list_entries(request: Call, number: str, asked: Query[EntriesAsked]) -> EntriesOut:
    """The record of a case, the newest page first; both what both sides read and what this side alone does."""
    case = case_of(request, number)
    wanted: list[Audience] | None = [asked.audience] if asked.audience else None
    before = _bounds_in(asked.before, case.key) if asked.before else None
    page = read_page(case.key, side=request.caller.viewer.side, audiences=wanted, most=asked.most, before=before)
    earlier = _word(page.before, case.key) if page.earlier else None
    is_theirs = request.caller.viewer.side == "customer"
    return EntriesOut(entries=[entry_out(one, whole=is_theirs) for one in page.entries], earlier=earlier)


def _word(bounds: Bounds, case: UUID) -> str:
    return _SIGNER.sign(" ".join([case.hex, *(f"{name}:{number}" for name, number in sorted(bounds.items()))]))


def _bounds_in(word: str, case: UUID) -> Bounds:
    try:
        whose, *parts = _SIGNER.unsign(word).split()
    except (BadSignature, ValueError):
        raise no_cursor("before") from None
    if whose != case.hex:
        raise no_cursor("before")
    names: tuple[Audience, ...] = ("shared", "company", "customer")
    found = dict(part.split(":") for part in parts)
    return {name: int(found[name]) for name in names if name in found}


@room.ask("cases/{number}/entries/{entry}/unmasking", scope=CASES_UNMASK, name="unmask_entry", gives=EntryOut)
def unmask_entry(request: Call, number: str, entry: UUID) -> EntryOut:
    """An entry with its covered numbers, as it was written; that it was looked at is written down, each time."""
    case, caller = case_of(request, number), request.caller
    found = unmask(case, entry, by=caller.viewer, at=caller.at)
    if found is None:
        raise Http404
    return entry_out(found, whole=True)


@room.read(
    "cases/{number}/record",
    scope=CASES_READ,
    name="get_record",
    gives=None,
    kind="application/x-ndjson",
    for_owners=True,
)
def get_record(request: Call, number: str) -> StreamingHttpResponse:
    """The shared record from its first entry on, one line of canonical JSON each: byte for byte what both sides hold.

    Sealed lines cannot be covered: where there is a number that would be, it needs `cases:unmask` too, and is written down.
    """
    case, caller = case_of(request, number), request.caller
    lines: Iterator[str] = shared_lines(case.key, caller.viewer.side)
    if caller.viewer.side == "company":
        count, hidden = _covered_in(case.key)
        if hidden and CASES_UNMASK not in caller.token.scopes:
            raise not_allowed(CASES_UNMASK)
        for key in hidden:
            unmask(case, key, by=caller.viewer, at=caller.at)
        lines = islice(lines, count)  # what came since was not looked through
    return StreamingHttpResponse(_lines(lines), content_type="application/x-ndjson")


def _covered_in(book: UUID) -> tuple[int, list[UUID]]:
    """Return how many shared entries a record has, and which of them hold numbers that are covered elsewhere."""
    count, found = 0, []
    for line in shared_lines(book, "company"):
        count, said = count + 1, json.loads(line)
        if masked_within(said["content"]) != said["content"]:
            found.append(UUID(said["entry"]))
    return count, found


def _lines(lines: Iterator[str]) -> Iterator[bytes]:
    for line in lines:
        yield f"{line}\n".encode()


@room.ask(
    "cases/{number}/export", scope=CASES_READ, name="export_case", gives=None, kind="application/zip", for_owners=True
)
def export_case(request: Call, number: str) -> HttpResponse:
    """The shared record with its mails and files, as a zip that proves itself; that it was handed out is written down."""
    case = case_of(request, number)
    caller = request.caller
    if caller.viewer.agent is not None and caller.viewer.agent.only_reads:
        raise only_reads()
    content = export(case.key, side=caller.viewer.side, at=caller.at, purpose="api", by=caller.viewer)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{case.number}.zip"'
    return response
