"""Seeing which groups rise: how many came in the last seven days, against what the weeks before let expect."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet, Sum

from amana.insight.models import Group, GroupDay
from amana.record.storing import update_rows

LATELY, BEFORE = 7, 28
AT_ONCE = 2_000


def raise_groups(at: datetime) -> int:
    """Recurring: bring up to date how many came lately and how far that is above the usual; return of how many groups.

    The measure is in standard deviations of a count (Poisson) whose mean is that of the four weeks before, plus one.
    """
    today = at.astimezone(UTC).date()
    since, before = today - timedelta(days=LATELY - 1), today - timedelta(days=LATELY + BEFORE - 1)
    lately = _counted(GroupDay.objects.filter(day__gte=since, day__lte=today))
    # The key is named so that the index of these is searched, which holds no others.
    were = set(Group.objects.filter(lately__gt=0, pk__gt=UUID(int=0)).values_list("pk", flat=True))
    keys = sorted(lately.keys() | were, key=str)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        usual = _counted(GroupDay.objects.filter(group__in=some, day__gte=before, day__lt=since))
        values = [(lately[key], rise(lately[key], usual[key]), key) for key in some]
        update_rows(Group, ("lately", "rise"), values, where=("id",))
    return len(keys)


def _counted(days: QuerySet[GroupDay]) -> defaultdict[UUID, int]:
    found: defaultdict[UUID, int] = defaultdict(int)
    found.update(days.order_by().values_list("group").annotate(count=Sum("count")))
    return found


def rise(lately: int, before: int) -> float:
    """Return how far a week's count lies above what four weeks let expect; 0 when it does not."""
    expected = before * LATELY / BEFORE + 1
    return round(max((lately - expected) / math.sqrt(expected), 0.0), 3)
