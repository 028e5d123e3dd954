"""Comparing what is kept of groups with counting their members again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from amana.insight.models import Asked, Group, GroupDay, Member, Ruling


def differences(brand: UUID) -> Iterator[str]:
    """Yield a line for each group of a brand that does not say what its members say, and each case in the wrong place.

    Reads every member of the brand once; it is for `amana insight rebuild --check` and for no page.
    """
    yield from _sizes(brand)
    yield from _days(brand)
    yield from _places(brand)


def _sizes(brand: UUID) -> Iterator[str]:
    counted = dict(_members(brand).values_list("group").annotate(count=Count("pk")))
    for key, size in Group.objects.filter(brand=brand).order_by("pk").values_list("pk", "size").iterator():
        if size != counted.get(key, 0):
            yield f"group {key}: {size} kept, {counted.get(key, 0)} counted"


def _days(brand: UUID) -> Iterator[str]:
    counted = {
        (group, day): count
        for group, day, count in _members(brand)
        .annotate(day=TruncDate("at", tzinfo=UTC))
        .values_list("group", "day")
        .annotate(count=Count("pk"))
    }
    rows = GroupDay.objects.filter(group__brand=brand).order_by("group", "day")
    for group, day, count in rows.values_list("group", "day", "count").iterator():
        now = counted.pop((group, day), 0)
        if now != count:
            yield f"group {group} on {day}: {count} kept, {now} counted"
    for (group, day), count in sorted(counted.items(), key=str):
        yield f"group {group} on {day}: 0 kept, {count} counted"


def _places(brand: UUID) -> Iterator[str]:
    merged = _members(brand).filter(group__merged_into__isnull=False)
    for case, group in merged.values_list("case__number", "group").order_by("case"):
        yield f"case {case} lies in group {group}, which was merged into another"
    alone = _members(brand).exclude(home=F("group")).filter(home__merged_into=None)
    for case, group in alone.values_list("case__number", "group").order_by("case"):
        yield f"case {case} lies in group {group}, and its own was never merged into that"
    asked = Asked.objects.filter(case=OuterRef("case"))
    for case in _members(brand).filter(~Exists(asked)).values_list("case__number", flat=True):
        yield f"case {case} lies in a group, and nothing is kept of what it asks"
    nots = Ruling.objects.filter(kind=Ruling.NOT_THIS, undone_at=None, group__brand=brand)
    for key, out in nots.values_list("group", "case"):
        if Member.objects.filter(case=out, group=key).exists():
            yield f"case {out} lies in group {key}, and somebody said that it is not about this"


def _members(brand: UUID) -> QuerySet[Member]:
    return Member.objects.filter(group__brand=brand).order_by()
