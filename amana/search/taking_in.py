"""Taking in, in the background, what intake has no time for: the words people use, what texts mean, what stands in files."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from amana.cases.models import COMPANY
from amana.post.models import File
from amana.post.storing import Damaged, fetch
from amana.record.reading import Read, entries
from amana.search.backends import backend
from amana.search.extracting import Unreadable, form_of, text_of
from amana.search.indexing import KINDS, brands_of, file_words, longest_of, put_files, words_of
from amana.search.likening import keep
from amana.search.models import TRIES, FileText, Indexed, IndexedQuerySet
from amana.search.spelling import count

log = logging.getLogger(__name__)

FEW = 24
# Longer than any few take, a file's reading included; a worker that dies gives its texts back after this.
LEASE = timedelta(minutes=2)
AGAIN = timedelta(minutes=1)


def take_in_some(*, worker: str, at: datetime, most: int = FEW) -> int:
    """Take in up to `most` entries, or one file, the newest first; return how many were taken in hand.

    What fails is tried three times, a minute apart, and then left with its reason; its words are found all the same.
    """
    rows = claim(worker=worker, at=at, most=most)
    if not rows:
        return 0
    if rows[0].file:
        _one_by_one(rows, at)
        return len(rows)
    try:
        with transaction.atomic():
            _take_in_entries(rows, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001  # the worker's edge: one bad text stops no other
        log.warning("%s entries were not taken in: %s", len(rows), type(error).__name__)
        _one_by_one(rows, at)
    return len(rows)


@transaction.atomic
def claim(*, worker: str, at: datetime, most: int = FEW) -> list[Indexed]:
    """Return rows that are now this worker's until the lease runs out; a file comes alone, and so does what failed before."""
    waiting = Indexed.objects.waiting(at).order_by("-id")
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update(skip_locked=True)
    found = list(waiting.values_list("pk", "file", "tries")[:most])
    keys = [pk for pk, _file, _tries in takewhile(lambda one: one[1] is None and not one[2], found)]
    keys = keys or [pk for pk, _file, _tries in found[:1]]
    if not keys:
        return []
    rows = Indexed.objects.filter(pk__in=keys)
    rows.update(taken_by=worker[:60], taken_until=at + LEASE, tries=F("tries") + 1)
    return list(rows.order_by("-id"))


def _one_by_one(rows: Sequence[Indexed], at: datetime) -> None:
    for row in rows:
        if row.tries > TRIES:
            _end([row], at, error="never ended")
            continue
        try:
            with transaction.atomic():
                if row.file:
                    _take_in_file(row, at)
                else:
                    _take_in_entries([row], at)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001  # as above
            log.warning("entry %s was not taken in: %s", row.entry, type(error).__name__)
            if row.tries >= TRIES:
                _end([row], at, error=type(error).__name__)
            else:
                _mine(row).update(taken_until=at + AGAIN)


def _take_in_entries(rows: Sequence[Indexed], at: datetime) -> None:
    said = _read(rows)
    brands = brands_of({row.case_id for row in rows})
    found = [(row, said[row.entry], brands[row.case_id]) for row in rows if row.entry in said and row.case_id in brands]
    count([set(words_of(one, brand).in_order) for _row, one, brand in found])
    keep({row.pk: (brand, _text(one)) for row, one, brand in found})
    for row, one, brand in found:
        put_files(row, _files(one), brand)
    _end(rows, at)


def _read(rows: Sequence[Indexed]) -> dict[UUID, Read]:
    """Return what the entries say, without what was withdrawn from anybody."""
    found = entries([row.entry for row in rows], side=COMPANY)
    return {key: one for key, one in found.items() if one.content is not None and one.hidden_from is None}


def _text(said: Read) -> str:
    if KINDS.get(said.kind) == "case":
        return str(said["subject"] or "")
    return f"{said['subject'] or ''}\n{said['text'] or ''}".strip()[: longest_of(said.kind)]


def _files(said: Read) -> dict[UUID, str]:
    """Return the files of an entry whose text can be taken out, with their names."""
    files = [file for file in said["files"] or [] if isinstance(file, Mapping) and file.get("id")]
    return {
        UUID(str(file["id"])): str(file.get("name") or "")
        for file in files
        if form_of(str(file.get("name") or ""), str(file.get("type") or ""))
    }


def _take_in_file(row: Indexed, at: datetime) -> None:
    file = File.objects.filter(pk=row.file).first() if row.file else None
    if file is None or row.entry not in _read([row]):
        _mine(row).delete()
        backend().remove([row.pk])
        return
    try:
        text = text_of(fetch(file.key, sha256=file.sha256), form_of(file.name, file.type))
    except (Unreadable, Damaged) as error:
        _end([row], at, error=str(error) if isinstance(error, Unreadable) else "damaged")
        return
    brand = brands_of([row.case_id])[row.case_id]
    backend().write({row.pk: file_words(file.name, text, brand)})
    FileText.objects.update_or_create(indexed=row, defaults={"text": text})
    count([set(file_words(file.name, text, brand).in_order)])
    keep({row.pk: (brand, text)})
    _end([row], at)


def _end(rows: Sequence[Indexed], at: datetime, *, error: str = "") -> None:
    Indexed.objects.filter(pk__in=[row.pk for row in rows]).update(
        worked_at=at, error=error[:80], tries=0, taken_by="", taken_until=None
    )


def _mine(row: Indexed) -> IndexedQuerySet:
    """The row, unless another worker took it over since."""
    return Indexed.objects.filter(pk=row.pk, taken_by=row.taken_by, tries=row.tries)
