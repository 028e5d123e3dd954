"""The picture that a worker has of the groups of a brand: their centres, who was merged into whom, and what is not what.

It follows the database by the number that grows with each change; whoever groups holds the lock of the brand's frame.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import local
from uuid import UUID

import numpy as np
from django.db.models import F

from amana.insight.models import Asked, Centre, Group, Ruling
from amana.insight.models import Frame as FrameRow
from amana.insight.recurring.likeness.framing import LANGUAGES, PLACES, Frame, frame_from, places_of
from amana.insight.recurring.likeness.nearing import Index
from amana.insight.recurring.likeness.picturing import Floats, model, unpacked

# Groups of fewer questions are looked at while they are among so many newest.
SMALL, NEWEST_SMALL = 3, 20_000
AT_ONCE = 500
_PLACE = {name: place for place, name in enumerate(LANGUAGES)}


@dataclass
class Shelf:
    """What one worker knows of one brand."""

    frame: Frame
    made_at: datetime
    seen: int = -1
    index: Index = field(default_factory=Index)
    roots: dict[UUID, UUID] = field(default_factory=dict)
    # Of each group, what people said is not about it.
    nots: dict[UUID, list[Floats]] = field(default_factory=dict)

    def root(self, home: UUID) -> UUID:
        """Return the group that a group was merged into, or itself."""
        while home in self.roots:
            home = self.roots[home]
        return home

    def points(self, rows: list[Asked]) -> Floats:
        """Return where questions lie that have a picture of the present model."""
        pictures = unpacked([(bytes(row.vector or b""), bytes(row.words or b"")) for row in rows])
        return self.frame.points(pictures, places_of(row.language for row in rows))


_kept = local()


def locked(brand: UUID, *, at: datetime) -> FrameRow:
    """Return the row of a brand's frame, locked until the transaction ends; made when it is the first."""
    # What it holds is large, and read only when it is another than this worker knows.
    rows = FrameRow.objects.select_for_update().defer("words", "means")
    row = rows.filter(brand=brand).first()
    if row is None:
        FrameRow.objects.get_or_create(brand_id=brand, defaults={"made_at": at, "model": model()})
        row = rows.get(brand=brand)
    return row


def shelf_of(row: FrameRow) -> Shelf:
    """Return this thread's picture of a brand, brought up to what the database says.

    Whoever writes by it holds the lock; whoever only looks need not: what changes meanwhile is read the next time.
    """
    shelves: dict[UUID, Shelf] = _kept.__dict__.setdefault("shelves", {})
    shelf = shelves.get(row.brand_id)
    if shelf is None or shelf.made_at != row.made_at or shelf.seen > row.change:
        row.refresh_from_db(fields=["words", "made_at", "change"])  # of one moment, lock or none
        shelf = Shelf(frame_from(bytes(row.words)), row.made_at)
        shelves[row.brand_id] = shelf
    if shelf.seen < row.change:
        _follow(shelf, row)
    return shelf


def forget_shelves() -> None:
    """Forget what this thread knows, as after a transaction that was rolled back."""
    _kept.__dict__.pop("shelves", None)


def _follow(shelf: Shelf, row: FrameRow) -> None:
    groups = Group.objects.filter(brand=row.brand_id, change__gt=shelf.seen)
    if shelf.seen < 0:
        large = groups.exclude(size__lt=SMALL, merged_into=None)
        small = groups.filter(size__lt=SMALL, merged_into=None).order_by("-last_at")[:NEWEST_SMALL]
        changed = [*large.values_list("pk", "merged_into"), *small.values_list("pk", "merged_into")]
    else:
        changed = list(groups.values_list("pk", "merged_into"))
    for key, into in changed:
        shelf.roots.pop(key, None)
        if into is not None:
            shelf.roots[key] = into
    put_centres(shelf, [key for key, _into in changed])
    shelf.nots = _nots(shelf, row.brand_id)
    shelf.seen = row.change


def put_centres(shelf: Shelf, keys: list[UUID]) -> None:
    """Read the centres of these groups anew; one that has none is forgotten."""
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        found: defaultdict[UUID, list[tuple[int, int, Floats]]] = defaultdict(list)
        for group, language, count, vector in Centre.objects.filter(group__in=some).values_list(
            "group", "language", "count", "vector"
        ):
            if count:
                found[group].append((_PLACE.get(language, len(LANGUAGES) - 1), count, floats(vector)))
        for key in some:
            shelf.index.put(key, found.get(key, []))


def _nots(shelf: Shelf, brand: UUID) -> dict[UUID, list[Floats]]:
    rulings = Ruling.objects.filter(kind=Ruling.NOT_THIS, undone_at=None, group__brand=brand)
    pairs = list(rulings.order_by("-at").values_list("group", "case")[:1_000])
    cases = [case for _group, case in pairs]
    rows = list(Asked.objects.filter(case__in=cases, model=model(), vector__isnull=False))
    points = dict(zip([row.case_id for row in rows], shelf.points(rows), strict=True)) if rows else {}
    found: defaultdict[UUID, list[Floats]] = defaultdict(list)
    for group, case in pairs:
        if case in points:
            found[shelf.root(group)].append(points[case])
    return dict(found)


def changed(row: FrameRow, groups: Iterable[UUID]) -> None:
    """Say that groups have changed, so that every worker's picture follows; call it with the lock held."""
    FrameRow.objects.filter(pk=row.pk).update(change=F("change") + 1)
    row.refresh_from_db(fields=["change"])
    Group.objects.filter(pk__in=list(groups)).update(change=row.change)


def floats(kept: bytes | memoryview) -> Floats:
    """Return the numbers that a centre is kept as."""
    return np.frombuffer(bytes(kept), "<f4").astype(np.float32)


def add_to_centre(group: UUID, language: str, point: Floats, *, times: int = 1) -> None:
    """Add a question to the centre of its group in its language, or with -1 take it out again."""
    centre, _is_new = Centre.objects.get_or_create(
        group_id=group, language=language,
        defaults={"model": model(), "count": 0, "vector": np.zeros(PLACES, "<f4").tobytes()},
    )  # fmt: skip
    total = floats(centre.vector) + times * point
    Centre.objects.filter(pk=centre.pk).update(count=F("count") + times, vector=total.astype("<f4").tobytes())
