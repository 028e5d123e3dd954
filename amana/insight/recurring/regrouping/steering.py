"""Beginning a regrouping, stopping it, going on with it, and who does which part of it next."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.insight.models import Regrouping, RegroupingPart
from amana.insight.recurring.regrouping import bundling, matching, picturing, telling, writing
from amana.kit.codes import new_id

log = logging.getLogger(__name__)

# What is done one after the other; each is done in parts, of which several are done at once.
STAGES: dict[str, Callable[[RegroupingPart, datetime], bytes]] = {
    "picture": picturing.picture,
    "plan": picturing.plan,
    "cell": picturing.part,
    "share": bundling.share,
    "gather": bundling.bundle,
    "join": matching.match,
    "write": writing.write,
    "finish": writing.finish,
    "tell": telling.tell_some,
}
ORDER = list(STAGES)
# Longer than any part takes; a worker that dies gives its part back after this.
LEASE = timedelta(minutes=15)
TRIES = 3
# Seconds until a worker looks again whether a part is free, while others are at work.
PAUSE = 0.2


@dataclass(frozen=True)
class Progress:
    """How far a regrouping is: the stage, and how many of the parts known so far are done."""

    stage: str
    done: int
    of: int


@transaction.atomic
def begin(brand: UUID, *, at: datetime) -> Regrouping:
    """Begin to group all that was asked of a brand anew, or go on with what was begun."""
    there = Regrouping.objects.filter(brand=brand, ended_at=None).first()
    if there is not None:
        resume(there)
        return there
    row = Regrouping.objects.create(id=new_id(), brand_id=brand, began_at=at, stage=ORDER[0])
    parts = [RegroupingPart(regrouping=row, stage=stage, number=0) for stage in ("plan", "share", "join", "finish")]
    for number, (first, last) in enumerate(_ranges(brand)):
        parts.append(
            RegroupingPart(regrouping=row, stage="picture", number=number, asks={"from": str(first), "to": str(last)})
        )
    RegroupingPart.objects.bulk_create(parts, batch_size=500)
    return row


def _ranges(brand: UUID) -> list[tuple[UUID, UUID]]:
    """Return the first and the last case of each part, in their order."""
    rows = Case.objects.filter(brand=brand, kept_by=COMPANY).order_by("pk").values_list("pk", flat=True)
    found: list[tuple[UUID, UUID]] = []
    first = rows.first()
    while first is not None:
        some = list(rows.filter(pk__gte=first)[: picturing.AT_ONCE + 1])
        found.append((some[0], some[: picturing.AT_ONCE][-1]))
        first = some[-1] if len(some) > picturing.AT_ONCE else None
    return found


def stop(row: Regrouping, *, at: datetime) -> None:
    """Let no worker begin another part; what is done stays done."""
    Regrouping.objects.filter(pk=row.pk, ended_at=None, stopped_at=None).update(stopped_at=at)


def resume(row: Regrouping) -> None:
    """Go on where it was stopped; parts that a dead worker holds are free again, and what failed is tried again."""
    Regrouping.objects.filter(pk=row.pk, ended_at=None).update(stopped_at=None, error="")
    RegroupingPart.objects.filter(regrouping=row, done_at=None).update(taken_until=None, tries=0)


def is_waiting() -> bool:
    """Whether a part of any regrouping waits for a worker."""
    return Regrouping.objects.filter(ended_at=None, stopped_at=None, error="").exists()


def work_some(*, worker: str, at: datetime, only: UUID | None = None) -> int:
    """Do the next part of a regrouping that is under way; return how many were done, 0 when there is nothing to take.

    A part that fails is tried three times; then the regrouping waits, with its reason, for somebody to go on with it.
    """
    rows = Regrouping.objects.filter(ended_at=None, stopped_at=None, error="").order_by("began_at")
    for row in rows.filter(pk=only) if only else rows:
        part = _claim(row, worker=worker, at=at)
        if part is not None:
            _do(row, part, at)
            return 1
    return 0


def work_until_done(key: str, *, worker: str) -> int:
    """Do parts of one regrouping until nothing is left of it, or it was stopped; return how many."""
    done = 0
    waiting = Regrouping.objects.filter(pk=key, ended_at=None, stopped_at=None, error="")
    while waiting.exists():
        if work_some(worker=worker, at=timezone.now(), only=UUID(key)):
            done += 1
        else:
            time.sleep(PAUSE)
    return done


@transaction.atomic
def _claim(row: Regrouping, *, worker: str, at: datetime) -> RegroupingPart | None:
    undone = RegroupingPart.objects.filter(regrouping=row, done_at=None)
    stage = next((one for one in ORDER if undone.filter(stage=one).exists()), None)
    if stage is None:
        Regrouping.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at, stage="done")
        RegroupingPart.objects.filter(regrouping=row).update(result=None)
        return None
    free = undone.filter(Q(taken_until=None) | Q(taken_until__lt=at), stage=stage)
    if connection.vendor == "postgresql":
        free = free.select_for_update(skip_locked=True)
    part = free.order_by("number").first()
    if part is None:
        return None
    RegroupingPart.objects.filter(pk=part.pk).update(taken_by=worker[:60], taken_until=at + LEASE, tries=F("tries") + 1)
    Regrouping.objects.filter(pk=row.pk).update(stage=stage)
    part.refresh_from_db()
    return part


def _do(row: Regrouping, part: RegroupingPart, at: datetime) -> None:
    mine = RegroupingPart.objects.filter(pk=part.pk, taken_by=part.taken_by, tries=part.tries)
    try:
        result = STAGES[part.stage](part, at)
    except Exception as error:
        log.warning("part %s of %s failed: %s", part.number, part.stage, type(error).__name__, exc_info=error)
        mine.update(taken_until=None)
        if part.tries >= TRIES:
            Regrouping.objects.filter(pk=row.pk).update(error=f"{part.stage}: {type(error).__name__}"[:80])
        return
    mine.update(done_at=at, result=result, taken_until=None)


def progress(row: Regrouping) -> Progress:
    """Return how far a regrouping is."""
    parts = RegroupingPart.objects.filter(regrouping=row)
    row.refresh_from_db(fields=["stage"])
    return Progress(row.stage, parts.filter(done_at__isnull=False).count(), parts.count())


def running(brand: UUID) -> Regrouping:
    """Return the regrouping of a brand that was begun and has not ended. Raises Refused when there is none."""
    row = Regrouping.objects.filter(brand=brand, ended_at=None).first()
    if row is None:
        raise Refused("nothing is being regrouped")
    return row
