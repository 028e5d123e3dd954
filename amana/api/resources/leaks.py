"""What leaks on a case, as its record shows it, and saying that it is not so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from ninja import Schema

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.rooming import Room
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line
from amana.language.masking import masked
from amana.review.leaks.disputing import dispute, reinstate
from amana.review.leaks.wording import is_of_the_place, reason_of
from amana.review.models import Leak

room = Room("leaks")


class LeakOut(Schema):
    """One leak: which, how strongly it shows (1 to 3), and in a sentence by what. Of the place, no entry is named."""

    key: UUID
    case: str
    kind: str
    strength: int
    words: str
    entries: list[UUID]
    at: datetime
    disputed_at: datetime | None
    disputed_why: str


class LeaksOut(Schema):
    leaks: list[LeakOut]


class NotSoGiven(Given):
    """Why it is not so; colleagues read it."""

    why: Line


def _leak_out(row: Leak, at: datetime) -> LeakOut:
    return LeakOut(
        key=row.pk, case=row.case.number, kind=row.kind, strength=row.strength, at=row.at,
        words=masked(reason_of(row, zone=timezone.get_current_timezone(), now=at)),
        entries=[] if is_of_the_place(row) else [UUID(str(key)) for key in row.entries],
        disputed_at=row.disputed_at, disputed_why=masked(row.disputed_why),
    )  # fmt: skip


def _found(request: Call, number: str, key: UUID) -> Leak:
    row = Leak.objects.select_related("case").filter(pk=key, case=case_of(request, number)).first()
    if row is None:
        raise Http404
    return row


@room.read("cases/{number}/leaks", scope=CASES_READ, name="list_leaks", gives=LeaksOut)
def list_leaks(request: Call, number: str) -> LeaksOut:
    """What the record of a case shows to leak now, the gravest first; those said not to be so stand at the end."""
    rows = list(Leak.objects.select_related("case").filter(case=case_of(request, number), gone_at=None))
    rows.sort(key=lambda row: (row.disputed_at is not None, -row.strength, row.kind))
    return LeaksOut(leaks=[_leak_out(row, request.caller.at) for row in rows])


@room.write("cases/{number}/leaks/{key}/dispute", scope=CASES_WRITE, name="dispute_leak", gives=LeakOut, matching="may")
def dispute_leak(request: Call, number: str, key: UUID, given: NotSoGiven) -> LeakOut:
    """Say that a leak is not so; it counts in no sum from then on. Twice changes nothing."""
    row, caller = _found(request, number, key), request.caller
    with unchanged(request, row.case, caller.viewer):
        dispute(row, why=given.why, by=caller.viewer, at=caller.at)
    return _leak_out(_found(request, number, key), caller.at)


@room.write(
    "cases/{number}/leaks/{key}/return", scope=CASES_WRITE, name="reinstate_leak", gives=LeakOut, matching="may"
)
def reinstate_leak(request: Call, number: str, key: UUID) -> LeakOut:
    """Say that a leak stands after all. Twice changes nothing."""
    row, caller = _found(request, number, key), request.caller
    with unchanged(request, row.case, caller.viewer):
        reinstate(row, by=caller.viewer, at=caller.at)
    return _leak_out(_found(request, number, key), caller.at)
