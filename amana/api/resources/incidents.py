"""Incidents: the cases of one cause at one time, gathered, told together, and followed until it is over."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.paging import Paged, name_of, page_of
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import CaseNamed, Given, Line, Moment, Ref, Text, ref
from amana.cases.models import Case
from amana.escalation.gathering import begin, end, gather, leave_out, tell_all
from amana.escalation.models import Gathered, Incident, Round
from amana.language.masking import masked
from amana.team.models import Brand

room = Room("incidents")


class TellingOut(Schema):
    """The latest message to all of them: how many it is for, and how many of them it reached or left out until now."""

    action: str
    due_at: datetime
    begun_at: datetime
    total: int
    done: int
    ended_at: datetime | None


class IncidentOut(Schema):
    key: UUID
    brand: Ref
    title: str
    lead: Ref
    opened_at: datetime
    ended_at: datetime | None
    told: TellingOut | None


class IncidentsOut(Schema):
    incidents: list[IncidentOut]
    next: str | None


class IncidentsAsked(Paged):
    """Those that are not over; the latest first."""

    state: Literal["open", "over"] = "open"


class IncidentGiven(Given):
    brand: UUID
    title: Annotated[Line, Field(max_length=200)]


class ToldGiven(Given):
    """One message, by language, and the promise in it; each case gets both for itself."""

    texts: Annotated[dict[Literal["he", "ar", "en"], Text], Field(min_length=1)]
    action: Line
    due_at: Moment


class BelongingOut(Schema):
    """Whether a case belongs to it now."""

    case: str
    belongs: bool


def _found(request: Call, key: UUID) -> Incident:
    rows = Incident.objects.select_related("brand", "lead__account").filter(brand__in=request.caller.viewer.brands)
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def _latest(row: Incident) -> TellingOut | None:
    told = Round.objects.filter(incident=row).order_by("-begun_at").first()
    if told is None:
        return None
    return TellingOut(
        action=masked(told.action), due_at=told.due_at, begun_at=told.begun_at, total=told.total,
        done=told.sent + len(told.left_out), ended_at=told.ended_at,
    )  # fmt: skip


def _incident_out(row: Incident, *, is_whole: bool = True) -> IncidentOut:
    return IncidentOut(
        key=row.pk, brand=ref(row.brand), title=masked(row.title), lead=ref(row.lead), opened_at=row.opened_at, ended_at=row.ended_at,
        told=_latest(row) if is_whole else None,
    )  # fmt: skip


@room.read("incidents", scope=CASES_READ, name="list_incidents", gives=IncidentsOut)
def list_incidents(request: Call, asked: Query[IncidentsAsked]) -> IncidentsOut:
    """What many cases share at this time. How far a message has come is told of one at a time."""
    rows = Incident.objects.filter(brand__in=request.caller.viewer.brands, ended_at__isnull=asked.state == "open")
    found, following = page_of(
        rows.select_related("brand", "lead__account"), asked, of=name_of("incidents", asked), by="opened_at",
        newest_first=True,
    )  # fmt: skip
    return IncidentsOut(incidents=[_incident_out(row, is_whole=False) for row in found], next=following)


@room.read("incidents/{key}", scope=CASES_READ, name="get_incident", gives=IncidentOut)
def get_incident(request: Call, key: UUID) -> IncidentOut:
    """One incident."""
    return _incident_out(_found(request, key))


@room.write("incidents", scope=CASES_WRITE, name="begin_incident", gives=IncidentOut, makes=True)
def begin_incident(request: Call, given: IncidentGiven) -> Any:
    """Give what many cases share a name; whoever begins it leads it."""
    caller = request.caller
    brand = Brand.objects.filter(pk__in=caller.viewer.brands, pk=given.brand).first()
    if brand is None:
        raise Http404
    row = begin(brand, given.title, by=caller.viewer, at=caller.at)
    return made(_incident_out(_found(request, row.pk)))


@room.write("incidents/{key}/cases", scope=CASES_WRITE, name="gather_case", gives=BelongingOut)
def gather_case(request: Call, key: UUID, given: CaseNamed) -> BelongingOut:
    """Bring a case of the brand to an incident. Twice changes nothing."""
    row, case, caller = _found(request, key), case_of(request, given.case), request.caller
    gather(row, [case], by=caller.viewer, at=caller.at)
    return _belonging(row, case)


@room.write("incidents/{key}/cases/{number}/removal", scope=CASES_WRITE, name="leave_case_out", gives=BelongingOut)
def leave_case_out(request: Call, key: UUID, number: str) -> BelongingOut:
    """Take a case out again: it is about something else. Twice changes nothing."""
    row, case = _found(request, key), case_of(request, number)
    leave_out(row, case)
    return _belonging(row, case)


def _belonging(row: Incident, case: Case) -> BelongingOut:
    return BelongingOut(case=case.number, belongs=Gathered.objects.filter(incident=row, case=case).exists())


@room.write("incidents/{key}/message", scope=CASES_WRITE, name="tell_all_cases", gives=IncidentOut, makes=True)
def tell_all_cases(request: Call, key: UUID, given: ToldGiven) -> Any:
    """Write to every case that is gathered now, each in its own record and with its own promise. For those who lead."""
    row, caller = _found(request, key), request.caller
    texts = {str(language): text for language, text in given.texts.items()}
    tell_all(row, texts, action=given.action, due_at=given.due_at, by=caller.viewer, at=caller.at)
    return made(_incident_out(_found(request, key)))


@room.write("incidents/{key}/end", scope=CASES_WRITE, name="end_incident", gives=IncidentOut)
def end_incident(request: Call, key: UUID) -> IncidentOut:
    """Say that it is over; its cases go on, each by its own terms. For those who lead. Twice changes nothing."""
    end(_found(request, key), by=request.caller.viewer, at=request.caller.at)
    return _incident_out(_found(request, key))
