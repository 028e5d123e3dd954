"""Those who act for a customer: who they are, writing down that somebody says so, taking such a claim back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Schema

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Moment, Text, Word
from amana.cases.models import Case, Helper
from amana.handling.helping import Who, claim, helpers_of, revoke
from amana.handling.speaking import called_of

room = Room("helpers")
Scope = Literal["reads", "writes", "decides"]


class HelperOut(Schema):
    """Somebody who acts for the customer, or is said to: until the customer confirms it they see nothing."""

    key: UUID
    name: str
    relation: str
    scope: Scope
    until: datetime | None
    is_for_all: bool
    is_confirmed: bool


class HelpersOut(Schema):
    helpers: list[HelperOut]


class ClaimGiven(Given):
    """Who says they act for the customer; `text` says how we learned of it, and both sides read it."""

    name: Line
    mail: Line
    relation: Word = ""
    scope: Scope = "writes"
    until: Moment | None = None
    text: Text


def _helpers_out(case: Case, at: datetime) -> HelpersOut:
    rows = helpers_of(case, at=at)
    names = called_of(rows)
    return HelpersOut(
        helpers=[
            HelperOut(
                key=row.pk, name=names[row.pk], relation=row.relation, scope=row.scope, until=row.until,  # type: ignore[arg-type]  # one of Helper.SCOPES
                is_for_all=row.case_id is None, is_confirmed=row.confirmed_at is not None,
            )
            for row in rows
        ]
    )  # fmt: skip


@room.read("cases/{number}/helpers", scope=CASES_READ, name="list_helpers", gives=HelpersOut)
def list_helpers(request: Call, number: str) -> HelpersOut:
    """Who acts for the customer of a case now; those whom the customer has not confirmed come first."""
    return _helpers_out(case_of(request, number), request.caller.at)


@room.write(
    "cases/{number}/helpers", scope=CASES_WRITE, name="claim_helper", gives=HelpersOut, makes=True, matching="may"
)
def claim_helper(request: Call, number: str, given: ClaimGiven) -> Any:
    """Write down that somebody says they act for the customer, who is told and decides; nobody else confirms it."""
    case, caller = case_of(request, number), request.caller
    who = Who(given.name, given.mail, given.relation)
    with unchanged(request, case, caller.viewer):
        claim(case, who, text=given.text, scope=given.scope, until=given.until, by=caller.viewer, at=caller.at)
    return made(_helpers_out(case, caller.at))


@room.write("cases/{number}/helpers/{key}/removal", scope=CASES_WRITE, name="take_back_helper", gives=HelpersOut)
def take_back_helper(request: Call, number: str, key: UUID) -> HelpersOut:
    """Take back a claim that the customer has not confirmed; one that is confirmed, only the customer ends."""
    case, caller = case_of(request, number), request.caller
    row = Helper.objects.filter(pk=key, case=case).select_related("customer", "helper").first()
    if row is None:
        raise Http404
    revoke(row, case, by=caller.viewer, at=caller.at)
    return _helpers_out(case, caller.at)
