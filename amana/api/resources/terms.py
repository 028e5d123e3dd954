"""Terms of an ending: what must be true for a case to be over, written down, met, dropped."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Schema

from amana.api.calling import Call, case_of
from amana.api.matching import unchanged
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Reason
from amana.cases.models import Case
from amana.handling.facts.stipulating import drop_term, meet_term, terms_of, write_term
from amana.handling.models import Term

room = Room("terms")


class TermOut(Schema):
    """What one side says must be true for a case to be over, and what was done for it."""

    key: UUID
    case: str
    text: str
    written_by: str
    at: datetime
    met_at: datetime | None
    done: str
    shown_by: UUID | None
    dropped_at: datetime | None


class TermsOut(Schema):
    terms: list[TermOut]


class TermGiven(Given):
    text: Line


class MetGiven(Given):
    """What was done for a term; `shown_by` is an entry both sides read."""

    done: Line
    shown_by: UUID | None = None


def term_out(row: Term, case: Case) -> TermOut:
    """Return a term of a case in its shape."""
    return TermOut(
        key=row.pk, case=case.number, text=row.text, written_by=row.written_by, at=row.at, met_at=row.met_at,
        done=row.done, shown_by=row.shown_by, dropped_at=row.dropped_at,
    )  # fmt: skip


def _found(request: Call, key: UUID) -> Term:
    rows = Term.objects.filter(case__in=Case.objects.visible_to(request.caller.viewer)).select_related("case")
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@room.read("cases/{number}/terms", scope=CASES_READ, name="list_terms", gives=TermsOut)
def list_terms(request: Call, number: str) -> TermsOut:
    """The terms that stand on a case, in the order they were written; those dropped are left out."""
    case = case_of(request, number)
    return TermsOut(terms=[term_out(row, case) for row in terms_of(case)])


@room.write("cases/{number}/terms", scope=CASES_WRITE, name="write_term", gives=TermOut, makes=True, matching="may")
def write_one_term(request: Call, number: str, given: TermGiven) -> Any:
    """Write down what must be true for a case to be over; both sides read it. The same words twice are one term."""
    case, caller = case_of(request, number), request.caller
    with unchanged(request, case, caller.viewer):
        row = write_term(case, given.text, by=caller.viewer, at=caller.at)
    return made(term_out(row, case))


@room.write("terms/{key}/fulfilment", scope=CASES_WRITE, name="meet_term", gives=TermOut, matching="may")
def meet_one_term(request: Call, key: UUID, given: MetGiven) -> TermOut:
    """Say that a term is met and by what. Twice changes nothing."""
    row, caller = _found(request, key), request.caller
    with unchanged(request, row.case, caller.viewer):
        meet_term(row, given.done, by=caller.viewer, at=caller.at, shown_by=given.shown_by)
    return term_out(_found(request, key), row.case)


@room.write("terms/{key}/withdrawal", scope=CASES_WRITE, name="drop_term", gives=TermOut, matching="may")
def drop_one_term(request: Call, key: UUID, given: Reason) -> TermOut:
    """Drop a term of our own, with the reason both sides read. Twice changes nothing."""
    row, caller = _found(request, key), request.caller
    with unchanged(request, row.case, caller.viewer):
        drop_term(row, why=given.why, by=caller.viewer, at=caller.at)
    return term_out(_found(request, key), row.case)
