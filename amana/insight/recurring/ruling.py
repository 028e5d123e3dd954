"""What people say of the grouping: merge, split, rename, not this; and taking it back. Every later grouping holds to it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.insight.models import Asked, Group, GroupDay, Member, Ruling, Telling
from amana.insight.models.recurring import LONGEST_NAME
from amana.insight.recurring.leaving import leave, measure
from amana.insight.recurring.likeness.picturing import model
from amana.insight.recurring.placing import join_home, nearest, settle
from amana.insight.recurring.shelving import Shelf, changed, forget_shelves, locked, shelf_of
from amana.insight.recurring.telling import tell
from amana.kit.codes import new_id
from amana.team.models import Agent

# So many cases are parted from a group at once.
MOST_SPLIT = 200


@transaction.atomic
def rename(group: Group, name: str, *, by: Agent, at: datetime) -> Ruling:
    """Give a group a name that no machine changes again. Raises Refused for an empty one."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise Refused(_("A group needs a name."))
    row = _standing(group)
    ruling = Ruling.objects.create(
        kind=Ruling.RENAME, group=row, said=name, before=row.name, was_by_person=row.is_named_by_person, by=by, at=at
    )
    Group.objects.filter(pk=row.pk).update(name=name, is_named_by_person=True)
    return ruling


@transaction.atomic
def merge(group: Group, into: Group, *, by: Agent, at: datetime) -> Ruling:
    """Make one group of two that ask the same; the first keeps its key and leads to the other. Raises Refused."""
    if group.brand_id is None or group.brand_id != into.brand_id:
        raise Refused(_("These groups belong to different brands."))
    frame = locked(group.brand_id, at=at)
    row, other = _standing(group), _standing(into)
    if row.pk == other.pk:
        raise Refused(_("A group cannot be merged into itself."))
    ruling = Ruling.objects.create(kind=Ruling.MERGE, group=other, other=row, by=by, at=at)
    Group.objects.filter(pk=row.pk).update(merged_into=other)
    Member.objects.filter(group=row).update(group=other)
    Telling.objects.filter(group=row).update(group=other)
    recount(other.key)
    recount(row.key)
    changed(frame, {row.key, other.key})
    return ruling


@transaction.atomic
def split(group: Group, cases: Collection[UUID], *, name: str = "", by: Agent, at: datetime) -> Group:
    """Part some cases of a group from it: they are a group of their own from now on, and stay apart. Raises Refused."""
    if group.brand_id is None:
        raise Refused(_("This group has no cases."))
    frame = locked(group.brand_id, at=at)
    row = _standing(group)
    rows = list(Asked.objects.filter(case__in=Member.objects.filter(group=row, case__in=list(cases)).values("case")))
    if not rows:
        raise Refused(_("Choose the cases that ask about something else."))
    if len(rows) > MOST_SPLIT:
        raise Refused(_("Part at most 200 cases at once."))
    if Member.objects.filter(group=row)[: len(rows) + 1].count() <= len(rows):
        raise Refused(_("At least one case must stay in the group."))
    name = " ".join(name.split())[:LONGEST_NAME]
    made = Group.objects.create(
        id=new_id(), brand_id=row.brand_id, made_at=at, name=name, is_named_by_person=bool(name)
    )
    Ruling.objects.create(kind=Ruling.SPLIT, group=row, other=made, said=name, by=by, at=at)
    _move(rows, shelf_of(frame), made.key, by=by)
    changed(frame, {made.key})
    tell(made.key)
    made.refresh_from_db()
    return made


@transaction.atomic
def not_this(member: Member, *, by: Agent, at: datetime) -> Ruling:
    """Take a case out of its group, remember that it is not about this, and put it where it belongs better.

    What is asked later and lies nearer to this case than to the group stays out as well.
    """
    asked = Asked.objects.get(case=member.case_id)
    frame = locked(asked.brand_id, at=at)
    group = Group.objects.get(pk=member.group_id)
    ruling = Ruling.objects.create(kind=Ruling.NOT_THIS, group=group, case_id=member.case_id, by=by, at=at)
    leave(asked, at=at)
    frame.refresh_from_db()
    shelf = shelf_of(frame)
    if asked.vector is not None and asked.model == model():
        point = shelf.points([asked])[0]
        moved = settle(shelf, asked, point, nearest(shelf, asked, point, but=group.key), at=at, by=by)
        changed(frame, {moved.home_id, moved.group_id})
    return ruling


@transaction.atomic
def undo(ruling: Ruling, *, by: Agent, at: datetime) -> None:
    """Take back what a person said; what came in meanwhile stays where it is. Raises Refused when that was done already."""
    ruling = Ruling.objects.select_for_update(of=("self",)).get(pk=ruling.pk)
    if ruling.undone_at is not None:
        raise Refused(_("This was taken back already."))
    group = ruling.group
    assert group.brand_id is not None
    frame = locked(group.brand_id, at=at)
    Ruling.objects.filter(pk=ruling.pk).update(undone_by=by, undone_at=at)
    if ruling.kind == Ruling.RENAME:
        Group.objects.filter(pk=group.pk).update(name=ruling.before, is_named_by_person=ruling.was_by_person)
    elif ruling.kind == Ruling.MERGE and ruling.other_id is not None:
        _part_again(ruling.other_id)
        changed(frame, {group.key, ruling.other_id})
    elif ruling.kind == Ruling.SPLIT and ruling.other_id is not None:
        rows = list(Asked.objects.filter(case__in=Member.objects.filter(group=ruling.other_id).values("case")))
        shelf = shelf_of(frame)
        _move(rows, shelf, shelf.root(group.key), by=None)
        changed(frame, {group.key, ruling.other_id})
    elif ruling.kind == Ruling.NOT_THIS:
        rows = list(Asked.objects.filter(case=ruling.case_id))
        shelf = shelf_of(frame)
        _move(rows, shelf, shelf.root(group.key), by=None)
        changed(frame, {group.key})
    # What it was called by may be erased since.
    for key in Group.objects.shown().filter(pk__in=[group.key, ruling.other_id], name="").values_list("pk", flat=True):
        tell(key)


def _standing(group: Group) -> Group:
    """The group as it is now, which may have been merged into another since the page was opened."""
    row = Group.objects.get(pk=group.pk)
    while row.merged_into is not None:
        row = row.merged_into
    return row


def _move(rows: list[Asked], shelf: Shelf, home: UUID, *, by: Agent | None) -> None:
    points = dict(zip([one.pk for one in rows], shelf.points(rows), strict=True)) if rows else {}
    try:
        for row in rows:
            leave(row)
            if row.vector is not None and row.model == model():
                join_home(shelf, row, points[row.pk], home, score=1.0, by=by)
    except BaseException:
        forget_shelves()
        raise


def _part_again(key: UUID) -> None:
    """Give a group that was merged into another its cases back, with those of what had been merged into it before."""
    row = Group.objects.get(pk=key)
    before = row.merged_into_id
    if before is None:
        return
    Group.objects.filter(pk=key).update(merged_into=None)
    homes = [key]
    for home in homes:
        homes += Group.objects.filter(merged_into=home).values_list("pk", flat=True)
    Member.objects.filter(home__in=homes).update(group=key)
    Telling.objects.filter(member__group=key).update(group=key)
    recount(before)
    recount(key)


def recount(group: UUID) -> None:
    """Count a group's days and size from its members."""
    GroupDay.objects.filter(group=group).delete()
    days = Member.objects.filter(group=group).annotate(day=TruncDate("at", tzinfo=UTC)).values("day").order_by("day")
    GroupDay.objects.bulk_create(
        [GroupDay(group_id=group, day=one["day"], count=one["count"]) for one in days.annotate(count=Count("pk"))],
        batch_size=500,
    )
    measure(group)
