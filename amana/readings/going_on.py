"""Reading much that waits, many texts together, in as many processes as there are; stopped, and gone on with."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from amana.language import Reading as Found
from amana.language import read_many
from amana.post.models import RawMessage
from amana.readings.models import Reading
from amana.readings.rereading import SLICE
from amana.readings.taking import asked_of, claim, read_one, texts_of, write
from amana.record.reading import Read

# What the reader takes in together.
MANY = 64
# Seconds for which mail that waits goes first, before the next texts are read all the same.
MAIL_FIRST = 2.0
# Seconds until it is looked again, while mail waits or other workers have the rest in hand.
PAUSE = 0.5
# The version of what waits to be read again and was stopped: above that of any reader, so that nobody looks past it for work.
STOPPED = 30_000


def read_until_done(*, worker: str, said: Callable[[], None] = lambda: None) -> int:
    """Read along with whatever workers there are until nothing is left, or the rest was stopped; return how many texts.

    Mail that waits goes first, for a moment each time. `said` is called after each few.
    """
    count = 0
    while Reading.objects.unread().exists():
        _let_mail_go_first()
        taken = read_together(worker=worker, at=timezone.now())
        if not taken:
            time.sleep(PAUSE)
        count += taken
        said()
    return count


def read_together(*, worker: str, at: datetime, most: int = MANY) -> int:
    """Read up to `most` texts together, which is quicker than one by one; return how many were taken in hand.

    Where one of them cannot be read, each is read by itself, as `taking.read_some` does.
    """
    rows = claim(worker=worker, at=at, most=most)
    texts = texts_of(rows)
    found = _read_all(rows, texts) if len(rows) > 1 else None
    if found is None:
        for row in rows:
            read_one(row, texts, at)
        return len(rows)
    with transaction.atomic():
        for row in rows:
            if row.entry in found:
                write(row, found[row.entry], at)
    for row in rows:
        if row.entry not in found:
            read_one(row, texts, at)
    return len(rows)


def _read_all(rows: Sequence[Reading], texts: dict[UUID, Read]) -> dict[UUID, Found] | None:
    """Return what is found in each text by its key; None where one of them defeats the reader."""
    readable = [row for row in rows if row.entry in texts and texts[row.entry].content is not None]
    try:
        found = list(read_many([asked_of(row, texts[row.entry]) for row in readable]))
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001  # which of them it was is found by reading each by itself
        return None
    return dict(zip([row.entry for row in readable], found, strict=True))


def stop() -> int:
    """Leave what was to be read again as it was read before, until `go_on`; return how much that is.

    What is new is read all the same. What a worker has in hand is taken from it, and not written.
    """
    return _in_slices(Reading.objects.unread().filter(read_at__isnull=False), STOPPED)


def go_on() -> int:
    """Let what was stopped be read again; return how much that is."""
    return _in_slices(Reading.objects.filter(version=STOPPED), 0)


def stopped() -> int:
    """Return how much was to be read again and was stopped."""
    return Reading.objects.filter(version=STOPPED).count()


def _in_slices(rows: QuerySet[Reading], version: int) -> int:
    count = 0
    while keys := list(rows.order_by("version", "at", "entry").values_list("pk", flat=True)[:SLICE]):
        with transaction.atomic():
            count += Reading.objects.filter(pk__in=keys).update(version=version, taken_by="", taken_until=None, tries=0)
    return count


def _let_mail_go_first() -> None:
    until = timezone.now() + timedelta(seconds=MAIL_FIRST)
    while timezone.now() < until and RawMessage.objects.waiting(timezone.now()).exists():
        time.sleep(PAUSE)
