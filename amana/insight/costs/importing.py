"""Bringing in who stayed, left or bought more: looked at first, taken in, and taken back as a whole; forgotten after a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.labelling import Field
from amana.insight.costs.matching import matched
from amana.insight.costs.reading import KEPT, read_outcomes
from amana.insight.models import Outcome, OutcomeImport
from amana.kit.codes import new_id
from amana.record.storing import insert_all
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer

MOST_NAMED = 50  # lines that are shown with what is wrong with them
LOOKED_AT_FOR = timedelta(days=1)
MOST_FORGOTTEN = 20


@transaction.atomic
def look_at_file(  # the parts of a file, each named at the call
    brand: Brand, content: bytes, *, name: str, by: Viewer, at: datetime, by_field: Field | None = None
) -> OutcomeImport:
    """Read a file and keep what it says, counting for nothing until it is taken in. Raises Refused, with the reason.

    Strangers are counted and not kept. What nobody takes in within a day is deleted.
    """
    agent = _must_lead(brand, by)
    read = read_outcomes(content, today=timezone.localdate(at))
    if not read.said and not read.rubbish:
        raise Refused(_("The file is empty."))
    people = matched((one.who for one in read.said), brand, by_field=by_field)
    row = OutcomeImport(
        id=new_id(), brand=brand, name=" ".join(name.split())[:200], by=agent, read_at=at,
        lines=len(read.said) + len(read.rubbish), unknown=sum(one.who not in people for one in read.said),
    )  # fmt: skip
    latest: dict[object, Outcome] = {}
    for one in read.said:
        if (person := people.get(one.who)) is None:
            continue
        if person in latest:
            read.rubbish.append((one.line, "again"))
        if person not in latest or one.on > latest[person].on:
            latest[person] = Outcome(brought=row, person_id=person, kind=one.kind, on=one.on)
    row.refused, row.rubbish = len(read.rubbish), [list(one) for one in sorted(read.rubbish)[:MOST_NAMED]]
    row.save(force_insert=True)
    insert_all(list(latest.values()))
    return row


@transaction.atomic
def take_in(row: OutcomeImport, *, by: Viewer, at: datetime) -> OutcomeImport:
    """Let a file count. Twice changes nothing; raises Refused when it was taken back or says nothing of anybody."""
    _must_lead(row.brand, by)
    row = OutcomeImport.objects.select_for_update(of=("self",)).select_related("brand").get(pk=row.pk)
    if row.undone_at is not None:
        raise Refused(_("This file was taken back."))
    if not row.rows.exists():
        raise Refused(_("The file says nothing of anybody who is known here."))
    if row.taken_at is None:
        row.taken_at = at
        row.save(update_fields=["taken_at"])
    return row


@transaction.atomic
def take_back(row: OutcomeImport, *, by: Viewer, at: datetime) -> None:
    """Take a file back, whole: what it said of people is deleted. Twice changes nothing."""
    agent = _must_lead(row.brand, by)
    if OutcomeImport.objects.filter(pk=row.pk, undone_at=None).update(undone_at=at, undone_by=agent):
        Outcome.objects.filter(brought=row).delete()


def forget(at: datetime) -> int:
    """Recurring: delete files nobody took in within a day, and all that is a year old; return how many files."""
    left = OutcomeImport.objects.filter(taken_at=None, read_at__lt=at - LOOKED_AT_FOR).order_by("read_at")
    old = OutcomeImport.objects.filter(read_at__lt=at - KEPT).order_by("read_at")
    keys = {*left.values_list("pk", flat=True)[:MOST_FORGOTTEN], *old.values_list("pk", flat=True)[:MOST_FORGOTTEN]}
    if keys:
        Outcome.objects.filter(brought__in=keys).delete()
        OutcomeImport.objects.filter(pk__in=keys).delete()
    return len(keys)


def _must_lead(brand: Brand, by: Viewer) -> Agent:
    if by.agent is None or not by.agent.is_lead or brand.pk not in by.brands:
        raise Refused(_("Only those who lead in this brand bring in such a file."))
    return by.agent


def kinds_in(row: OutcomeImport) -> dict[str, int]:
    """Return how many stayed, left and bought more by a file."""
    counted = dict(row.rows.order_by().values_list("kind").annotate(number=Count("pk")))
    return {kind: counted.get(kind, 0) for kind, _name in Outcome.KINDS}
