"""Going through the cases for what cannot be found yet, the newest first, a few at a time, where the last one stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from amana.cases.models import COMPANY, Case
from amana.record.reading import Read, read
from amana.search.indexing import KINDS, put
from amana.search.models import FileText, Indexed, Meaning, Slip, Walk, Word
from amana.search.owning import KINDS as OWN_KINDS

CASES = 25
LEASE = timedelta(minutes=2)
ONE = 1


@dataclass(frozen=True)
class Progress:
    """How many cases were gone through, of how many, and how much of what is found waits for the rest."""

    cases: int
    of: int
    waiting: int

    @property
    def is_done(self) -> bool:
        return self.cases >= self.of and not self.waiting


def is_walking(at: datetime) -> bool:
    """Whether there are cases to go through that nobody is going through at this moment."""
    return Walk.objects.filter(Q(taken_until=None) | Q(taken_until__lt=at), ended_at=None).exists()


def walk_some(*, worker: str, at: datetime, most: int = CASES) -> int:
    """Make findable what is missing in the next few cases; return how many cases were looked at.

    It can be stopped at any moment: a case begun is gone through again, and nothing is doubled.
    """
    walk = _take(worker, at)
    if walk is None:
        return 0
    rows = Case.objects.filter(pk__lt=walk.before) if walk.before else Case.objects.all()
    cases = list(rows.order_by("-pk").values_list("pk", "kept_by")[:most])
    said = [one for key, side in cases for one in _findable(read(key, side=COMPANY if side == COMPANY else "customer"))]
    with transaction.atomic():
        _put_missing(said)
        values = {"before": cases[-1][0], "cases": walk.cases + len(cases)} if cases else {}
        ended = at if len(cases) < most else None
        Walk.objects.filter(pk=ONE, taken_by=worker[:60]).update(
            ended_at=ended, taken_by="", taken_until=None, **values
        )
    return len(cases)


def _take(worker: str, at: datetime) -> Walk | None:
    free = Walk.objects.filter(Q(taken_until=None) | Q(taken_until__lt=at), pk=ONE, ended_at=None)
    if not free.update(taken_by=worker[:60], taken_until=at + LEASE):
        return None
    return Walk.objects.get(pk=ONE)


def _findable(entries: Sequence[Read]) -> list[Read]:
    # What was withdrawn from either side is found by neither.
    return [
        one
        for one in entries
        if (one.kind in KINDS or one.kind in OWN_KINDS) and one.content is not None and one.hidden_from is None
    ]


def _put_missing(said: Sequence[Read]) -> None:
    keys = [one.id for one in said]
    there: set[UUID] = set()
    for start in range(0, len(keys), 1_000):
        found = Indexed.objects.filter(entry__in=keys[start : start + 1_000], file=None)
        there |= set(found.values_list("entry", flat=True))
    put([one for one in said if one.id not in there])


def put_missing_of(cases: Sequence[Case]) -> None:
    """Make findable what of these own cases is not yet, as those of before this was kept; some cases at a time."""
    known = set(Indexed.objects.filter(case__in=cases).values_list("case", flat=True).distinct()) if cases else set()
    missing = [case for case in cases if case.pk not in known][:CASES]
    if missing:
        with transaction.atomic():
            _put_missing([one for case in missing for one in _findable(read(case.key, side="customer"))])


@transaction.atomic
def begin_again(at: datetime, *, afresh: bool = False) -> None:
    """Go through all cases once more; `afresh` forgets first what is there, so that a better way of dividing words counts."""
    if afresh:
        for model in (FileText, Meaning, Slip, Word, Indexed):
            model.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words")
    Walk.objects.update_or_create(
        pk=ONE, defaults={"before": None, "cases": 0, "began_at": at, "ended_at": None, "taken_by": "", "taken_until": None}
    )  # fmt: skip


def progress() -> Progress:
    """Return how far it is; counts every case, so it is for `amana reindex` and `amana doctor` and for no page."""
    walk = Walk.objects.filter(pk=ONE).first()
    total = Case.objects.count()
    done = total if walk is None or walk.ended_at else min(walk.cases, total)
    return Progress(done, total, Indexed.objects.filter(worked_at=None).count())
