"""Making the frame of a young brand anew each time it has doubled, as the first few questions say little of what is usual."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from amana.insight.models import Asked, Centre, Group, Member
from amana.insight.models import Frame as FrameRow
from amana.insight.recurring.likeness.framing import PLACES, Frame, places_of
from amana.insight.recurring.likeness.picturing import Floats, model, unpacked
from amana.insight.recurring.shelving import changed, locked

# Beyond this the frame is made by regrouping, in parts.
MOST = 16_384
# Of many questions it is counted only every so many changes.
_OFTEN = 32


def is_outgrown(row: FrameRow) -> bool:
    """Whether twice as many were grouped as the frame was made from."""
    limit = max(2 * row.made_from, 8)
    if limit > MOST or (limit > _OFTEN and row.change % _OFTEN):
        return False
    return Asked.objects.filter(brand=row.brand_id, vector__isnull=False)[:limit].count() >= limit


@transaction.atomic
def reframe(brand: UUID, *, at: datetime) -> int:
    """Make the frame of a brand from all that was asked, and its centres within it; return from how many."""
    row = locked(brand, at=at)
    rows = list(Asked.objects.filter(brand=brand, model=model(), vector__isnull=False).order_by("case")[: 2 * MOST])
    if not rows:
        return 0
    pictures, places = unpacked([(bytes(one.vector or b""), bytes(one.words or b"")) for one in rows]), places_of(
        one.language for one in rows
    )  # fmt: skip
    frame = Frame()
    frame.add(pictures, places)
    keep_frame(row, frame, at=at)
    homes = dict(
        Member.objects.filter(case__in=Asked.objects.filter(brand=brand).values("case")).values_list("case", "home")
    )
    sums: defaultdict[tuple[UUID, str], tuple[int, Floats]] = defaultdict(lambda: (0, np.zeros(PLACES, np.float32)))
    for one, point in zip(rows, frame.points(pictures, places), strict=True):
        if one.case_id in homes:
            count, total = sums[homes[one.case_id], one.language]
            sums[homes[one.case_id], one.language] = (count + 1, total + point)
    put_all_centres(brand, sums)
    changed(row, Group.objects.filter(brand=brand).values_list("pk", flat=True))
    return len(rows)


def keep_frame(row: FrameRow, frame: Frame, *, at: datetime) -> None:
    """Put a frame in force; every picture of the brand is made anew from here on."""
    row.words, row.model, row.made_from, row.made_at = frame.to_bytes(), model(), frame.made_from, at
    row.save(update_fields=["words", "model", "made_from", "made_at"])


def put_all_centres(brand: UUID, sums: dict[tuple[UUID, str], tuple[int, Floats]]) -> None:
    """Write the centres of a brand's groups, in place of all there were."""
    Centre.objects.filter(group__brand=brand).delete()
    Centre.objects.bulk_create(
        (
            Centre(group_id=group, language=language, model=model(), count=count, vector=total.astype("<f4").tobytes())
            for (group, language), (count, total) in sorted(sums.items(), key=lambda one: (str(one[0][0]), one[0][1]))
        ),
        batch_size=500,
    )
