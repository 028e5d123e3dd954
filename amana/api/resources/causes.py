"""Causes: what people have to ask about and why, whose it is, what is done about it by when, and which cases show it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.paging import Paged, name_of, page_of
from amana.api.rooming import Room, made
from amana.api.scopes import INSIGHT_READ, INSIGHT_WRITE
from amana.api.shapes import CaseNamed, Day, Given, Line, Moment, Reason, Ref, Text, ref
from amana.cases.errors import Refused
from amana.insight.causes.fixing import Plan, agree_time, ask_time, break_fix, keep_fix, promise_fix
from amana.insight.causes.gathering import add_case, add_group, groups_of, remove_case, remove_group
from amana.insight.causes.measuring import reopen
from amana.insight.causes.opening import Said, open_cause, rewrite, withdraw
from amana.insight.causes.saying import name_of as called
from amana.insight.models import Cause, Fix, Group
from amana.language.masking import masked
from amana.team.models import Agent, Brand

room = Room("causes")
MOST_FIXES = 60


class AskedAlike(Schema):
    """Cases in which the same is asked, called by a person or by the sentence that tells most of them."""

    key: UUID
    name: str
    size: int


class FixOut(Schema):
    """What somebody undertook to do about a cause. `eases` is for what helps those who ask and ends nothing."""

    key: UUID
    cause: UUID
    what: str
    eases: bool
    owner: Ref
    due_at: datetime
    state: str
    note: str
    ended_at: datetime | None
    asked_due_at: datetime | None
    asked_why: str


class CauseLine(Schema):
    key: UUID
    brand: Ref
    what: str
    since: date
    owner: Ref
    state: str
    opened_at: datetime
    mended_at: datetime | None
    came_back: int


class CauseOut(CauseLine):
    """A cause with the questions that come from it, and the fixes, the latest first."""

    more: str
    withdrawn_at: datetime | None
    groups: list[AskedAlike]
    fixes: list[FixOut]


class CausesOut(Schema):
    causes: list[CauseLine]
    next: str | None


class CauseGiven(Given):
    """What is wrong with us, since which day where the brand works, and whose it is: the caller's where nobody is named."""

    brand: UUID
    what: Annotated[Line, Field(max_length=200)]
    more: Text = ""
    since: Day
    owner: UUID | None = None


class CauseChange(Given):
    """What is to be otherwise; what is left out stays."""

    what: Annotated[Line | None, Field(max_length=200)] = None
    more: Text | None = None
    since: Day | None = None
    owner: UUID | None = None


class GroupGiven(Given):
    group: UUID


class FixGiven(Given):
    what: Line
    due_at: Moment
    owner: UUID | None = None
    eases: bool = False


class FixEndGiven(Given):
    """What was done, or why it was not."""

    text: Line


class FixTimeGiven(Given):
    due_at: Moment
    why: Line


def _line(row: Cause) -> dict[str, Any]:
    return {
        "key": row.pk, "brand": ref(row.brand), "what": masked(row.what), "since": row.since, "owner": ref(row.owner),
        "state": row.state, "opened_at": row.opened_at, "mended_at": row.mended_at, "came_back": row.came_back,
    }  # fmt: skip


def _fix_out(row: Fix) -> FixOut:
    return FixOut(
        key=row.pk, cause=row.cause_id, what=masked(row.what), eases=row.eases, owner=ref(row.owner), due_at=row.due_at,
        state=row.state, note=masked(row.note), ended_at=row.ended_at, asked_due_at=row.asked_due_at,
        asked_why=masked(row.asked_why),
    )  # fmt: skip


def _cause_out(row: Cause) -> CauseOut:
    fixes = Fix.objects.filter(cause=row).select_related("owner__account").order_by("-made_at")[:MOST_FIXES]
    groups = [AskedAlike(key=one.pk, name=masked(called(one)), size=one.size) for one in groups_of(row)]
    return CauseOut(
        **_line(row), more=masked(row.more), withdrawn_at=row.withdrawn_at, groups=groups,
        fixes=[_fix_out(one) for one in fixes],
    )  # fmt: skip


def found_cause(request: Call, key: UUID) -> Cause:
    """Return a cause the caller may see. Raises Http404."""
    rows = Cause.objects.visible_to(request.caller.viewer).select_related("brand__week", "owner__account")
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def _owner(brand: Brand, key: UUID | None, otherwise: Agent) -> Agent:
    """Return a colleague who serves the brand. Raises Refused."""
    if key is None:
        return otherwise
    agent = Agent.objects.active().filter(pk=key, brands=brand).select_related("account").first()
    if agent is None:
        raise Refused(_("There is no such colleague."))
    return agent


class CausesAsked(Paged):
    """In which state: found, being mended, mended, or mended and measured; the latest first."""

    state: Literal["", "found", "mending", "mended", "measured"] = ""


@room.read("causes", scope=INSIGHT_READ, name="list_causes", gives=CausesOut)
def list_causes(request: Call, asked: Query[CausesAsked]) -> CausesOut:
    """The causes of one's brands, but those that were taken back."""
    rows = Cause.objects.visible_to(request.caller.viewer).filter(withdrawn_at=None)
    rows = rows.filter(state=asked.state) if asked.state else rows
    found, following = page_of(
        rows.select_related("brand", "owner__account"), asked, of=name_of("causes", asked), by="opened_at",
        newest_first=True,
    )  # fmt: skip
    return CausesOut(causes=[CauseLine(**_line(row)) for row in found], next=following)


@room.read("causes/{key}", scope=INSIGHT_READ, name="get_cause", gives=CauseOut)
def get_cause(request: Call, key: UUID) -> CauseOut:
    """One cause."""
    return _cause_out(found_cause(request, key))


@room.write("causes", scope=INSIGHT_WRITE, name="open_cause", gives=CauseOut, makes=True)
def open_one_cause(request: Call, given: CauseGiven) -> Any:
    """Open a cause. For those who lead; words that put it on the customer are refused."""
    caller = request.caller
    brand = Brand.objects.filter(pk__in=caller.viewer.brands, pk=given.brand).first()
    if brand is None:
        raise Http404
    said = Said(given.what, given.since, _owner(brand, given.owner, caller.agent), given.more)
    return made(_cause_out(found_cause(request, open_cause(brand, said, by=caller.viewer, at=caller.at).pk)))


@room.write("causes/{key}", scope=INSIGHT_WRITE, name="change_cause", gives=CauseOut)
def change_cause(request: Call, key: UUID, given: CauseChange) -> CauseOut:
    """Say it better, or give it to another owner; what stood before is kept in its history."""
    row, caller = found_cause(request, key), request.caller
    said = Said(
        row.what if given.what is None else given.what, given.since or row.since,
        _owner(row.brand, given.owner, row.owner), row.more if given.more is None else given.more,
    )  # fmt: skip
    rewrite(row, said, by=caller.viewer, at=caller.at)
    return _cause_out(found_cause(request, key))


@room.write("causes/{key}/withdrawal", scope=INSIGHT_WRITE, name="withdraw_cause", gives=CauseOut)
def withdraw_cause(request: Call, key: UUID, given: Reason) -> CauseOut:
    """Take a cause back that was opened by mistake. Twice changes nothing."""
    withdraw(found_cause(request, key), why=given.why, by=request.caller.viewer, at=request.caller.at)
    return _cause_out(found_cause(request, key))


@room.write("causes/{key}/reopening", scope=INSIGHT_WRITE, name="reopen_cause", gives=CauseOut)
def reopen_cause(request: Call, key: UUID, given: Reason) -> CauseOut:
    """Open a mended cause again: it is there again. Twice changes nothing."""
    reopen(found_cause(request, key), why=given.why, by=request.caller.viewer, at=request.caller.at)
    return _cause_out(found_cause(request, key))


@room.write("causes/{key}/groups", scope=INSIGHT_WRITE, name="add_group_to_cause", gives=CauseOut)
def add_one_group(request: Call, key: UUID, given: GroupGiven) -> CauseOut:
    """Say that the questions of a group come from this cause. Twice changes nothing."""
    row, caller = found_cause(request, key), request.caller
    add_group(row, _group(request, given.group), by=caller.viewer, at=caller.at)
    return _cause_out(found_cause(request, key))


@room.write("causes/{key}/groups/{group}/removal", scope=INSIGHT_WRITE, name="take_group_from_cause", gives=CauseOut)
def take_one_group(request: Call, key: UUID, group: UUID) -> CauseOut:
    """Say that the questions of a group come from elsewhere. Twice changes nothing."""
    row, caller = found_cause(request, key), request.caller
    remove_group(row, _group(request, group), by=caller.viewer, at=caller.at)
    return _cause_out(found_cause(request, key))


def _group(request: Call, key: UUID) -> Group:
    row = Group.objects.visible_to(request.caller.viewer).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@room.write("causes/{key}/cases", scope=INSIGHT_WRITE, name="add_case_to_cause", gives=CauseOut)
def add_one_case(request: Call, key: UUID, given: CaseNamed) -> CauseOut:
    """Bring a case to a cause by hand. Twice changes nothing."""
    row, caller = found_cause(request, key), request.caller
    add_case(row, case_of(request, given.case), by=caller.viewer, at=caller.at)
    return _cause_out(found_cause(request, key))


@room.write("causes/{key}/cases/{number}/removal", scope=INSIGHT_WRITE, name="take_case_from_cause", gives=CauseOut)
def take_one_case(request: Call, key: UUID, number: str) -> CauseOut:
    """Take a case out again that was brought by hand. Twice changes nothing."""
    row = found_cause(request, key)
    remove_case(row, case_of(request, number), by=request.caller.viewer)
    return _cause_out(found_cause(request, key))


# ── what is done about it ────────────────────────────────────────────────────


def _fix(request: Call, key: UUID) -> Fix:
    rows = Fix.objects.filter(cause__brand__in=request.caller.viewer.brands)
    row = rows.select_related("cause__brand", "owner__account").filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@room.write("causes/{key}/fixes", scope=INSIGHT_WRITE, name="promise_fix", gives=FixOut, makes=True)
def promise_one_fix(request: Call, key: UUID, given: FixGiven) -> Any:
    """Promise what is done about a cause, by whom and by when; its owner is reminded as of every promise."""
    row, caller = found_cause(request, key), request.caller
    plan = Plan(given.what, _owner(row.brand, given.owner, row.owner), given.due_at, eases=given.eases)
    return made(_fix_out(promise_fix(row, plan, by=caller.viewer, at=caller.at)))


@room.write("fixes/{key}/fulfilment", scope=INSIGHT_WRITE, name="keep_fix", gives=FixOut)
def keep_one_fix(request: Call, key: UUID, given: FixEndGiven) -> FixOut:
    """Say that it is done, and what was changed. Twice changes nothing."""
    keep_fix(_fix(request, key), text=given.text, by=request.caller.viewer, at=request.caller.at)
    return _fix_out(_fix(request, key))


@room.write("fixes/{key}/breach", scope=INSIGHT_WRITE, name="break_fix", gives=FixOut)
def break_one_fix(request: Call, key: UUID, given: FixEndGiven) -> FixOut:
    """Say that it was not done and will not be, and why. Twice changes nothing."""
    break_fix(_fix(request, key), text=given.text, by=request.caller.viewer, at=request.caller.at)
    return _fix_out(_fix(request, key))


@room.write("fixes/{key}/time", scope=INSIGHT_WRITE, name="ask_fix_time", gives=FixOut)
def ask_fix_time(request: Call, key: UUID, given: FixTimeGiven) -> FixOut:
    """Ask for another time; it stays due as it was promised until somebody else who leads agrees."""
    ask_time(_fix(request, key), due_at=given.due_at, why=given.why, by=request.caller.viewer, at=request.caller.at)
    return _fix_out(_fix(request, key))


@room.write("fixes/{key}/agreement", scope=INSIGHT_WRITE, name="agree_fix_time", gives=FixOut)
def agree_fix_time(request: Call, key: UUID) -> FixOut:
    """Agree to the time that was asked for; answers with the promise that counts now. For those who lead."""
    fresh = agree_time(_fix(request, key), by=request.caller.viewer, at=request.caller.at)
    return _fix_out(_fix(request, fresh.pk))
