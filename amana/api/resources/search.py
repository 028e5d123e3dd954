"""Search over everything the caller may see: by words and by meaning, as the desk finds it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call
from amana.api.rooming import Room
from amana.api.scopes import CASES_READ
from amana.language.masking import masked
from amana.record.reading import entries
from amana.search.asking import understand
from amana.search.finding import HIGHEST, Search, alike, hits
from amana.search.narrowing import narrow

room = Room("search")


class HitOut(Schema):
    """An entry that was found, and its case. `is_alike` says that it was found by its meaning, not its words."""

    case: str
    subject: str
    entry: UUID
    file: UUID | None
    kind: str
    at: datetime | None
    text: str
    is_alike: bool


class HitsOut(Schema):
    hits: list[HitOut]
    next: str | None


class SearchAsked(Schema):
    q: Annotated[str, Field(min_length=1, max_length=300, description="Words, and filters as the desk takes them.")]
    after: Annotated[str, Field(pattern="^[0-9]{0,19}$", description="The `next` of the page before.")] = ""


SHOWN = 400


@room.read("search", scope=CASES_READ, name="search", gives=HitsOut)
def search(request: Call, asked: Query[SearchAsked]) -> HitsOut:
    """What holds every word, the newest first; on the first page also what means alike."""
    query = understand(asked.q)
    looked = Search(query, narrow(query, request.caller.viewer), request.caller.viewer)
    after = min(int(asked.after), HIGHEST) if asked.after else None
    found = hits(looked, after=after)
    near = alike(looked, but_not=[row.case_id for row in found.rows]) if after is None else []
    read = entries([row.entry for row in [*found.rows, *near]], side=request.caller.viewer.side)
    rows = [(row, False) for row in found.rows] + [(row, True) for row in near]
    return HitsOut(
        hits=[
            HitOut(
                case=row.case.number, subject=masked(row.case.subject), entry=row.entry, file=row.file, is_alike=is_alike,
                kind=read[row.entry].kind if row.entry in read else "",
                at=read[row.entry].at if row.entry in read else None,
                text=masked(str(read[row.entry]["text"] or ""))[:SHOWN] if row.entry in read else "",
            )
            for row, is_alike in rows
        ],
        next=str(found.following) if found.following is not None else None,
    )  # fmt: skip
