"""Reading in the background: a few texts at a time, each in one worker's hands, a bad one never in the way of others."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet

from amana.cases.models import Case
from amana.kit.working_time import WorkingWeek, week_in_zone
from amana.language import Reading as Found
from amana.language import read
from amana.language.findings import Side as Writer
from amana.readings.finding import kept
from amana.readings.models import CALLER_NOTE, COMPANY, READER_VERSION, TRIES, Reading, ReadingQuerySet
from amana.record.reading import Read, entries

log = logging.getLogger(__name__)

# In one go: few enough to be done long before mail that comes in meanwhile notices.
FEW = 8
# Longer than any few take; a worker that dies gives its texts back after this.
LEASE = timedelta(minutes=2)
# What failed is tried again after this.
AGAIN = timedelta(minutes=1)
VERSIONS = 300


def read_some(*, worker: str, at: datetime, most: int = FEW) -> int:
    """Read up to `most` texts, the oldest unread first; return how many were taken in hand.

    A text that cannot be read is tried three times, a minute apart, then marked as read with the kind of error.
    """
    rows = claim(worker=worker, at=at, most=most)
    texts = texts_of(rows)
    for row in rows:
        read_one(row, texts, at)
    return len(rows)


def texts_of(rows: Sequence[Reading]) -> dict[UUID, Read]:
    """Return the entries of these rows by key, each as whoever keeps its case may read it."""
    texts: dict[UUID, Read] = {}
    for side in sorted({row.case.kept_by for row in rows}):
        texts |= entries([row.entry for row in rows if row.case.kept_by == side], side=side)
    return texts


def first_of(waiting: QuerySet[Any], *, most: int) -> list[UUID]:  # Any: rows of any table with `tries`
    """Return the keys of the first rows that wait, held on PostgreSQL until the transaction ends; one begun before comes alone.

    Whatever ended a worker was one of the rows it had in hand: each is tried alone, so that none is blamed for another.
    """
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update(skip_locked=True)
    found = list(waiting.values_list("pk", "tries")[:most])
    return [key for key, _tries in takewhile(lambda one: not one[1], found)] or [key for key, _tries in found[:1]]


@transaction.atomic
def claim(*, worker: str, at: datetime, most: int = FEW) -> list[Reading]:
    """Return texts that are now this worker's until the lease runs out; one that was begun before comes alone."""
    keys = first_of(Reading.objects.waiting(at).order_by("version", "at", "entry"), most=most)
    if not keys:
        return []
    rows = Reading.objects.filter(pk__in=keys)
    rows.update(taken_by=worker[:60], taken_until=at + LEASE, tries=F("tries") + 1)
    return list(rows.select_related("case__brand__week").order_by("version", "at", "entry"))


def read_one(row: Reading, texts: Mapping[UUID, Read], at: datetime) -> None:
    """Read one text that is in hand, and write what was found, or that it could not be read."""
    said = texts.get(row.entry)
    if said is None or said.content is None:
        # Hidden from whoever keeps the case since it was put on the list.
        _mine(row).delete()
        return
    if row.tries > TRIES:
        # Begun three times and never ended: whatever it does to a worker, it does no more.
        _give_up(row, "never ended", at)
        return
    try:
        # Read before anything is written, so that no lock is held meanwhile.
        found = read(**asked_of(row, said))
        with transaction.atomic():
            write(row, found, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  # the worker's edge: one bad text stops no other
        log.warning("entry %s was not read: %s", row.entry, type(error).__name__)
        if row.tries >= TRIES:
            _give_up(row, type(error).__name__, at)
        else:
            _mine(row).update(taken_until=at + AGAIN)


def asked_of(row: Reading, said: Read) -> dict[str, Any]:
    """Return what `amana.language.read` is asked of a text, by name. Any: each argument has its own type."""
    zone, week = clock_of(row.case)
    writers: dict[str, Writer] = {COMPANY: "company", CALLER_NOTE: "caller_note"}
    return {
        "text": str(said["text"] or ""), "sent_at": row.at.astimezone(zone), "side": writers.get(row.side, "customer"),
        "locale": row.case.language, "week": week,
    }  # fmt: skip


def write(row: Reading, found: Found, at: datetime) -> None:
    """Write what was found in a text, unless another worker took it over since."""
    versions = ", ".join(f"{name} {version}" for name, version in sorted(found.versions.items()))
    _mine(row).update(
        version=READER_VERSION, read_at=at, error="", tries=0, taken_by="", taken_until=None,
        language=found.language, versions=versions[:VERSIONS], found=kept(found), heat=found.tone.heat,
    )  # fmt: skip


def _give_up(row: Reading, why: str, at: datetime) -> None:
    _mine(row).update(
        version=READER_VERSION, read_at=at, error=why[:80], tries=0, taken_by="", taken_until=None
    )  # fmt: skip


def _mine(row: Reading) -> ReadingQuerySet:
    """The row, unless another worker took it over since, or it is to be read anew."""
    return Reading.objects.filter(pk=row.pk, taken_by=row.taken_by, tries=row.tries)


def clock_of(case: Case) -> tuple[ZoneInfo, WorkingWeek]:
    """Return the zone and the working week by which the times in a case's words are understood."""
    if case.brand is not None:
        return ZoneInfo(case.brand.zone), case.brand.week.working
    zone = ZoneInfo(case.zone or "UTC")
    return zone, week_in_zone(zone.key)
