"""Hearing in the background: one recording at a time, in one worker's hands, written into the record if it is still there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from amana.cases.locking import take
from amana.cases.models import Case
from amana.post.storing import Damaged, fetch
from amana.record.reading import entry
from amana.recordings.hearing.listening import SECONDS, Heard, NotHeard, heard
from amana.recordings.hearing.writing_down import write_down
from amana.recordings.models import Hearing, Recording, Rule

log = logging.getLogger(__name__)

# Longer than the longest hearing; a worker that dies gives its recording back after this.
LEASE = timedelta(seconds=SECONDS) + timedelta(minutes=10)
TRIES = 2


def hear_one(*, worker: str, clock: Callable[[], datetime]) -> bool:
    """Hear the recording that waits longest; return whether there was one. Takes minutes, in which nothing is locked."""
    row = claim(worker=worker, at=clock())
    if row is None:
        return False
    sound = _sound_of(row)
    if sound is None:
        _end(row, "gone", clock())
        return True
    try:
        found = heard(sound, row.language)
    except NotHeard as reason:
        log.info("recording %s was not heard: %s", row.pk, reason)
        _end(row, str(reason), clock())
    else:
        keep(row, found, at=clock())
    return True


@transaction.atomic
def claim(*, worker: str, at: datetime) -> Hearing | None:
    """Return a recording that is now this worker's until the lease runs out; one that ended two workers is given up."""
    waiting = Hearing.objects.waiting(at).order_by("asked_at", "pk")
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update(skip_locked=True)
    row = waiting.first()
    if row is None:
        return None
    if row.tries >= TRIES:
        Hearing.objects.filter(pk=row.pk).update(error="failed", ended_at=at)
        return None
    Hearing.objects.filter(pk=row.pk).update(taken_by=worker[:60], taken_until=at + LEASE, tries=F("tries") + 1)
    return Hearing.objects.get(pk=row.pk)


def _sound_of(row: Hearing) -> bytes | None:
    """Return the sound of a recording that may still be heard."""
    recording = Recording.objects.select_related("file", "case").get(pk=row.pk)
    if recording.file is None or not _is_wanted(recording.case):
        return None
    try:
        return fetch(recording.file.key, sha256=recording.file.sha256)
    except Damaged:
        return None


def _is_wanted(case: Case) -> bool:
    return Rule.objects.filter(brand=case.brand_id, hears=True).exists()


@transaction.atomic
def keep(row: Hearing, found: Heard, *, at: datetime) -> UUID | None:
    """Write what was heard into the record; None when another worker has it, or it was deleted or switched off meanwhile."""
    case = take(Recording.objects.values_list("case", flat=True).get(pk=row.pk))
    mine = Hearing.objects.filter(pk=row.pk, taken_by=row.taken_by, tries=row.tries, ended_at=None)
    recording = Recording.objects.get(pk=row.pk)
    call = entry(recording.call, side="company")
    if recording.file_id is None or call is None or call.content is None or not _is_wanted(case):
        mine.update(error="gone", ended_at=at)
        return None
    if not mine.update(ended_at=at):
        return None
    return write_down(recording, call, case, found, at=at)


def _end(row: Hearing, why: str, at: datetime) -> None:
    mine = Hearing.objects.filter(pk=row.pk, taken_by=row.taken_by, tries=row.tries, ended_at=None)
    mine.update(error=why, ended_at=at)
