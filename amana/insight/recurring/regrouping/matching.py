"""The stage of a regrouping in which bundles become groups, across languages, and each finds the key it had before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import numpy as np

from amana.insight.models import Group, RegroupingPart
from amana.insight.recurring.likeness.gathering import Labels, join, together
from amana.insight.recurring.likeness.matching import matched
from amana.insight.recurring.regrouping.bundling import bundles_in, homes_in
from amana.insight.recurring.regrouping.picturing import keys_of, packed, unpacked_arrays
from amana.kit.codes import new_id

# A new group takes the key of an old one when they share this much of the smaller of the two.
ENOUGH = 0.2


def match(part: RegroupingPart, at: datetime) -> bytes:
    """Make groups of all bundles; return for each bundle its group, and for each group the key it goes by."""
    found = [unpacked_arrays(one.result) for one in _gathered(part)]
    parts = [bundles_in(one) for one in found]
    bundles = together([own for _labels, own in parts])
    groups = matched(bundles, join(bundles)) if len(bundles) else np.zeros(0, np.int64)
    sizes = np.bincount(groups, weights=bundles.counts).astype(np.int64) if len(groups) else groups
    shared: Counter[tuple[int, UUID]] = Counter()
    offset = 0
    for kept, (labels, own) in zip(found, parts, strict=True):
        for group, home in zip(groups[labels + offset].tolist(), homes_in(kept), strict=True):
            if home is not None:
                shared[group, home] += 1
        offset += len(own)
    keys = keys_for(sizes, shared)
    new = [key for key, is_new in keys if is_new]
    Group.objects.bulk_create(
        (Group(id=key, brand_id=part.regrouping.brand_id, made_at=at) for key in new), batch_size=500
    )
    firsts = np.cumsum([0, *(len(own) for _labels, own in parts)]).astype(np.int64)
    return packed(groups=groups.astype(np.int32), firsts=firsts, keys=keys_of([key for key, _is_new in keys]))


def _gathered(part: RegroupingPart) -> Iterator[RegroupingPart]:
    rows = RegroupingPart.objects.filter(regrouping=part.regrouping_id, stage="gather").order_by("number")
    return rows.iterator(chunk_size=10)


def keys_for(sizes: Labels, shared: Counter[tuple[int, UUID]]) -> list[tuple[UUID, bool]]:
    """Return the key of each group, and whether it is a new one.

    Those that share most with an old group come first; each old key is given once.
    """
    before: Counter[UUID] = Counter()
    for (_group, home), count in shared.items():
        before[home] += count
    given: dict[int, UUID] = {}
    taken: set[UUID] = set()
    for (group, home), count in sorted(shared.items(), key=lambda one: (-one[1], str(one[0][1]), one[0][0])):
        if group in given or home in taken or count < ENOUGH * min(int(sizes[group]), before[home]):
            continue
        given[group] = home
        taken.add(home)
    return [(given[group], False) if group in given else (new_id(), True) for group in range(len(sizes))]
