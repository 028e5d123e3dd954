"""Files of who stayed, left or bought more: looked at, taken in so that they count, and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field as Bounded

from amana.api.calling import Call
from amana.api.paging import Paged, name_of, page_of
from amana.api.rooming import Room, made
from amana.api.scopes import INSIGHT_READ, INSIGHT_WRITE
from amana.api.shapes import Line, Ref, ref
from amana.cases.errors import Refused
from amana.cases.labelling import Field
from amana.insight.costs.importing import kinds_in, look_at_file, take_back, take_in
from amana.insight.costs.reading import LARGEST, WHYS
from amana.insight.models import OutcomeImport
from amana.language.masking import masked
from amana.team.models import Brand

room = Room("outcomes")


class WrongLine(Schema):
    """A line that says nothing that can be used, and why."""

    line: int
    why: str


class OutcomeLine(Schema):
    """A file: how many lines it had, how many are of somebody who is not known here, and since when it counts."""

    key: UUID
    brand: Ref
    name: str
    read_at: datetime
    lines: int
    unknown: int
    refused: int
    taken_at: datetime | None
    taken_back_at: datetime | None


class OutcomeOut(OutcomeLine):
    """A file with what it says: how many stayed, left and bought more, and the first of the lines that say nothing."""

    kinds: dict[str, int]
    wrong: list[WrongLine]


class OutcomesOut(Schema):
    files: list[OutcomeLine]
    next: str | None


class FileAsked(Schema):
    """The brand, what the file is called, and the field of cases that holds the customer number its lines may name."""

    brand: UUID
    name: Annotated[Line, Bounded(min_length=1, max_length=200)]
    field: UUID | None = None


def _line(row: OutcomeImport) -> dict[str, Any]:
    return {
        "key": row.pk, "brand": ref(row.brand), "name": masked(row.name), "read_at": row.read_at, "lines": row.lines,
        "unknown": row.unknown, "refused": row.refused, "taken_at": row.taken_at, "taken_back_at": row.undone_at,
    }  # fmt: skip


def _outcome_out(row: OutcomeImport) -> OutcomeOut:
    wrong = [WrongLine(line=number, why=str(WHYS.get(why, why))) for number, why in row.rubbish]
    return OutcomeOut(**_line(row), kinds=kinds_in(row), wrong=wrong)


def _rows(request: Call) -> QuerySet[OutcomeImport]:
    """Return the files of the brands of whoever leads. Raises Http404 for others, as at the desk."""
    if not request.caller.agent.is_lead:
        raise Http404
    return OutcomeImport.objects.filter(brand__in=request.caller.viewer.brands).select_related("brand")


def _found(request: Call, key: UUID) -> OutcomeImport:
    row = _rows(request).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@room.read("outcomes", scope=INSIGHT_READ, name="list_outcome_files", gives=OutcomesOut)
def list_outcome_files(request: Call, asked: Query[Paged]) -> OutcomesOut:
    """The files that were brought in, those that do not count too, the latest first. For those who lead."""
    rows, following = page_of(_rows(request), asked, of=name_of("outcomes", asked), by="read_at", newest_first=True)
    return OutcomesOut(files=[OutcomeLine(**_line(row)) for row in rows], next=following)


@room.read("outcomes/{key}", scope=INSIGHT_READ, name="get_outcome_file", gives=OutcomeOut)
def get_outcome_file(request: Call, key: UUID) -> OutcomeOut:
    """One file, with what it says."""
    return _outcome_out(_found(request, key))


@room.take_bytes("outcomes", scope=INSIGHT_WRITE, name="look_at_outcome_file", gives=OutcomeOut, most=LARGEST)
def look_at_outcome_file(request: Call, asked: Query[FileAsked]) -> Any:
    """Send a table (CSV) of who stayed, left or bought more: it is read, and counts for nothing until it is taken in.

    What nobody takes in within a day is deleted; of strangers nothing is kept. For those who lead.
    """
    caller = request.caller
    brand = Brand.objects.filter(pk__in=caller.viewer.brands, pk=asked.brand).select_related("week").first()
    if brand is None:
        raise Http404
    by_field = _field(brand, asked.field)
    row = look_at_file(brand, request.sent, name=asked.name, by=caller.viewer, at=caller.at, by_field=by_field)
    return made(_outcome_out(_found(request, row.pk)))


def _field(brand: Brand, key: UUID | None) -> Field | None:
    if key is None:
        return None
    row = Field.objects.filter(brand=brand, retired_at=None, pk=key).first()
    if row is None:
        raise Refused(_("This field is of another brand."))
    return row


@room.write("outcomes/{key}/counting", scope=INSIGHT_WRITE, name="take_in_outcome_file", gives=OutcomeOut)
def take_in_outcome_file(request: Call, key: UUID) -> OutcomeOut:
    """Let a file count; the comparison is made anew within some minutes. Twice changes nothing. For those who lead."""
    take_in(_found(request, key), by=request.caller.viewer, at=request.caller.at)
    return _outcome_out(_found(request, key))


@room.write("outcomes/{key}/removal", scope=INSIGHT_WRITE, name="take_back_outcome_file", gives=OutcomeOut)
def take_back_outcome_file(request: Call, key: UUID) -> OutcomeOut:
    """Take a file back, whole: what it said of people is deleted. Twice changes nothing. For those who lead."""
    take_back(_found(request, key), by=request.caller.viewer, at=request.caller.at)
    return _outcome_out(_found(request, key))
