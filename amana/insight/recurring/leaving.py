"""Taking a case out of its group: what was counted of it there is counted no more."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Min
from django.utils import timezone

from amana.insight.models import Asked, Group, GroupDay, Member
from amana.insight.recurring.likeness.picturing import model
from amana.insight.recurring.shelving import add_to_centre, changed, locked, shelf_of


@transaction.atomic
def leave(asked: Asked, *, at: datetime | None = None) -> bool:
    """Take a case out of its group; return whether it was in one."""
    row = locked(asked.brand_id, at=at or timezone.now())
    member = Member.objects.filter(case=asked.case_id).first()
    if member is None:
        return False
    member.delete()
    if asked.vector is not None and asked.model == model() == row.model:
        point = shelf_of(row).points([asked])[0]
        add_to_centre(member.home_id, asked.language, point, times=-1)
    count_day(member.group_id, member.at, -1)
    measure(member.group_id)
    changed(row, {member.home_id, member.group_id})
    return True


def count_day(group: UUID, at: datetime, count: int) -> None:
    """Count cases of a group on the day (UTC) on which they came; a day without any has no row."""
    day = at.astimezone(UTC).date()
    if not GroupDay.objects.filter(group=group, day=day).update(count=F("count") + count) and count > 0:
        GroupDay.objects.create(group_id=group, day=day, count=count)
    GroupDay.objects.filter(group=group, day=day, count=0).delete()


def measure(group: UUID) -> None:
    """Bring the size of a group, its first and its last moment up to its members."""
    found = Member.objects.filter(group=group).aggregate(first=Min("at"), last=Max("at"))
    days = GroupDay.objects.filter(group=group)
    size = sum(days.values_list("count", flat=True))
    Group.objects.filter(pk=group).update(size=size, first_at=found["first"], last_at=found["last"])
