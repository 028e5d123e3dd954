"""Grouping in the background: a few first messages at a time, each in one worker's hands, a bad one in nobody's way."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from amana.insight.models import Asked, Frame, Group
from amana.insight.models.recurring import TRIES
from amana.insight.recurring.placing import place
from amana.insight.recurring.reading import picture
from amana.insight.recurring.reframing import is_outgrown, reframe
from amana.insight.recurring.regrouping.steering import begin
from amana.insight.recurring.telling import tell
from amana.readings.taking import first_of

log = logging.getLogger(__name__)

FEW = 24
LEASE = timedelta(minutes=2)
AGAIN = timedelta(minutes=1)
# Of fewer questions all are grouped well enough one after the other.
YOUNG = 32


def group_some(*, worker: str, at: datetime, most: int = FEW) -> int:
    """Group up to `most` first messages, the oldest first; return how many were taken in hand.

    What fails is tried three times, a minute apart, and then left with its reason.
    """
    rows = claim(worker=worker, at=at, most=most)
    by_brand: defaultdict[UUID, list[Asked]] = defaultdict(list)
    for row in rows:
        by_brand[row.brand_id].append(row)
    for brand, mine in by_brand.items():
        try:
            _group(brand, mine, at)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001  # the worker's edge: one bad text stops no other
            log.warning("%s first messages were not grouped: %s", len(mine), type(error).__name__)
            _put_off(mine, error, at)
    return len(rows)


@transaction.atomic
def claim(*, worker: str, at: datetime, most: int = FEW) -> list[Asked]:
    """Return rows that are now this worker's until the lease runs out; one that was begun before comes alone."""
    keys = first_of(Asked.objects.waiting(at).order_by("at"), most=most)
    if not keys:
        return []
    rows = Asked.objects.filter(pk__in=keys)
    rows.update(taken_by=worker[:60], taken_until=at + LEASE, tries=F("tries") + 1)
    return list(rows.order_by("at", "pk"))


def _group(brand: UUID, rows: Sequence[Asked], at: datetime) -> None:
    picture(rows)
    placed = place(rows, at=at)
    for group, came in Counter(one.group_id for one in placed).items():
        size = Group.objects.values_list("size", flat=True).get(pk=group)
        # Whenever it has doubled, what tells most of it may have changed.
        if size > 1 and size.bit_length() != max(size - came, 1).bit_length():
            tell(group)
    row = Frame.objects.defer("words", "means").get(brand=brand)
    if placed and is_outgrown(row):
        reframe(brand, at=at)
        if row.made_from >= YOUNG:
            # Twice as much is known as when they were grouped last.
            begin(brand, at=at)


def _put_off(rows: Sequence[Asked], error: Exception, at: datetime) -> None:
    keys = [row.pk for row in rows]
    mine = Asked.objects.filter(pk__in=keys, taken_by=rows[0].taken_by)
    mine.filter(tries__gte=TRIES).update(grouped_at=at, error=type(error).__name__[:80], tries=0, taken_until=None)
    mine.filter(tries__lt=TRIES, grouped_at=None).update(taken_until=at + AGAIN)
