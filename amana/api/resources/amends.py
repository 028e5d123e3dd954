"""Making up for an ordeal: given within a limit, asked for above it, approved or declined by a lead, then given."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.paging import Paged, page_of
from amana.api.resources.records import EntryOut, entry_out
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Reason, Ref, Text, ref
from amana.cases.models import Case
from amana.record.reading import entries
from amana.review.amends import Gift, admit, approve, decline, give, give_approved, waiting_for
from amana.review.models import Amends

room = Room("amends")


class AmendsOut(Schema):
    """Something to make up for an ordeal, or a gesture. Until it is given the customer reads nothing of it."""

    key: UUID
    case: str
    is_gesture: bool
    what: str
    why: str
    amount: str | None
    currency: str
    state: Literal["asked", "approved", "declined", "given"]
    asked_by: Ref | None
    asked_at: datetime
    decided_by: Ref | None
    decided_at: datetime | None
    decided_why: str
    given_at: datetime | None
    entry: UUID | None


class AmendsListOut(Schema):
    amends: list[AmendsOut]


class AmendsPageOut(Schema):
    amends: list[AmendsOut]
    next: str | None


class GiftGiven(Given):
    """What is given and why, which the customer reads; an amount is in the currency of the brand's scale.

    `tells` writes it to the customer in the moment it is given.
    """

    what: Line
    why: Line
    amount: Annotated[Decimal | None, Field(gt=0, max_digits=10, decimal_places=2)] = None
    is_gesture: bool = False
    tells: bool = True


class FaultGiven(Given):
    """What went wrong on our side."""

    text: Text


class TellsGiven(Given):
    tells: bool = True


def amends_out(row: Amends) -> AmendsOut:
    """Return amends in their shape; needs the case and the agents at hand."""
    return AmendsOut(
        key=row.pk, case=row.case.number, is_gesture=row.is_gesture, what=row.what, why=row.why,
        amount=f"{row.amount:.2f}" if row.amount is not None else None, currency=row.currency, state=row.state,  # type: ignore[arg-type]  # one of Amends.STATES
        asked_by=ref(row.asked_by), asked_at=row.asked_at, decided_by=ref(row.decided_by), decided_at=row.decided_at,
        decided_why=row.decided_why, given_at=row.given_at, entry=row.entry,
    )  # fmt: skip


def _rows(request: Call) -> QuerySet[Amends]:
    rows = Amends.objects.filter(case__in=Case.objects.visible_to(request.caller.viewer))
    return rows.select_related("case__brand__week", "brand__week", "asked_by__account", "decided_by__account")


def _found(request: Call, key: UUID) -> Amends:
    row = _rows(request).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@room.read("amends", scope=CASES_READ, name="list_waiting_amends", gives=AmendsListOut)
def list_waiting_amends(request: Call) -> AmendsListOut:
    """What waits for the caller: to be approved by them, or approved for them and to be given; twenty at most."""
    caller = request.caller
    keys = [row.pk for row in waiting_for(caller.agent, caller.viewer.brands)]
    rows = _rows(request).filter(pk__in=keys).order_by("asked_at", "pk")
    return AmendsListOut(amends=[amends_out(row) for row in rows])


@room.read("cases/{number}/amends", scope=CASES_READ, name="list_amends", gives=AmendsPageOut)
def list_amends(request: Call, number: str, asked: Query[Paged]) -> AmendsPageOut:
    """What was given, asked for or declined on a case, the latest first."""
    case = case_of(request, number)
    rows = _rows(request).filter(case=case)
    found, following = page_of(rows, asked, of=f"amends of {case.key}", by="asked_at", newest_first=True)
    return AmendsPageOut(amends=[amends_out(row) for row in found], next=following)


@room.write("cases/{number}/amends", scope=CASES_WRITE, name="give_amends", gives=AmendsOut, makes=True, matching="may")
def give_amends(request: Call, number: str, given: GiftGiven) -> Any:
    """Make amends, or a gesture: given at once within the limit of one's role, else asked for (`state` says which)."""
    case, caller = case_of(request, number), request.caller
    gift = Gift(given.what, given.why, given.amount, is_gesture=given.is_gesture, tells=given.tells)
    with unchanged(request, case, caller.viewer):
        row = give(case, gift, by=caller.viewer, at=caller.at)
    return made(amends_out(_found(request, row.pk)))


@room.write("amends/{key}/approval", scope=CASES_WRITE, name="approve_amends", gives=AmendsOut)
def approve_amends(request: Call, key: UUID) -> AmendsOut:
    """Approve what is above a colleague's limit, by a lead whose own limit holds it. Twice changes nothing."""
    approve(_found(request, key), by=request.caller.viewer, at=request.caller.at)
    return amends_out(_found(request, key))


@room.write("amends/{key}/refusal", scope=CASES_WRITE, name="decline_amends", gives=AmendsOut)
def decline_amends(request: Call, key: UUID, given: Reason) -> AmendsOut:
    """Decline it, with a reason that colleagues read. Twice changes nothing."""
    decline(_found(request, key), why=given.why, by=request.caller.viewer, at=request.caller.at)
    return amends_out(_found(request, key))


@room.write("amends/{key}/giving", scope=CASES_WRITE, name="give_approved_amends", gives=AmendsOut)
def give_approved_amends(request: Call, key: UUID, given: TellsGiven) -> AmendsOut:
    """Give what was approved. Twice changes nothing."""
    give_approved(_found(request, key), by=request.caller.viewer, at=request.caller.at, tells=given.tells)
    return amends_out(_found(request, key))


@room.write("cases/{number}/fault", scope=CASES_WRITE, name="admit_fault", gives=EntryOut, makes=True, matching="may")
def admit_fault(request: Call, number: str, given: FaultGiven) -> Any:
    """Say that the mistake was ours, in the record both sides read. Twice changes nothing, and answers with what was said."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        said = admit(case, given.text, by=caller.viewer, at=caller.at).entry
    return made(entry_out(entries([said], side="company")[said]))
