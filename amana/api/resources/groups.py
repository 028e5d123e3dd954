"""Questions that come again: which there are, in whose words, and what people say of the grouping. For those who lead."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call, case_of
from amana.api.paging import Paged, name_of, page_of
from amana.api.rooming import Room, made
from amana.api.scopes import INSIGHT_READ, INSIGHT_WRITE
from amana.api.shapes import Given, Line
from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.insight.causes.saying import name_of as called
from amana.insight.models import Group, Member, Ruling, Telling
from amana.insight.recurring.ruling import MOST_SPLIT, merge, not_this, rename, split, undo
from amana.language.masking import masked

room = Room("groups")
MOST_TOLD, MOST_RULINGS = 12, 20


class GroupLine(Schema):
    """Cases in which the same is asked, called by a person or by the sentence that tells most of them."""

    key: UUID
    brand: UUID
    name: str
    size: int
    first_at: datetime | None
    last_at: datetime | None


class GroupsOut(Schema):
    groups: list[GroupLine]
    next: str | None


class RulingOut(Schema):
    """What a person said of the grouping: merged, split, renamed or not about this."""

    key: UUID
    kind: str
    said: str
    at: datetime
    undone_at: datetime | None


class GroupOut(GroupLine):
    """With the sentences that tell most of its cases, and what was said of the grouping, the latest first."""

    told: list[str]
    rulings: list[RulingOut]


class NameGiven(Given):
    name: Annotated[Line, Field(max_length=200)]


class IntoGiven(Given):
    into: UUID


class CasesGiven(Given):
    """The cases that ask about something else, and what they ask about."""

    cases: Annotated[list[Line], Field(min_length=1, max_length=MOST_SPLIT)]
    name: Annotated[Line, Field(max_length=200)] = ""


def _must_see(request: Call) -> None:
    """Raises Http404 for whoever neither leads nor only reads."""
    agent = request.caller.agent
    if not agent.is_lead and not agent.only_reads:
        raise Http404


def _found(request: Call, key: UUID) -> Group:
    """Return a group; one that was merged leads to the one it went into. Raises Http404."""
    _must_see(request)
    row = Group.objects.visible_to(request.caller.viewer).filter(pk=key).first()
    if row is None:
        raise Http404
    while row.merged_into is not None:
        row = row.merged_into
    return row


def _to_rule(request: Call, key: UUID) -> Group:
    row = _found(request, key)
    if not request.caller.agent.is_lead:
        raise Refused(_("You read here; nothing is changed by you."))
    return row


def _line(row: Group) -> dict[str, Any]:
    return {
        "key": row.pk, "brand": row.brand_id, "name": masked(called(row)), "size": row.size, "first_at": row.first_at,
        "last_at": row.last_at,
    }  # fmt: skip


def _ruling_out(row: Ruling) -> RulingOut:
    return RulingOut(key=row.pk, kind=row.kind, said=masked(row.said), at=row.at, undone_at=row.undone_at)


def _group_out(key: UUID) -> GroupOut:
    row = Group.objects.get(pk=key)
    told = Telling.objects.filter(group=row).order_by("place", "pk").values_list("text", flat=True)[:MOST_TOLD]
    rulings = Ruling.objects.filter(group=row).order_by("-at")[:MOST_RULINGS]
    return GroupOut(
        **_line(row), told=[masked(text) for text in told], rulings=[_ruling_out(one) for one in rulings]
    )  # fmt: skip


@room.read("groups", scope=INSIGHT_READ, name="list_groups", gives=GroupsOut)
def list_groups(request: Call, asked: Query[Paged]) -> GroupsOut:
    """What is asked more than once, the newest first."""
    _must_see(request)
    rows = Group.objects.visible_to(request.caller.viewer).shown().filter(first_at__isnull=False)
    found, following = page_of(rows, asked, of=name_of("groups", asked), by="first_at", newest_first=True)
    return GroupsOut(groups=[GroupLine(**_line(row)) for row in found], next=following)


@room.read("groups/{key}", scope=INSIGHT_READ, name="get_group", gives=GroupOut)
def get_group(request: Call, key: UUID) -> GroupOut:
    """One group; of one that was merged, the one it went into."""
    return _group_out(_found(request, key).pk)


@room.write("groups/{key}/name", scope=INSIGHT_WRITE, name="rename_group", gives=GroupOut)
def rename_group(request: Call, key: UUID, given: NameGiven) -> GroupOut:
    """Give it a name that no machine changes again."""
    row, caller = _to_rule(request, key), request.caller
    rename(row, given.name, by=caller.agent, at=caller.at)
    return _group_out(row.pk)


@room.write("groups/{key}/merging", scope=INSIGHT_WRITE, name="merge_groups", gives=GroupOut)
def merge_groups(request: Call, key: UUID, given: IntoGiven) -> GroupOut:
    """Say that it asks the same as another, which its cases go to; answers with that one."""
    row, into, caller = _to_rule(request, key), _found(request, given.into), request.caller
    merge(row, into, by=caller.agent, at=caller.at)
    return _group_out(into.pk)


@room.write("groups/{key}/splitting", scope=INSIGHT_WRITE, name="split_group", gives=GroupOut, makes=True)
def split_group(request: Call, key: UUID, given: CasesGiven) -> Any:
    """Part some cases from it: they are a group of their own from now on, and stay apart."""
    row, caller = _to_rule(request, key), request.caller
    numbers = [number.strip().upper() for number in given.cases]
    cases = Case.objects.visible_to(caller.viewer).filter(number__in=numbers).values_list("pk", flat=True)
    return made(_group_out(split(row, set(cases), name=given.name, by=caller.agent, at=caller.at).pk))


@room.write("groups/{key}/cases/{number}/removal", scope=INSIGHT_WRITE, name="take_case_from_group", gives=GroupOut)
def take_case_from_group(request: Call, key: UUID, number: str) -> GroupOut:
    """Say of a case that it is not about this; what comes later and is like it stays out too."""
    row, case, caller = _to_rule(request, key), case_of(request, number), request.caller
    member = Member.objects.filter(group=row, case=case).first()
    if member is None:
        raise Http404
    not_this(member, by=caller.agent, at=caller.at)
    return _group_out(row.pk)


@room.write("rulings/{key}/undo", scope=INSIGHT_WRITE, name="undo_ruling", gives=GroupOut)
def undo_ruling(request: Call, key: UUID) -> GroupOut:
    """Take back what somebody said of the grouping; what came in meanwhile stays where it is."""
    _must_see(request)
    groups = Group.objects.visible_to(request.caller.viewer)
    ruling = Ruling.objects.select_related("group").filter(pk=key, group__in=groups).first()
    if ruling is None:
        raise Http404
    row = _to_rule(request, ruling.group_id)
    undo(ruling, by=request.caller.agent, at=request.caller.at)
    return _group_out(row.pk)
