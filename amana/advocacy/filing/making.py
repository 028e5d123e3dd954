"""Making a large file beside the pages: asked for, taken in hand by one worker, made with its progress told, kept for a day."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from amana.advocacy.filing.choosing import READERS, Choice
from amana.advocacy.filing.composing import file_pdf
from amana.advocacy.models import Making
from amana.cases.models import Case
from amana.kit.codes import key_in
from amana.post.models import File
from amana.post.storing import discard, fetch, keep
from amana.record.appending import Appended
from amana.record.reading import head
from amana.team.viewing import owner

log = logging.getLogger(__name__)

# From so much on a page would wait too long: entries of the record, files of the case, bytes in them.
MANY_ENTRIES, MANY_FILES, MANY_BYTES = 300, 8, 4 * 2**20
LARGEST = 300 * 2**20
LEASE = timedelta(minutes=20)
TRIES = 2
KEPT_FOR = timedelta(days=1)


def is_large(case: Case, choice: Choice) -> bool:
    """Whether this file takes longer to make than somebody waits for a page; two small queries."""
    if head(case.key)[0] > MANY_ENTRIES:
        return True
    if not choice.with_exhibits:
        return False
    sizes = list(File.objects.filter(case=case.key).values_list("size", flat=True)[: MANY_FILES + 1])
    return len(sizes) > MANY_FILES or sum(sizes) > MANY_BYTES


def ask(case: Case, choice: Choice, *, at: datetime) -> Making:
    """Ask for a file; while one of this case is being made, that one."""
    try:
        with transaction.atomic():
            return Making.objects.create(case=case, choice=_written(choice), asked_at=at)
    except IntegrityError:
        return Making.objects.get(case=case, ended_at=None)


def latest(case: Case) -> Making | None:
    """Return the file of a case that is being made, or was made or failed last; None when there is none."""
    return Making.objects.filter(case=case).order_by("-asked_at").first()


def bytes_of(row: Making) -> bytes:
    """Return a file that was made. Raises Damaged when it is there no longer."""
    return fetch(row.file_key, sha256=row.sha256)


def waiting(at: datetime) -> QuerySet[Making]:
    """Return what is asked for and in nobody's hands, the oldest first."""
    return Making.objects.filter(Q(taken_until=None) | Q(taken_until__lt=at), ended_at=None).order_by("asked_at")


def make_one(*, at: datetime) -> bool:
    """Make the file that was asked for first; return whether there was one. Of two workers one makes it."""
    row = waiting(at).select_related("case__owner", "case__customer", "case__company").first()
    if row is None:
        return False
    mine = Making.objects.filter(pk=row.pk, ended_at=None, taken_until=row.taken_until)
    if not mine.update(taken_until=at + LEASE, tries=F("tries") + 1):
        return False
    if row.tries >= TRIES:
        _end(row, at=at)
        return True
    try:
        _make(row, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # the worker's edge: one case that cannot be printed stops no other
        log.warning("the file of case %s was not made: %s", row.case.number, type(error).__name__, exc_info=error)
        if row.tries + 1 >= TRIES:
            _end(row, at=at)
        else:
            Making.objects.filter(pk=row.pk).update(taken_until=None)
    return True


def _make(row: Making, *, at: datetime) -> None:
    assert row.case.owner is not None

    def told(done: int, steps: int) -> None:
        Making.objects.filter(pk=row.pk).update(done=done, steps=steps)

    filed = file_pdf(row.case, choice_of(row), by=owner(row.case.owner), at=at, on_step=told)
    if len(filed.content) > LARGEST:
        _end(row, at=at)
        return
    key = keep(filed.content)
    values = {"file_key": key, "sha256": filed.sha256, "size": len(filed.content)}
    if not Making.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now(), taken_until=None, **values):
        discard(key)  # its case was deleted meanwhile


def _end(row: Making, *, at: datetime) -> None:
    """End it without a file."""
    Making.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at, taken_until=None)


def forget(at: datetime) -> int:
    """Delete the files that were made more than a day ago; return how many."""
    return let_go(Making.objects.filter(ended_at__lt=at - KEPT_FOR))


@transaction.atomic
def let_go(rows: QuerySet[Making]) -> int:
    """Delete these rows, and their files once that is certain; return how many."""
    found = dict(rows.values_list("pk", "file_key")[:200])
    for key in filter(None, found.values()):
        transaction.on_commit(partial(discard, key))
    return Making.objects.filter(pk__in=found).delete()[0]


def forget_erased(entries: Sequence[Appended]) -> None:
    """Reaction: what was erased or withdrawn stands in no file that waits to be fetched."""
    rows = Making.objects.filter(case__in={one.book for one in entries})
    if rows.exists():
        let_go(rows)


def _written(choice: Choice) -> dict[str, Any]:
    return {
        "language": choice.language, "reader": choice.reader, "with_costs": choice.with_costs, "with_claims": choice.with_claims,
        "with_exhibits": choice.with_exhibits, "papers": sorted(str(key) for key in choice.papers),
    }  # fmt: skip


def choice_of(row: Making) -> Choice:
    """Return what was chosen when this file was asked for."""
    says = row.choice
    papers: set[UUID] = {key for one in says.get("papers", []) if (key := key_in(str(one)))}
    return Choice(
        language=str(says["language"]),
        reader=next((one for one in READERS if one == says.get("reader")), "company"),
        with_costs=bool(says.get("with_costs")),
        with_claims=bool(says.get("with_claims")),
        with_exhibits=bool(says.get("with_exhibits")),
        papers=frozenset(papers),
    )
