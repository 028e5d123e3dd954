"""Cases that belong together: one goes on in another or is taken out again, is linked, split, followed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from ninja import Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.resources.cases import CaseOut, case_out
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Reason
from amana.cases.models import Case, Tie
from amana.handling.holding.following import follow, unfollow
from amana.handling.tying.linking import MOST_LINKS, link, linked, unlink
from amana.handling.tying.merging import merge, unmerge
from amana.handling.tying.splitting import split

room = Room("ties")
# As many as the page of a case shows.
MOST_TIES = 20 + MOST_LINKS


class TieOut(Schema):
    """Two cases that belong together. For a merge `into` is where `case` goes on; for a split it is the new one."""

    key: UUID
    kind: Literal["linked", "merged", "split"]
    case: str
    into: str
    made_at: datetime


class TiesOut(Schema):
    """What ties a case to others, and whether the caller follows it."""

    ties: list[TieOut]
    is_followed: bool


class OtherGiven(Given):
    """The number of another case."""

    case: Line


class MergerGiven(Given):
    """The case it goes on in. `knowing` says that it is meant where somebody would read more than before."""

    into: Line
    why: Line = ""
    knowing: bool = False


class SplitGiven(Given):
    """What the new case is about, and the entries it begins with: messages, calls and notes of this one."""

    subject: Line
    entries: Annotated[list[UUID], Field(min_length=1, max_length=50)]


def _ties_out(request: Call, case: Case) -> TiesOut:
    viewer = request.caller.viewer
    seen = Case.objects.visible_to(viewer)
    tied = Tie.objects.filter(Q(case=case, other__in=seen) | Q(other=case, case__in=seen), ended_at=None)
    rows = tied.select_related("case", "other").order_by("made_at", "pk")[:MOST_TIES]
    return TiesOut(
        ties=[
            TieOut(key=row.pk, kind=row.kind, case=row.case.number, into=row.other.number, made_at=row.made_at)  # type: ignore[arg-type]  # one of Tie.KINDS
            for row in rows
        ],
        is_followed=viewer.agent is not None and case.follows.filter(agent=viewer.agent).exists(),
    )


@room.read("cases/{number}/ties", scope=CASES_READ, name="list_ties", gives=TiesOut)
def list_ties(request: Call, number: str) -> TiesOut:
    """The cases this one is linked with, goes on in, came from."""
    return _ties_out(request, case_of(request, number))


@room.write("cases/{number}/links", scope=CASES_WRITE, name="link_case", gives=TiesOut, makes=True, matching="may")
def link_case(request: Call, number: str, given: OtherGiven) -> Any:
    """Link a case with another one: each shows the other, to colleagues alone. Twice changes nothing."""
    case, other, caller = case_of(request, number), case_of(request, given.case), request.caller
    with unchanged(request, case, caller.viewer):
        link(case, other, by=caller.viewer, at=caller.at)
    return made(_ties_out(request, case))


@room.write("cases/{number}/links/{key}/removal", scope=CASES_WRITE, name="unlink_case", gives=TiesOut, matching="may")
def unlink_case(request: Call, number: str, key: UUID) -> TiesOut:
    """Take a link away from both cases."""
    case, caller = case_of(request, number), request.caller
    row = linked(case).filter(pk=key).first()
    if row is None:
        raise Http404
    with unchanged(request, case, caller.viewer):
        unlink(row, by=caller.viewer, at=caller.at)
    return _ties_out(request, case)


@room.write("cases/{number}/merger", scope=CASES_WRITE, name="merge_case", gives=CaseOut, matching="may")
def merge_case(request: Call, number: str, given: MergerGiven) -> CaseOut:
    """Let a case go on in another one of the same brand, of the same customer or of one who takes part in both.

    Answers with that one. Refused where somebody would read more than before and it is not said that this is meant.
    """
    case, into, caller = case_of(request, number), case_of(request, given.into), request.caller
    with unchanged(request, case, caller.viewer):
        merge(case, into=into, why=given.why, knowing=given.knowing, by=caller.viewer, at=caller.at)
    return case_out(case_of(request, into.number))


@room.write("cases/{number}/merger/end", scope=CASES_WRITE, name="unmerge_case", gives=CaseOut, matching="may")
def unmerge_case(request: Call, number: str, given: Reason) -> CaseOut:
    """Take a case out of the one it goes on in; what was said meanwhile stays where it is."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        unmerge(case, why=given.why, by=caller.viewer, at=caller.at)
    return case_out(case_of(request, number))


@room.write("cases/{number}/splits", scope=CASES_WRITE, name="split_case", gives=CaseOut, makes=True, matching="may")
def split_case(request: Call, response: HttpResponse, number: str, given: SplitGiven) -> Any:
    """Open a case of its own from some words of this one; they stay where they are, and are quoted in the new one."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        fresh = split(case, given.entries, subject=given.subject, by=caller.viewer, at=caller.at)
    response["Location"] = f"/api/v1/cases/{fresh.number}"
    return made(case_out(case_of(request, fresh.number)))


@room.write("cases/{number}/following", scope=CASES_WRITE, name="follow_case", gives=TiesOut)
def follow_case(request: Call, number: str) -> TiesOut:
    """Follow a case a colleague holds; it stands in no record. Twice changes nothing."""
    case, caller = case_of(request, number), request.caller
    follow(case, by=caller.viewer, at=caller.at)
    return _ties_out(request, case)


@room.write("cases/{number}/following/end", scope=CASES_WRITE, name="unfollow_case", gives=TiesOut)
def unfollow_case(request: Call, number: str) -> TiesOut:
    """Stop following a case. Twice changes nothing."""
    case = case_of(request, number)
    unfollow(case, by=request.caller.viewer)
    return _ties_out(request, case)
