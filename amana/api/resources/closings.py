"""Ending a case on the customer's terms: proposed, taken back, agreed where a message of theirs shows it, opened again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.paging import Paged, page_of
from amana.api.resources.cases import CaseOut, case_out
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Reason, Text
from amana.cases.models import Case, Closing
from amana.handling.ending import closing

room = Room("closing")


class ClosingOut(Schema):
    """A proposal that a case is over, with the terms that must be met; the customer decides."""

    key: UUID
    case: str
    proposed_by: str
    terms: list[str]
    reminders: int
    proposed_at: datetime
    ended_at: datetime | None
    ending: str


class ClosingsOut(Schema):
    closings: list[ClosingOut]
    next: str | None


class DoneGiven(Given):
    """What was done for a term that was written down on the case."""

    term: UUID
    done: Line


class ProposalGiven(Given):
    terms: Annotated[list[Line], Field(max_length=20)] = []
    done: Annotated[list[DoneGiven], Field(max_length=20)] = []
    text: Text = ""


class AgreementGiven(Given):
    """The entry that holds the customer's words of agreement; without one nobody agrees for them."""

    shown_by: UUID


def closing_out(row: Closing) -> ClosingOut:
    """Return a proposal in its shape."""
    return ClosingOut(
        key=row.pk, case=row.case.number, proposed_by=row.proposed_by, terms=[str(one) for one in row.terms],
        reminders=row.reminders, proposed_at=row.proposed_at, ended_at=row.ended_at, ending=row.ending,
    )  # fmt: skip


def _found(request: Call, key: UUID) -> Closing:
    rows = Closing.objects.filter(case__in=Case.objects.visible_to(request.caller.viewer)).select_related("case")
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@room.read("cases/{number}/closings", scope=CASES_READ, name="list_closings", gives=ClosingsOut, for_owners=True)
def list_closings(request: Call, number: str, asked: Query[Paged]) -> ClosingsOut:
    """Every proposal to close a case, the latest first."""
    case = case_of(request, number)
    rows = Closing.objects.filter(case=case).select_related("case")
    found, following = page_of(rows, asked, of=f"closings of {case.key}", by="proposed_at", newest_first=True)
    return ClosingsOut(closings=[closing_out(row) for row in found], next=following)


@room.write(
    "cases/{number}/closings", scope=CASES_WRITE, name="propose_closing", gives=ClosingOut, makes=True, matching="may"
)
def propose_closing(request: Call, number: str, given: ProposalGiven) -> Any:
    """Propose that a case is over; the customer agrees, says what is missing, or is asked twice again."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        row = closing.propose(
            case, terms=given.terms, done={one.term: one.done for one in given.done}, text=given.text, by=caller.viewer,
            at=caller.at,
        )  # fmt: skip
    return made(closing_out(_found(request, row.pk)))


@room.write("closings/{key}/withdrawal", scope=CASES_WRITE, name="withdraw_closing", gives=ClosingOut)
def withdraw_closing(request: Call, key: UUID, given: Reason) -> ClosingOut:
    """Take a proposal back; only the side that made it can."""
    closing.withdraw_proposal(_found(request, key), why=given.why, by=request.caller.viewer, at=request.caller.at)
    return closing_out(_found(request, key))


@room.write("closings/{key}/agreement", scope=CASES_WRITE, name="note_agreement", gives=ClosingOut)
def note_agreement(request: Call, key: UUID, given: AgreementGiven) -> ClosingOut:
    """Write down that the customer agreed, with the message of theirs that shows it."""
    caller = request.caller
    closing.agree(_found(request, key), by=caller.viewer, at=caller.at, shown_by=given.shown_by)
    return closing_out(_found(request, key))


@room.write(
    "cases/{number}/reopening", scope=CASES_WRITE, name="reopen_case", gives=CaseOut, matching="may", for_owners=True
)
def reopen_case(request: Call, number: str, given: Reason) -> CaseOut:
    """Open a closed case again, for the same holder."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        closing.reopen(case, why=given.why, by=caller.viewer, at=caller.at)
    return case_out(case_of(request, number))
