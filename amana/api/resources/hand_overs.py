"""Passing a case on: offered, accepted, returned, taken back; and taking a case nobody holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from ninja import Query, Schema

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.paging import Paged, page_of
from amana.api.resources.cases import CaseOut, case_out
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Reason, Ref, ref
from amana.cases.models import Case, HandOver
from amana.handling.holding import handing_over
from amana.handling.holding.assigning import assign
from amana.team.models import Agent

room = Room("hand-overs")


class HandOverOut(Schema):
    """A case offered by its holder to a colleague; the giver stays the holder until the taker accepts."""

    key: UUID
    case: str
    giver: Ref | None
    taker: Ref | None
    why: str
    offered_at: datetime
    ended_at: datetime | None
    ending: str


class HandOversOut(Schema):
    hand_overs: list[HandOverOut]
    next: str | None


class OfferGiven(Given):
    taker: UUID
    why: Line


class HolderGiven(Given):
    """Who is to hold a case that nobody holds: oneself when left out, else anybody by a lead."""

    agent: UUID | None = None
    why: Line


def hand_over_out(row: HandOver) -> HandOverOut:
    """Return a hand-over in its shape."""
    return HandOverOut(
        key=row.pk, case=row.case.number, giver=ref(row.giver), taker=ref(row.taker), why=row.why,
        offered_at=row.offered_at, ended_at=row.ended_at, ending=row.ending,
    )  # fmt: skip


def _rows(request: Call) -> QuerySet[HandOver]:
    visible = HandOver.objects.filter(case__in=Case.objects.visible_to(request.caller.viewer))
    return visible.select_related("case", "giver__account", "taker__account")


def _found(request: Call, key: UUID) -> HandOver:
    row = _rows(request).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def _colleague(request: Call, key: UUID) -> Agent:
    agents = Agent.objects.serving().filter(brands__in=request.caller.viewer.brands).distinct()
    agent = agents.select_related("account").filter(pk=key).first()
    if agent is None:
        raise Http404
    return agent


@room.read("hand-overs", scope=CASES_READ, name="list_hand_overs", gives=HandOversOut)
def list_hand_overs(request: Call, asked: Query[Paged]) -> HandOversOut:
    """What is offered to the caller and not answered yet, the oldest first."""
    rows = _rows(request).filter(taker=request.caller.agent, ended_at=None)
    found, following = page_of(rows, asked, of="hand-overs", by="offered_at")
    return HandOversOut(hand_overs=[hand_over_out(row) for row in found], next=following)


@room.write(
    "cases/{number}/hand-overs",
    scope=CASES_WRITE,
    name="offer_hand_over",
    gives=HandOverOut,
    makes=True,
    matching="may",
)
def offer_hand_over(request: Call, number: str, given: OfferGiven) -> Any:
    """Offer a case to a colleague, with what the next person needs to know."""
    case, caller = case_of(request, number), request.caller
    taker = _colleague(request, given.taker)
    with unchanged(request, case, caller.viewer):
        row = handing_over.offer(case, taker=taker, why=given.why, by=caller.viewer, at=caller.at)
    return made(hand_over_out(_found(request, row.pk)))


@room.write("hand-overs/{key}/acceptance", scope=CASES_WRITE, name="accept_hand_over", gives=HandOverOut)
def accept_hand_over(request: Call, key: UUID) -> HandOverOut:
    """Take a case that was offered: the caller holds it, with what the giver still owed on it."""
    handing_over.accept(_found(request, key), by=request.caller.viewer, at=request.caller.at)
    return hand_over_out(_found(request, key))


@room.write("hand-overs/{key}/return", scope=CASES_WRITE, name="return_hand_over", gives=HandOverOut)
def return_hand_over(request: Call, key: UUID, given: Reason) -> HandOverOut:
    """Decline a case that was offered, with the reason; the giver has been the holder all along."""
    handing_over.return_it(_found(request, key), why=given.why, by=request.caller.viewer, at=request.caller.at)
    return hand_over_out(_found(request, key))


@room.write("hand-overs/{key}/recall", scope=CASES_WRITE, name="recall_hand_over", gives=HandOverOut)
def recall_hand_over(request: Call, key: UUID) -> HandOverOut:
    """Take back an offer that nobody has answered."""
    handing_over.take_back(_found(request, key), by=request.caller.viewer, at=request.caller.at)
    return hand_over_out(_found(request, key))


@room.write("cases/{number}/holder", scope=CASES_WRITE, name="hold_case", gives=CaseOut, matching="may")
def hold_case(request: Call, number: str, given: HolderGiven) -> CaseOut:
    """Take a case that nobody holds, or, by a lead, give it to somebody."""
    case, caller = case_of(request, number), request.caller
    to = caller.agent if given.agent is None else _colleague(request, given.agent)
    with unchanged(request, case, caller.viewer):
        assign(case, to=to, why=given.why, by=caller.viewer, at=caller.at)
    return case_out(case_of(request, number))
