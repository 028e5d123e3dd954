"""Reading history again when the reader has become better, without touching what people decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from amana.cases.models import Case
from amana.readings.models import Reading
from amana.readings.queueing import WRITTEN_BY, put
from amana.record.reading import read

# Rows in one transaction: its locks are gone again before anybody notices.
SLICE = 1_000
CASES = 50


@dataclass(frozen=True)
class Progress:
    """How far reading has come."""

    read: int
    of: int

    def __str__(self) -> str:
        return f"{self.read} of {self.of}"


def ask_again(*, since: datetime | None = None, said: Callable[[int], None] = lambda _count: None) -> int:
    """Put all that was written `since` on the list to be read again; return how much that is. Corrections stay.

    What came in before there were readings is put on the list too. Done in slices, each its own transaction; `said`
    hears how many there are so far.
    """
    count = _again(since, said)
    return count + _for_the_first_time(since, said, count)


def _again(since: datetime | None, said: Callable[[int], None]) -> int:
    rows = Reading.objects.filter(at__gte=since) if since else Reading.objects.all()
    count, last = 0, UUID(int=0)
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:SLICE]):
        with transaction.atomic():
            Reading.objects.filter(pk__in=keys).update(version=0, error="", tries=0, taken_by="", taken_until=None)
        count, last = count + len(keys), keys[-1]
        said(count)
    return count


def _for_the_first_time(since: datetime | None, said: Callable[[int], None], before: int) -> int:
    """Put what stands in cases without any reading on the list."""
    without = Case.objects.filter(~Exists(Reading.objects.filter(case=OuterRef("pk"))))
    count, last = 0, UUID(int=0)
    while cases := list(without.filter(pk__gt=last).order_by("pk")[:CASES]):
        for case in cases:
            found = [one for one in read(case.key, side=case.kept_by) if one.kind in WRITTEN_BY]
            count += put([one for one in found if since is None or one.at >= since])
        last = cases[-1].key
        said(before + count)
    return count


def progress() -> Progress:
    """Return how much has been read by the present reader; counts every row, so it is for `amana reread` and no page."""
    total = Reading.objects.count()
    return Progress(total - Reading.objects.unread().count(), total)
