"""Keeping the list of customers at the end of their patience, from the changes of it, so that nobody looks through all cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from amana.cases.models import COMPANY, OPEN, Case
from amana.insight.models import Strained, StrainedWalk
from amana.review.models import Change, Weights

# Where a brand set no threshold of its own for climbing. A judgement of ours, not measured.
USUAL = 40
# One look takes so many at most. What another case of a customer is told of their patience it is told a little later.
MOST_CHANGES, MOST_NEW, MOST_AGAIN = 5000, 2000, 50
OVERLAP = timedelta(minutes=5)
SOME = 500


def keep_strained(at: datetime) -> int:
    """Recurring: put cases on the list whose customer's patience has run low, and take others off; return how many changed.

    Looks at what has changed since the last look, at cases that have come since, and at some of the list itself: what
    closed in silence leaves it. An installation of before is gone through case by case, some thousands a minute.
    """
    walk = StrainedWalk.objects.filter(pk=1).first() or StrainedWalk(changes_until=at)
    since = walk.changes_until
    touched, walk.changes_until = _changed(since, at=at)
    new = Case.objects.filter(pk__gt=walk.newest) if walk.newest else Case.objects.all()
    keys = list(new.order_by("pk").values_list("pk", flat=True)[:MOST_NEW])
    walk.newest = keys[-1] if keys else walk.newest
    listed = Strained.objects.filter(pk__gt=walk.checked) if walk.checked else Strained.objects.all()
    again = list(listed.order_by("pk").values_list("pk", flat=True)[:MOST_AGAIN])
    walk.checked = again[-1] if len(again) == MOST_AGAIN else None
    changed = sum(_refresh(some, at=at) for some in _batches(sorted({*touched, *keys, *again})))
    walk.save()
    return changed


def _changed(since: datetime, *, at: datetime) -> tuple[set[UUID], datetime]:
    """Return the cases whose patience has changed since a moment, and up to when was looked; the earliest changes first.

    What restored or took somebody's patience may have happened on another case of theirs.
    """
    rows = Change.objects.filter(at__gt=since - OVERLAP, at__lte=at, person__isnull=False, case__isnull=False).order_by(
        "at"
    )
    found = list(rows.values_list("case", "person", "at")[:MOST_CHANGES])
    touched = {case for case, _person, _at in found}
    ours = Case.objects.filter(kept_by=COMPANY, state=OPEN)
    for some in _batches(sorted({person for _case, person, _at in found})):
        touched |= set(ours.filter(customer__in=some).order_by("pk").values_list("pk", flat=True)[:MOST_CHANGES])
    # The next look begins where this one had to stop.
    return touched, min(at, found[-1][2] + OVERLAP) if len(found) == MOST_CHANGES else at


def thresholds() -> Mapping[UUID, int]:
    """Return under how many points patience is at its end, by brand; a brand that is not named has the usual."""
    return dict(Weights.objects.filter(climb_below__gt=0).values_list("brand_id", "climb_below"))


@transaction.atomic
def _refresh(keys: Collection[UUID], *, at: datetime) -> int:
    if not keys:
        return 0
    own = thresholds()
    rows = Case.objects.filter(pk__in=keys, kept_by=COMPANY, state=OPEN, brand__isnull=False)
    low = {
        key: (brand, patience)
        for key, brand, patience in rows.values_list("pk", "brand_id", "patience")
        if patience < own.get(brand, USUAL)
    }
    stands = dict(Strained.objects.filter(pk__in=keys).values_list("pk", "patience"))
    gone = [key for key in stands if key not in low]
    Strained.objects.filter(pk__in=gone).delete()
    moved = {key for key in low if stands.get(key) != low[key][1]}
    Strained.objects.bulk_create(
        [Strained(case_id=key, brand_id=low[key][0], patience=low[key][1], since=at) for key in sorted(moved)],
        update_conflicts=True, unique_fields=["case"], update_fields=["brand", "patience"],
    )  # fmt: skip
    return len(gone) + len(moved)


def differences(*, only: Collection[UUID] | None = None) -> list[UUID]:
    """Return the cases the list has wrongly, or lacks; looks at every open case, so it is for a check and not for a page.

    With `only`, of these brands.
    """
    own, usual = thresholds(), Q(patience__lt=USUAL)
    low = Q(pk__in=[])
    for brand, points in own.items():
        low |= Q(brand=brand, patience__lt=points)
    rows = Case.objects.filter(low | (usual & ~Q(brand__in=list(own))), kept_by=COMPANY, state=OPEN)
    listed = Strained.objects.filter(case__state=OPEN)
    if only is not None:
        rows, listed = rows.filter(brand__in=only), listed.filter(brand__in=only)
    right, stands = dict(rows.values_list("pk", "patience")), dict(listed.values_list("pk", "patience"))
    return sorted(key for key in right.keys() | stands.keys() if right.get(key) != stands.get(key))


def _batches(keys: list[UUID]) -> Iterable[list[UUID]]:
    return (keys[first : first + SOME] for first in range(0, len(keys), SOME))
