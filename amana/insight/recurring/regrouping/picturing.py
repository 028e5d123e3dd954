"""The first stages of a regrouping: every first message in numbers, the frame of all, and which cell each lies in."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from amana.cases.models import COMPANY, Case
from amana.insight.models import Asked, Regrouping, RegroupingPart
from amana.insight.recurring.likeness.framing import Frame, frame_from, places_of
from amana.insight.recurring.likeness.gathering import AT_ONCE as IN_A_CELL
from amana.insight.recurring.likeness.parting import SAMPLE, Tree, plant, tree_from
from amana.insight.recurring.likeness.picturing import Pictures, model, unpacked
from amana.insight.recurring.queueing import AMONG_FIRST, KINDS, put
from amana.insight.recurring.reading import picture as picture_rows
from amana.record.reading import beginnings
from amana.record.storing import update_rows

Array = NDArray[Any]  # Any: whatever numbers were packed
# Cases of a part, and texts that are read at once.
AT_ONCE, TEXTS = 5_000, 200


def picture(part: RegroupingPart, _at: datetime) -> bytes:
    """Put every first message of these cases on the list and into numbers; return what they have in common."""
    brand, first, last = part.regrouping.brand_id, UUID(part.asks["from"]), UUID(part.asks["to"])
    _put_missing(brand, first, last)
    rows = Asked.objects.filter(brand=brand, case__gte=first, case__lte=last)
    old = list(rows.exclude(model=model()).order_by("case"))
    for start in range(0, len(old), TEXTS):
        picture_rows(old[start : start + TEXTS])
    kept = rows.filter(vector__isnull=False).order_by("case")
    pictures, languages = _read(kept)
    frame = Frame()
    frame.add(pictures, languages)
    # Of every part so many that all together make the sample the cells are drawn on.
    parts = RegroupingPart.objects.filter(regrouping=part.regrouping_id, stage="picture").count()
    step = max(1, len(pictures) * parts // SAMPLE)
    some = kept.values_list("pk", flat=True)[::step]
    return packed(frame=np.frombuffer(frame.to_bytes(), np.uint8), sample=keys_of(some))


def _put_missing(brand: UUID, first: UUID, last: UUID) -> None:
    """Find the first message of cases that came before there was a list."""
    cases = Case.objects.filter(brand=brand, kept_by=COMPANY, pk__gte=first, pk__lte=last)
    there = Asked.objects.filter(brand=brand, case__gte=first, case__lte=last).values("case")
    missing = list(cases.exclude(pk__in=there).values_list("pk", flat=True).order_by("pk"))
    for start in range(0, len(missing), TEXTS):
        said = beginnings(missing[start : start + TEXTS], side=COMPANY, most=AMONG_FIRST)
        put([one for one in said if one.kind in KINDS and one.hidden_from is None])


def _read(rows: QuerySet[Asked]) -> tuple[Pictures, NDArray[np.int8]]:
    found = list(rows.values_list("vector", "words", "language"))
    pictures = unpacked([(bytes(vector or b""), bytes(words or b"")) for vector, words, _language in found])
    return pictures, places_of(row[2] for row in found)


def plan(part: RegroupingPart, _at: datetime) -> bytes:
    """Make one frame of all, and draw the cells within it; the parts that put each question into its cell are made."""
    parts = RegroupingPart.objects.filter(regrouping=part.regrouping_id, stage="picture").order_by("number")
    whole, keys = Frame(), []
    for one in parts.iterator(chunk_size=20):
        found = unpacked_arrays(one.result)
        own = frame_from(found["frame"].tobytes())
        whole.counts, whole.sums, whole.used = whole.counts + own.counts, whole.sums + own.sums, whole.used + own.used
        keys += uuids(found["sample"])
    pictures, languages = _read_some(keys)
    points = whole.points(pictures, languages)
    tree = plant(points, most=IN_A_CELL, of=whole.made_from) if len(points) else None
    kept = packed(
        frame=np.frombuffer(whole.to_bytes(), np.uint8),
        tree=np.frombuffer(tree.to_bytes() if tree else b"", np.uint8),
    )
    Regrouping.objects.filter(pk=part.regrouping_id).update(frame=kept)
    RegroupingPart.objects.bulk_create(
        (
            RegroupingPart(regrouping_id=part.regrouping_id, stage="cell", number=number, asks=asks)
            for number, asks in parts.values_list("number", "asks")
        ),
        batch_size=500, ignore_conflicts=True,
    )  # fmt: skip
    return b""


def _read_some(keys: list[UUID]) -> tuple[Pictures, NDArray[np.int8]]:
    found = []
    for start in range(0, len(keys), 500):
        some = Asked.objects.filter(pk__in=keys[start : start + 500], vector__isnull=False).order_by("case")
        found += list(some.values_list("vector", "words", "language"))
    pictures = unpacked([(bytes(vector or b""), bytes(words or b"")) for vector, words, _language in found])
    return pictures, places_of(row[2] for row in found)


def part(part: RegroupingPart, _at: datetime) -> bytes:
    """Write down in which cell each question of these cases lies; return how many in each."""
    frame, tree = frame_and_tree(part.regrouping)
    first, last = UUID(part.asks["from"]), UUID(part.asks["to"])
    rows = Asked.objects.filter(brand=part.regrouping.brand_id, case__gte=first, case__lte=last)
    rows.filter(Q(vector=None) | ~Q(model=model())).update(cell=None)
    kept = rows.filter(vector__isnull=False, model=model()).order_by("case")
    keys = list(kept.values_list("pk", flat=True))
    pictures, languages = _read(kept)
    points = frame.points(pictures, languages)
    cells = tree.cells(points)
    # What nothing is known of within the frame, as a greeting alone, is nobody's question.
    cells[~points.any(axis=1)] = -1
    values = [(None if cell < 0 else int(cell), key) for key, cell in zip(keys, cells, strict=True)]
    update_rows(Asked, ("cell",), values, where=("case_id",))
    found, counts = np.unique(cells[cells >= 0], return_counts=True)
    return packed(cells=found, counts=counts)


def frame_and_tree(row: Regrouping) -> tuple[Frame, Tree]:
    """Return the frame of a regrouping, and how it is parted into cells."""
    row.refresh_from_db(fields=["frame"])
    found = unpacked_arrays(row.frame)
    return frame_from(found["frame"].tobytes()), tree_from(found["tree"].tobytes())


def packed(**arrays: Array) -> bytes:
    """Return arrays as bytes; `unpacked_arrays` takes them back."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def unpacked_arrays(kept: bytes | memoryview | None) -> dict[str, Array]:
    """Return the arrays that were packed."""
    with np.load(io.BytesIO(bytes(kept or b"")), allow_pickle=False) as found:
        return dict(found)


def keys_of(keys: Iterable[UUID]) -> NDArray[np.uint8]:
    """Return keys as an array of bytes, sixteen each; `uuids` takes them back."""
    return np.frombuffer(b"".join(key.bytes for key in keys), np.uint8)


def uuids(kept: Array) -> list[UUID]:
    """Return the keys that lie in an array of bytes, sixteen each."""
    plain = kept.tobytes()
    return [UUID(bytes=plain[start : start + 16]) for start in range(0, len(plain), 16)]
