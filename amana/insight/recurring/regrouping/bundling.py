"""The middle stage of a regrouping: the questions of some cells are gathered into bundles."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from amana.insight.models import Asked, Member, RegroupingPart
from amana.insight.models.recurring import AskedQuerySet
from amana.insight.recurring.likeness.framing import places_of
from amana.insight.recurring.likeness.gathering import AT_ONCE, Bundles, Labels, gather, pieces, together
from amana.insight.recurring.likeness.picturing import Floats, model, unpacked
from amana.insight.recurring.regrouping.picturing import Array, frame_and_tree, keys_of, packed, unpacked_arrays, uuids

# About so many questions are a part.
IN_A_PART = 4 * AT_ONCE
NOBODY = bytes(16)


def share(part: RegroupingPart, _at: datetime) -> bytes:
    """Make the parts of the next stages: for each some cells that lie side by side."""
    counts: dict[int, int] = {}
    done = RegroupingPart.objects.filter(regrouping=part.regrouping_id, stage="cell").order_by("number")
    for one in done.iterator(chunk_size=50):
        found = unpacked_arrays(one.result)
        for cell, count in zip(found["cells"].tolist(), found["counts"].tolist(), strict=True):
            counts[cell] = counts.get(cell, 0) + count
    spans: list[list[int]] = []
    inside = 0
    for cell in sorted(counts):
        if not spans or inside + counts[cell] > IN_A_PART:
            spans.append([cell, cell])
            inside = 0
        spans[-1][1] = cell
        inside += counts[cell]
    RegroupingPart.objects.bulk_create(
        (
            RegroupingPart(
                regrouping_id=part.regrouping_id, stage=stage, number=number, asks={"from": first, "to": last}
            )
            for stage in ("gather", "write")
            for number, (first, last) in enumerate(spans)
        ),
        batch_size=500,
        ignore_conflicts=True,
    )
    return b""


def bundle(part: RegroupingPart, _at: datetime) -> bytes:
    """Gather the questions of some cells; return the bundles, and of each question its bundle and the group it was in."""
    keys, points, languages = questions_of(part)
    cells = np.array(list(_rows(part).values_list("cell", flat=True)), np.int64)
    labels = np.zeros(len(keys), np.int64)
    found: list[Bundles] = []
    for some in pieces(cells, AT_ONCE):
        own, bundles = gather(points[some], languages[some])
        labels[some] = own + sum(map(len, found))
        found.append(bundles)
    whole = together(found)
    homes = _homes(keys)
    return packed(
        keys=keys_of(keys),
        labels=labels.astype(np.int32),
        homes=np.frombuffer(b"".join(homes.get(key, NOBODY) for key in keys), np.uint8),
        languages=whole.languages,
        counts=whole.counts.astype(np.int32),
        sums=whole.sums.astype(np.float16),
        usual=whole.usual,
    )


def questions_of(part: RegroupingPart) -> tuple[list[UUID], Floats, NDArray[np.int8]]:
    """Return the cases of a part by cell and key, where their questions lie, and in which language."""
    frame, _tree = frame_and_tree(part.regrouping)
    rows = list(_rows(part).values_list("pk", "vector", "words", "language"))
    pictures = unpacked([(bytes(vector or b""), bytes(words or b"")) for _key, vector, words, _language in rows])
    languages = places_of(row[3] for row in rows)
    return [row[0] for row in rows], frame.points(pictures, languages), languages


def _rows(part: RegroupingPart) -> AskedQuerySet:
    rows = Asked.objects.filter(
        brand=part.regrouping.brand_id, cell__gte=part.asks["from"], cell__lte=part.asks["to"],
        vector__isnull=False, model=model(),
    )  # fmt: skip
    return rows.order_by("cell", "case")


def _homes(keys: list[UUID]) -> dict[UUID, bytes]:
    found: dict[UUID, bytes] = {}
    for start in range(0, len(keys), 500):
        rows = Member.objects.filter(case__in=keys[start : start + 500]).values_list("case", "home")
        found |= {case: home.bytes for case, home in rows}
    return found


def bundles_in(kept: dict[str, Array]) -> tuple[Labels, Bundles]:
    """Return the labels and the bundles that a part was packed as."""
    bundles = Bundles(
        kept["languages"], kept["counts"].astype(np.int64), kept["sums"].astype(np.float32), kept["usual"]
    )
    return kept["labels"].astype(np.int64), bundles


def homes_in(kept: dict[str, Array]) -> list[UUID | None]:
    """Return the group that each question of a part was in; None where it was in none."""
    return [None if home.int == 0 else home for home in uuids(kept["homes"])]
