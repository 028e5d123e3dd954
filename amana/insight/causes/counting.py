"""Keeping the figures of each cause: how often it comes, before and after it was mended, and what it took."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum

from amana.cases.models import Case
from amana.insight.causes.arriving import A_DAY
from amana.insight.causes.gathering import groups_of
from amana.insight.causes.keying import keys_of, some
from amana.insight.causes.measuring import WINDOW, measure
from amana.insight.costs.costing import taken_by
from amana.insight.models import ArrivalDay, Cause, CauseCase, GroupDay, Member, Recurrence

WEEKS = 26
# One look counts so many causes; a cause is counted every hour, a large one once a day.
BATCH = 5
HOURLY, DAILY, LARGE = timedelta(hours=1), timedelta(days=1), 2_000


def count_causes(at: datetime) -> int:
    """Recurring: bring the figures of the causes up to date that were counted longest ago; return how many."""
    standing = Cause.objects.standing().select_related("brand", "owner__account")
    new = list(standing.filter(recurrence=None).order_by("opened_at")[:BATCH])
    small = Q(recurrence__cases__lt=LARGE, recurrence__counted_at__lte=at - HOURLY)
    due = standing.filter(small | Q(recurrence__counted_at__lte=at - DAILY)).order_by("recurrence__counted_at")
    causes = new or list(due[:BATCH])
    for cause in causes:
        count_cause(cause, at=at)
    return len(causes)


def count_cause(cause: Cause, *, at: datetime) -> Recurrence:
    """Count one cause now, and say whether its fix has helped once enough time has passed.

    Counted outside the transaction, so that nobody waits.
    """
    groups = [one.pk for one in groups_of(cause)]
    taken = taken_by(some(keys_of(cause, groups)), at=at)
    by_day = _by_day(cause, groups, at=at)
    figures: dict[str, Any] = {"counted_at": at, "cases": taken.cases, "waiting": taken.open, **taken.figures}
    figures |= _rates(cause, by_day, at=at) | {"weeks": _weeks(by_day, at=at)}
    with transaction.atomic():
        row, _made = Recurrence.objects.update_or_create(cause=cause, defaults=figures)
        measure(cause, row, at=at)
    return row


Days = dict[date, tuple[int, int]]


def _by_day(cause: Cause, groups: Collection[UUID], *, at: datetime) -> Days:
    """Return for each day that was counted how many cases came from a cause, and how many new questions there were (UTC)."""
    first = min(_beginning(cause, at=at), at.astimezone(UTC).date() - WEEKS * timedelta(days=7))
    of_groups = GroupDay.objects.filter(group__in=groups, day__gte=first).order_by().values_list("day")
    cases = dict(of_groups.annotate(sum=Sum("count")))
    in_groups = Member.objects.filter(group__in=groups).values("case")
    by_hand = CauseCase.objects.filter(cause=cause).exclude(case__in=in_groups).values("case")
    for opened_at in Case.objects.filter(pk__in=by_hand).values_list("opened_at", flat=True):
        day = opened_at.astimezone(UTC).date()
        cases[day] = cases.get(day, 0) + 1
    rows = ArrivalDay.objects.filter(brand=cause.brand, day__gte=first)
    return {day: (cases.get(day, 0), of) for day, of in rows.values_list("day", "cases")}


def _beginning(cause: Cause, *, at: datetime) -> date:
    ended = (cause.mended_at or at).astimezone(UTC).date()
    return max(ended - WINDOW, cause.since)


def _rates(cause: Cause, by_day: Days, *, at: datetime) -> dict[str, int]:
    """Return what came before it was mended, or until now, and what came since; the day it was mended is in neither."""
    ended = (cause.mended_at or at).astimezone(UTC).date()
    before = [pair for day, pair in by_day.items() if _beginning(cause, at=at) <= day < ended]
    after = [pair for day, pair in by_day.items() if cause.mended_at and ended < day <= ended + WINDOW]
    return {
        "before": sum(cases for cases, _of in before), "before_of": sum(of for _cases, of in before),
        "before_days": len(before),
        "after": sum(cases for cases, _of in after), "after_of": sum(of for _cases, of in after),
        "after_days": len(after),
    }  # fmt: skip


def _weeks(by_day: Days, *, at: datetime) -> list[list[Any]]:
    """Return the last weeks as [first day, cases, of so many], the earliest first; the last one ends yesterday."""
    found = []
    end = at.astimezone(UTC).date()
    for n in range(WEEKS, 0, -1):
        first = end - n * timedelta(days=7)
        days = [by_day.get(first + k * A_DAY, (0, 0)) for k in range(7)]
        found.append([first.isoformat(), sum(cases for cases, _of in days), sum(of for _cases, of in days)])
    return found
