"""Own cases: a consumer's case against any company, opened and kept by its owner's token."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from ninja import Schema
from pydantic import Field

from amana.advocacy.asking import expect_call
from amana.advocacy.calling import Call as Spoken
from amana.advocacy.calling import Promised, log_call
from amana.advocacy.composing import company_of
from amana.advocacy.defining import define
from amana.advocacy.leading import lead_of
from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.resources.cases import CaseOut, case_out
from amana.api.resources.promises import PromiseOut, promise_now
from amana.api.resources.records import EntryOut, entry_out
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Moment, Text
from amana.cases.models import CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.commitments.offering import agree_time, offer_time, refuse_time
from amana.handling.ending.closing import close_own
from amana.people.models import Company, Person
from amana.record.reading import entries

room = Room("own cases")


class OwnCaseGiven(Given):
    """What happened, what is wanted, and what would do; the last is never shown to the company."""

    company: Line
    happened: Text
    wanted: Text
    settle_for: Text = ""


class PromisedGiven(Given):
    what: Line
    due_at: Moment | None = None


class OwnCallGiven(Given):
    """A call with the company, as its keeper noted it, with what was promised in it."""

    who: Line
    said: Annotated[Text, Field(max_length=20_000)]
    spoke_at: Moment
    waited: Annotated[int, Field(ge=0, le=1440)] = 0
    minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    promised: Annotated[list[PromisedGiven], Field(max_length=10)] = []


class OwnEndingGiven(Given):
    terms: Annotated[list[Line], Field(max_length=20)] = []


class OwnTimeGiven(Given):
    """The time they named, or one's own; without consent to theirs the old promise stays late."""

    due_at: Moment
    why: Line = ""
    agrees: bool = True


class OwnWindowGiven(Given):
    """When they said they would call: not before one moment, and by another."""

    not_before: Moment
    until: Moment
    who: Line = ""


class LeadOut(Schema):
    """What to do next in an own case."""

    code: str
    sentence: str


def _owner(request: Call) -> Person:
    if request.caller.viewer.person is None or request.caller.viewer.kind != "owner":
        raise Http404
    return request.caller.viewer.person


def own_case(request: Call, number: str) -> Case:
    """Return an own case of the caller's. Raises Http404."""
    case = case_of(request, number)
    if case.kept_by != CUSTOMER:
        raise Http404
    return case


def company_in(case: Case, key: UUID | None) -> Company:
    """Return the company of an own case with this key, its own where none is named. Raises Http404 for one not of the case."""
    company = company_of(case, key)
    if key is not None and company.pk != key:
        raise Http404
    return company


@room.write("own-cases", scope=CASES_WRITE, name="open_own_case", gives=CaseOut, makes=True, for_owners=True)
def open_own_case(request: Call, response: HttpResponse, given: OwnCaseGiven) -> Any:
    """Open a case against a company, by its name; it has a next step from the start."""
    case = define(
        _owner(request), company=given.company, happened=given.happened, wanted=given.wanted,
        settle_for=given.settle_for, at=request.caller.at,
    )  # fmt: skip
    response["Location"] = f"/api/v1/cases/{case.number}"
    return made(case_out(case))


@room.read("own-cases/{number}/next", scope=CASES_READ, name="get_own_next", gives=LeadOut, for_owners=True)
def get_own_next(request: Call, number: str) -> LeadOut:
    """What to do next in an own case, in one sentence."""
    case = own_case(request, number)
    owed = Commitment.objects.outstanding().filter(case=case).select_related("owner_company", "owner_person")
    lead = lead_of(case, list(owed.order_by("due_at")[:100]), at=request.caller.at)
    return LeadOut(code=lead.code, sentence=str(lead.sentence))


@room.write(
    "own-cases/{number}/calls", scope=CASES_WRITE, name="log_own_call", gives=EntryOut, makes=True, matching="may",
    for_owners=True,
)  # fmt: skip
def log_own_call(request: Call, number: str, given: OwnCallGiven) -> Any:
    """Put a call with the company, and what was promised in it, into the record and the ledger."""
    case, caller = own_case(request, number), request.caller
    spoken = Spoken(
        who=given.who, said=given.said, spoke_at=given.spoke_at, waited=given.waited, minutes=given.minutes,
        more=tuple(Promised(one.what, one.due_at) for one in given.promised),
    )  # fmt: skip
    with unchanged(request, case, caller.viewer):
        written = log_call(case, spoken, by=caller.viewer, at=caller.at)
    return made(entry_out(entries([written.id], side="customer")[written.id], whole=True))


@room.write(
    "own-cases/{number}/ending", scope=CASES_WRITE, name="end_own_case", gives=CaseOut, matching="may", for_owners=True
)
def end_own_case(request: Call, number: str, given: OwnEndingGiven) -> CaseOut:
    """End an own case: its keeper alone decides that it is over, and names the terms that are met."""
    case, caller = own_case(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        close_own(case, terms=given.terms, by=caller.viewer, at=caller.at)
    return case_out(case_of(request, number))


@room.write(
    "own-cases/{number}/promises/{key}/time", scope=CASES_WRITE, name="set_own_time", gives=PromiseOut,
    matching="may", for_owners=True,
)  # fmt: skip
def set_own_time(request: Call, number: str, key: UUID, given: OwnTimeGiven) -> PromiseOut:
    """Write down another time for a promise, and whether its keeper agrees where it is the company's; answers with the promise."""
    case, caller = own_case(request, number), request.caller
    rows = Commitment.objects.visible_to(caller.viewer).filter(case=case).exclude(state__in=Commitment.UNCONFIRMED)
    row = rows.select_related("owner_agent__account", "owner_person", "owner_company", "case").filter(pk=key).first()
    if row is None:
        raise Http404
    settle = agree_time if given.agrees or row.promiser == CUSTOMER else refuse_time
    with transaction.atomic(), unchanged(request, case, caller.viewer):
        offer = offer_time(row, due_at=given.due_at, why=given.why, by=caller.viewer, at=caller.at)
        settle(offer, by=caller.viewer, at=caller.at)
    return promise_now(row.pk, at=caller.at)


@room.write(
    "own-cases/{number}/call-windows", scope=CASES_WRITE, name="expect_own_call", gives=PromiseOut, makes=True,
    matching="may", for_owners=True,
)  # fmt: skip
def expect_own_call(request: Call, number: str, given: OwnWindowGiven) -> Any:
    """Put a call that the company announced into the ledger, with its clock."""
    case, caller = own_case(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        row = expect_call(
            case, not_before=given.not_before, until=given.until, who=given.who[:200], by=caller.viewer, at=caller.at
        )
    return made(promise_now(row.pk, at=caller.at))
