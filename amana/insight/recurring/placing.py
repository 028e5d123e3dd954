"""Putting a question into the group that asks the same, or beginning one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest, Least

from amana.insight.models import Asked, Group, Member
from amana.insight.recurring.leaving import count_day
from amana.insight.recurring.likeness.framing import LANGUAGES
from amana.insight.recurring.likeness.nearing import Near
from amana.insight.recurring.likeness.picturing import Floats
from amana.insight.recurring.shelving import (
    Shelf,
    add_to_centre,
    changed,
    forget_shelves,
    locked,
    put_centres,
    shelf_of,
)
from amana.kit.codes import new_id
from amana.team.models import Agent


def place(rows: Sequence[Asked], *, at: datetime) -> list[Member]:
    """Put questions of one brand into groups, one after the other; return where each is now.

    A case that is in a group already, or whose question holds no word that is known, is left as it is. Written whole
    or not at all.
    """
    try:
        with transaction.atomic():
            return _place(rows, at)
    except BaseException:
        # What was put on the shelf may not stand in the database.
        forget_shelves()
        raise


def _place(rows: Sequence[Asked], at: datetime) -> list[Member]:
    frame = locked(rows[0].brand_id, at=at)
    shelf = shelf_of(frame)
    there = set(Member.objects.filter(case__in=[row.case_id for row in rows]).values_list("case", flat=True))
    mine = [row for row in rows if row.vector is not None and row.case_id not in there]
    placed = []
    for row, point in zip(mine, shelf.points(mine) if mine else [], strict=True):
        near = nearest(shelf, row, point)
        placed.append(settle(shelf, row, point, near, at=at))
    if placed:
        changed(frame, {one.home_id for one in placed} | {one.group_id for one in placed})
        shelf.seen = frame.change
    Asked.objects.filter(pk__in=[row.pk for row in rows]).update(
        grouped_at=at, error="", tries=0, taken_by="", taken_until=None
    )
    return placed


def nearest(shelf: Shelf, row: Asked, point: Floats, *, but: UUID | None = None) -> Near | None:
    """Return the group that asks the same as this, unless people said that what lies nearer still is not about it."""
    for near in shelf.index.nearest(point, _place_of(row.language)):
        if not near.is_same:
            return None
        root = shelf.root(near.key)
        nots = shelf.nots.get(root)
        if root == but or (nots and float(np.max(np.stack(nots) @ point)) > near.nearness):
            continue
        return near
    return None


def settle(
    shelf: Shelf, row: Asked, point: Floats, near: Near | None, *, at: datetime, by: Agent | None = None
) -> Member:
    """Make a case a member of the group that lies near, or of one of its own; call it with the lock held."""
    if near is None:
        home = Group.objects.create(id=new_id(), brand_id=row.brand_id, made_at=at).key
    else:
        home = near.key
    return join_home(shelf, row, point, home, score=near.nearness if near else 1.0, by=by)


def join_home(shelf: Shelf, row: Asked, point: Floats, home: UUID, *, score: float, by: Agent | None) -> Member:
    """Make a case a member of this group, and count it there."""
    root = shelf.root(home)
    member = Member.objects.create(
        case_id=row.case_id, group_id=root, home_id=home, entry=row.entry, at=row.at, language=row.language,
        score=score, decided_by=by,
    )  # fmt: skip
    add_to_centre(home, row.language, point)
    put_centres(shelf, [home])
    count_day(root, row.at, 1)
    Group.objects.filter(pk=root).update(
        size=F("size") + 1,
        first_at=Least(Coalesce("first_at", row.at), row.at),
        last_at=Greatest(Coalesce("last_at", row.at), row.at),
    )
    return member


def _place_of(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES) - 1
