"""The last stages of a regrouping: every case goes to its group, except where people decided, and all is counted anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Count, Max, Min
from django.db.models.functions import TruncDate
from numpy.typing import NDArray

from amana.insight.models import Asked, Group, GroupDay, Member, RegroupingPart, Telling
from amana.insight.recurring.likeness.framing import LANGUAGES, PLACES, Frame, frame_from, lengthened, places_of
from amana.insight.recurring.likeness.picturing import Floats, model, unpacked
from amana.insight.recurring.reframing import keep_frame, put_all_centres
from amana.insight.recurring.regrouping.bundling import questions_of
from amana.insight.recurring.regrouping.picturing import keys_of, packed, unpacked_arrays, uuids
from amana.insight.recurring.shelving import changed, locked
from amana.record.storing import insert_rows, update_rows

AT_ONCE = 500
Sums = dict[tuple[UUID, str], tuple[int, Floats]]
COLUMNS = ("case_id", "group_id", "home_id", "entry", "at", "language", "score", "decided_by_id")


def write(part: RegroupingPart, _at: datetime) -> bytes:
    """Put the cases of a part into their groups; return what they add to the centres of those."""
    keys, points, languages = questions_of(part)
    homes, nearness = _homes_of(part, keys, points, languages)
    roots = _roots(part.regrouping.brand_id)
    sums: defaultdict[tuple[UUID, str], tuple[int, Floats]] = defaultdict(lambda: (0, np.zeros(PLACES, np.float32)))
    for start in range(0, len(keys), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        stay = _write_some(keys[some], homes[some], nearness[some], roots)
        for place in range(start, min(start + AT_ONCE, len(keys))):
            home = stay.get(keys[place], homes[place])
            count, total = sums[home, LANGUAGES[languages[place]]]
            sums[home, LANGUAGES[languages[place]]] = (count + 1, total + points[place])
    ordered = sorted(sums, key=lambda one: (one[0].int, one[1]))
    return packed(
        groups=keys_of([home for home, _language in ordered]),
        languages=places_of(language for _home, language in ordered),
        counts=np.array([sums[one][0] for one in ordered], np.int64),
        sums=np.stack([sums[one][1] for one in ordered]) if ordered else np.zeros((0, PLACES), np.float32),
    )


def _homes_of(
    part: RegroupingPart, keys: Sequence[UUID], points: Floats, languages: NDArray[np.int8]
) -> tuple[list[UUID], list[float]]:  # fmt: skip
    """Return the group of each case of a part, and how near its question lies to those of that group here."""
    parts = RegroupingPart.objects.filter(regrouping=part.regrouping_id)
    kept = unpacked_arrays(parts.get(stage="gather", number=part.number).result)
    found = unpacked_arrays(parts.get(stage="join").result)
    by_case = dict(zip(uuids(kept["keys"]), kept["labels"].tolist(), strict=True))
    group_keys, first = uuids(found["keys"]), int(found["firsts"][part.number])
    groups = found["groups"]
    # A case that came into these cells since is in none of the bundles: it stays where it was put.
    numbers = [int(groups[first + by_case[key]]) if key in by_case else -1 for key in keys]
    homes = [group_keys[number] if number >= 0 else key for number, key in zip(numbers, keys, strict=True)]
    homes = _held_apart(part.regrouping.brand_id, homes, points, frame_of(part))
    middles: dict[tuple[UUID, int], Floats] = {}
    for home, language, point in zip(homes, languages.tolist(), points, strict=True):
        middles[home, language] = middles.get((home, language), np.zeros(PLACES, np.float32)) + point
    near = [
        float(lengthened(middles[home, language][None])[0] @ point)
        for home, language, point in zip(homes, languages.tolist(), points, strict=True)
    ]
    return homes, [round(min(one, 1.0), 4) for one in near]


def frame_of(part: RegroupingPart) -> Frame:
    """Return the frame of a part's regrouping."""
    part.regrouping.refresh_from_db(fields=["frame"])
    return frame_from(unpacked_arrays(part.regrouping.frame)["frame"].tobytes())


def _held_apart(brand: UUID, homes: list[UUID], points: Floats, frame: Frame) -> list[UUID]:
    """Let what lies nearer to cases that people parted from a group go with those, not with the group."""
    pinned = list(
        Member.objects.filter(group__brand=brand, decided_by__isnull=False).values_list("case", "home").order_by("case")[:5_000]
    )  # fmt: skip
    if not pinned:
        return homes
    rows = {
        row.pk: row
        for row in Asked.objects.filter(pk__in=[case for case, _home in pinned], vector__isnull=False, model=model())
    }
    anchors: dict[UUID, list[Floats]] = {}
    for case, home in pinned:
        if case in rows:
            row = rows[case]
            picture = unpacked([(bytes(row.vector or b""), bytes(row.words or b""))])
            anchors.setdefault(home, []).append(frame.points(picture, places_of([row.language]))[0])
    names = sorted(anchors, key=str)
    middles = lengthened(np.stack([np.sum(anchors[name], axis=0) for name in names]))
    own: dict[UUID, Floats] = {}
    for home, point in zip(homes, points, strict=True):
        own[home] = own.get(home, np.zeros(PLACES, np.float32)) + point
    nearness = points @ middles.T
    best = nearness.argmax(axis=1)
    return [
        names[best[place]]
        if nearness[place, best[place]] > float(lengthened(own[home][None])[0] @ points[place]) and home not in anchors
        else home
        for place, home in enumerate(homes)
    ]


def _roots(brand: UUID) -> dict[UUID, UUID]:
    """Return what each merged group leads to in the end."""
    rows = Group.objects.filter(brand=brand, merged_into__isnull=False).values_list("pk", "merged_into")
    into = {key: other for key, other in rows if other is not None}
    roots: dict[UUID, UUID] = {}
    for key in into:
        root = key
        while root in into:
            root = into[root]
        roots[key] = root
    return roots


@transaction.atomic
def _write_some(
    keys: Sequence[UUID], homes: Sequence[UUID], nearness: Sequence[float], roots: dict[UUID, UUID]
) -> dict[UUID, UUID]:
    """Write the members; return where those are who are not moved, as a person decided or they came in since."""
    there = {one.case_id: one for one in Member.objects.filter(case__in=keys)}
    asked = {one.pk: one for one in Asked.objects.filter(pk__in=keys).only("pk", "entry", "at", "language")}
    new, moved, stay = [], [], {}
    for key, home, near in zip(keys, homes, nearness, strict=True):
        member = there.get(key)
        if (member is not None and member.decided_by_id is not None) or home == key:
            stay[key] = member.home_id if member is not None else home
        elif member is None:
            row = asked[key]
            new.append((key, roots.get(home, home), home, row.entry, row.at, row.language, near, None))
        else:
            moved.append((roots.get(home, home), home, near, member.pk))
    insert_rows(Member, COLUMNS, new, unless_there=True)
    update_rows(Member, ("group_id", "home_id", "score"), moved, where=("id",))
    return stay


@transaction.atomic
def finish(part: RegroupingPart, at: datetime) -> bytes:
    """Put the new frame and the new centres in force, and count every group anew."""
    brand = part.regrouping.brand_id
    row = locked(brand, at=at)
    frame = frame_of(part)
    sums = _all_sums(part)
    _add_newcomers(part, frame, sums)
    keep_frame(row, frame, at=at)
    put_all_centres(brand, sums)
    count_all(brand)
    _lead_on(brand)
    Asked.objects.filter(brand=brand, cell__isnull=False, grouped_at=None).update(grouped_at=at, tries=0, taken_by="")
    changed(row, [])
    Group.objects.filter(brand=brand).update(change=row.change)
    _tell_parts(part)
    return b""


def _all_sums(part: RegroupingPart) -> Sums:
    sums: Sums = {}
    parts = RegroupingPart.objects.filter(regrouping=part.regrouping_id, stage="write").order_by("number")
    for one in parts.iterator(chunk_size=10):
        found = unpacked_arrays(one.result)
        for key, place, count, total in zip(
            uuids(found["groups"]), found["languages"], found["counts"], found["sums"], strict=True
        ):
            before, so_far = sums.get((key, LANGUAGES[place]), (0, np.zeros(PLACES, np.float32)))
            sums[key, LANGUAGES[place]] = (before + int(count), so_far + total)
    return sums


def _add_newcomers(part: RegroupingPart, frame: Frame, sums: Sums) -> None:
    """Add what was grouped while this went on, within the new frame."""
    rows = Asked.objects.filter(brand=part.regrouping.brand_id, cell=None, vector__isnull=False, model=model())
    for start in range(0, rows.count(), AT_ONCE):
        some = list(rows.order_by("case")[start : start + AT_ONCE])
        homes = dict(Member.objects.filter(case__in=[one.pk for one in some]).values_list("case", "home"))
        pictures = unpacked([(bytes(one.vector or b""), bytes(one.words or b"")) for one in some])
        for one, point in zip(some, frame.points(pictures, places_of(row.language for row in some)), strict=True):
            if one.pk in homes:
                count, total = sums.get((homes[one.pk], one.language), (0, np.zeros(PLACES, np.float32)))
                sums[homes[one.pk], one.language] = (count + 1, total + point)


def count_all(brand: UUID) -> None:
    """Count the days, the size and the span of every group of a brand from its members."""
    members = Member.objects.filter(group__brand=brand).order_by()
    GroupDay.objects.filter(group__brand=brand).delete()
    days = members.annotate(day=TruncDate("at", tzinfo=UTC)).values_list("group", "day").annotate(count=Count("pk"))
    insert_rows(GroupDay, ("group_id", "day", "count"), list(days))
    spans = members.values_list("group").annotate(size=Count("pk"), first=Min("at"), last=Max("at"))
    Group.objects.filter(brand=brand).update(size=0, first_at=None, last_at=None)
    values = [(size, first, last, group) for group, size, first, last in spans]
    update_rows(Group, ("size", "first_at", "last_at"), values, where=("id",))


def _lead_on(brand: UUID) -> None:
    """Let a group that stands empty, and that somebody may have marked or linked to, lead to where its cases went."""
    # A group without a single case that was shown before: its telling sentences say where its cases are now.
    empty = Group.objects.filter(brand=brand, size=0, merged_into=None, tellings__isnull=False).distinct()
    for group in empty:
        telling = group.tellings.select_related("member").order_by("place").first()
        into = telling.member.group_id if telling is not None else None
        if into is not None and into != group.pk:
            Group.objects.filter(pk=group.pk).update(merged_into=into)


def _tell_parts(part: RegroupingPart) -> None:
    alone = Group.objects.filter(brand=part.regrouping.brand_id, size__lt=2, merged_into=None)
    Telling.objects.filter(group__in=alone).delete()
    alone.filter(is_named_by_person=False).exclude(name="").update(name="")
    keys = list(
        Group.objects.shown().filter(brand=part.regrouping.brand_id).order_by("pk").values_list("pk", flat=True)
    )
    RegroupingPart.objects.bulk_create(
        (
            RegroupingPart(
                regrouping_id=part.regrouping_id, stage="tell", number=number,
                asks={"groups": [str(key) for key in keys[start : start + 100]]},
            )
            for number, start in enumerate(range(0, len(keys), 100))
        ),
        batch_size=100, ignore_conflicts=True,
    )  # fmt: skip
