"""Twelve months after words were said they count no longer, and nothing is kept of them but the sealed record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.cases.models import Case
from amana.kit.codes import key_in
from amana.record.appending import SYSTEM, Appended, Line, append
from amana.review.conduct.models import ConductIncident, ConductStep, Relief
from amana.review.conduct.stepping import REMEMBERED, take_of

BATCH = 200


def lapse(at: datetime) -> int:
    """Recurring: erase what was said twelve months ago, and the steps that rested on nothing else; return how many incidents.

    A customer's steps are in one transaction; both sides read in the record that they count no longer.
    """
    free = Relief.objects.filter(at__lte=at - REMEMBERED).order_by("at").values_list("pk", flat=True)
    Relief.objects.filter(pk__in=list(free[:BATCH])).delete()
    old = ConductIncident.objects.filter(said_at__lte=at - REMEMBERED).order_by("said_at", "pk")
    return sum(_lapse(key, case, at=at) for key, case in list(old.values_list("pk", "case_id")[:BATCH]))


@transaction.atomic
def _lapse(key: UUID, case_key: UUID, *, at: datetime) -> int:
    take_of(Case.objects.get(pk=case_key))
    row = ConductIncident.objects.filter(pk=key).first()
    if row is None:
        return 0
    _let_go(row, at=at)
    return 1


def forget(entries: Sequence[Appended]) -> None:
    """Reaction to `entry.erased`: an incident goes with the words it quotes, and with it what rested on nothing else.

    The caller holds the case.
    """
    about = [key for one in entries if (key := key_in(str(one.content["about"])))]
    for row in ConductIncident.objects.filter(case__in={one.book for one in entries}, entry__in=about).order_by("pk"):
        _let_go(row, at=max(one.at for one in entries))


def _let_go(row: ConductIncident, *, at: datetime) -> None:
    resting = list(row.steps.all())
    row.delete()
    over = [step for step in resting if not step.incidents.exists()]
    ConductStep.objects.filter(pk__in=[step.pk for step in over]).delete()
    for book in dict.fromkeys(step.case_id for step in over if step.state == ConductStep.TOLD):
        kinds = [step.kind for step in over if step.case_id == book and step.state == ConductStep.TOLD]
        append(Line(book, "conduct.lapsed", SYSTEM, at, {"steps": kinds}))
