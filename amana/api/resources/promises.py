"""Promises: what is owed and by whom, made, kept, moved, let off, disputed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Schema

from amana.api.calling import Call, case_of
from amana.api.matching import tagged, unchanged
from amana.api.paging import Paged, name_of, page_of
from amana.api.rooming import Room, View, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line, Moment, Reason, Ref, ref
from amana.cases.errors import Refused
from amana.cases.models import COMPANY, Case
from amana.commitments import claiming, keeping, noticing, offering
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.language.masking import masked
from amana.team.models import Agent

room = Room("promises")
# A page of the list looks through this many promises at most, of whichever brand; the next page goes on from there.
LOOKED_THROUGH = 2000


class PromiseOut(Schema):
    """A promise: who owes what to the other side, by when, and how it stands."""

    key: UUID
    case: str
    promiser: str
    owner: Ref | None
    action: str
    quote: str
    due_at: datetime | None
    state: str
    origin: str
    firmness: str
    is_late: bool
    made_at: datetime
    ended_at: datetime | None
    said_in: UUID | None
    ended_in: UUID | None
    replaced_by: UUID | None


class PromisesOut(Schema):
    """A page of promises. A page of the list may be short, or empty, and goes on as long as there is a `next`."""

    promises: list[PromiseOut]
    next: str | None


class PromisesAsked(Paged):
    """Outstanding promises of the company, the first due first: one's own, or all of one's brands."""

    whose: Literal["mine", "all"] = "mine"


class PromiseGiven(Given):
    """A promise to be made. `owner` is an agent's key, oneself when left out; a promise of the customer is theirs."""

    action: Line
    due_at: Moment
    promiser: Literal["company", "customer"] = "company"
    owner: UUID | None = None


class KeptGiven(Given):
    shown_by: UUID | None = None
    note: Line = ""


class TimeGiven(Given):
    due_at: Moment
    why: Line = ""


class OwnerGiven(Given):
    owner: UUID
    why: Line


class SettledGiven(Given):
    was_kept: bool
    why: Line = ""


class ConfirmedGiven(Given):
    due_at: Moment
    action: Line = ""


class SaidGiven(Given):
    text: Line = ""


class ShownByGiven(Given):
    """An entry both sides read that tells what was said, and a word beside it."""

    shown_by: UUID
    text: Line = ""


def promise_out(row: Commitment, *, at: datetime) -> PromiseOut:
    """Return a promise in its shape; needs the case and the owner at hand."""
    return PromiseOut(
        key=row.pk, case=row.case.number, promiser=row.promiser, owner=ref(row.owner),
        action=masked(row.action), quote=masked(row.quote), due_at=row.due_at, state=row.state, origin=row.origin, firmness=row.firmness,
        is_late=row.is_late(at), made_at=row.made_at, ended_at=row.ended_at, said_in=row.said_in,
        ended_in=row.ended_in, replaced_by=row.replaced_by_id,
    )  # fmt: skip


def _named(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    return rows.select_related("case", "owner_agent__account", "owner_person", "owner_company")


def promise_now(key: UUID, *, at: datetime) -> PromiseOut:
    """Return a promise as it stands now; for whoever has just done something with it."""
    return promise_out(_named(Commitment.objects.filter(pk=key)).get(), at=at)


def _found(request: Call, key: UUID) -> Commitment:
    row = _named(Commitment.objects.visible_to(request.caller.viewer)).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@room.read("promises", scope=CASES_READ, name="list_promises", gives=PromisesOut)
def list_promises(request: Call, asked: Query[PromisesAsked]) -> PromisesOut:
    """What we owe, the first due first."""
    caller = request.caller
    rows = _named(Commitment.objects.outstanding())
    if asked.whose == "mine":
        rows = rows.filter(owner_agent=caller.agent)
    # Asked of each promise in turn, as in `visible_to`, once the page's part of the list is known.
    cases = Case.objects.visible_to(caller.viewer).filter(pk=OuterRef("case_id"))
    seen = rows.filter(Exists(cases), promiser=COMPANY)
    of = name_of("promises", asked)
    found, following = page_of(rows, asked, of=of, by="due_at", within=(seen, LOOKED_THROUGH))
    return PromisesOut(promises=[promise_out(row, at=caller.at) for row in found], next=following)


@room.read(
    "cases/{number}/promises", scope=CASES_READ, name="list_promises_of_case", gives=PromisesOut, for_owners=True
)
def list_promises_of_case(request: Call, number: str, asked: Query[Paged]) -> PromisesOut:
    """Every promise of a case by either side, in the order they were made, those that ended too."""
    case, caller = case_of(request, number), request.caller
    rows = Commitment.objects.visible_to(caller.viewer).filter(case=case)
    found, following = page_of(_named(rows), asked, of=f"promises of {case.key}", by="made_at")
    return PromisesOut(promises=[promise_out(row, at=caller.at) for row in found], next=following)


@room.read("promises/{key}", scope=CASES_READ, name="get_promise", gives=PromiseOut, tagged=True, for_owners=True)
def get_promise(request: Call, response: HttpResponse, key: UUID) -> Any:
    """One promise."""
    return tagged(request, response, promise_out(_found(request, key), at=request.caller.at))


@room.write(
    "cases/{number}/promises", scope=CASES_WRITE, name="make_promise", gives=PromiseOut, makes=True, matching="may"
)
def make_promise(request: Call, number: str, given: PromiseGiven) -> Any:
    """Enter a promise into the ledger: with an owner, a due time, and a line in the record both sides read."""
    case, caller = case_of(request, number), request.caller
    owner = _owner(request, case, given)
    draft = Draft(action=given.action, due_at=given.due_at, promiser=given.promiser, owner=owner)
    with unchanged(request, case, caller.viewer):
        (row,) = make(case, [draft], by=caller.viewer, at=caller.at)
    return made(promise_out(_found(request, row.pk), at=caller.at))


def _owner(request: Call, case: Case, given: PromiseGiven) -> Any:  # Any: an agent or the customer
    if given.promiser != COMPANY:
        return case.customer
    return request.caller.agent if given.owner is None else _colleague(case, given.owner)


def _colleague(case: Case, key: UUID) -> Agent:
    rows = Agent.objects.serving().filter(brands=case.brand_id).select_related("account")
    agent = rows.filter(pk=key).first()
    if agent is None:
        raise Refused(_("There is no such colleague."))
    return agent


def _change(path: str, *, name: str, for_owners: bool = False) -> Callable[[View], View]:
    """A change of one promise; it answers with the promise as it is then."""
    return room.write(
        f"promises/{{key}}/{path}", scope=CASES_WRITE, name=name, gives=PromiseOut, matching="may",
        for_owners=for_owners,
    )  # fmt: skip


def _changed(request: Call, key: UUID, do: Callable[[Commitment], object]) -> PromiseOut:
    """Change a promise by a verb, and return it as it is then."""
    row = _found(request, key)
    with unchanged(request, row.case, request.caller.viewer):
        do(row)
    return promise_out(_found(request, key), at=request.caller.at)


@_change("fulfilment", name="keep_promise", for_owners=True)
def keep_promise(request: Call, key: UUID, given: KeptGiven) -> PromiseOut:
    """Say that a promise was kept, and by which entry that is seen. Twice changes nothing."""
    caller = request.caller
    return _changed(request, key, lambda row: keeping.keep(row, by=caller.viewer, at=caller.at,
                                                           shown_by=given.shown_by, note=given.note))  # fmt: skip


@_change("breach", name="admit_broken", for_owners=True)
def admit_broken(request: Call, key: UUID, given: Reason) -> PromiseOut:
    """Say that a promise was not kept and will not be, and why."""
    caller = request.caller
    return _changed(request, key, lambda row: keeping.admit_broken(row, by=caller.viewer, at=caller.at, why=given.why))


@_change("offers", name="offer_time", for_owners=True)
def offer_time(request: Call, key: UUID, given: TimeGiven) -> PromiseOut:
    """Offer another time; the promise stays as it was until the other side agrees."""
    caller = request.caller
    return _changed(request, key, lambda row: offering.offer_time(row, due_at=given.due_at, why=given.why,
                                                                  by=caller.viewer, at=caller.at))  # fmt: skip


@_change("owner", name="pass_promise_on")
def pass_promise_on(request: Call, key: UUID, given: OwnerGiven) -> PromiseOut:
    """Give a promise of ours another owner."""
    caller = request.caller

    def pass_on(row: Commitment) -> None:
        if row.promiser != COMPANY or not row.is_outstanding:
            raise Refused(_("This promise has already ended."))
        to = _colleague(row.case, given.owner)
        keeping.pass_on([row], to=to, why=given.why, by=caller.viewer, at=caller.at)

    return _changed(request, key, pass_on)


@_change("release", name="release_promise", for_owners=True)
def release_promise(request: Call, key: UUID, given: Reason) -> PromiseOut:
    """Let the other side off a promise; only the side it was made to may."""
    caller = request.caller
    return _changed(request, key, lambda row: keeping.release(row, by=caller.viewer, at=caller.at, why=given.why))


@_change("dispute", name="dispute_promise", for_owners=True)
def dispute_promise(request: Call, key: UUID, given: SaidGiven) -> PromiseOut:
    """Answer "this was not kept"; only the side it was made to may."""
    caller = request.caller
    return _changed(request, key, lambda row: keeping.dispute(row, by=caller.viewer, at=caller.at, text=given.text))


@_change("settlement", name="settle_dispute")
def settle_dispute(request: Call, key: UUID, given: SettledGiven) -> PromiseOut:
    """End a dispute, with a reason both sides read."""
    caller = request.caller
    return _changed(request, key, lambda row: keeping.settle_dispute(row, by=caller.viewer, at=caller.at,
                                                                     was_kept=given.was_kept, why=given.why))  # fmt: skip


@_change("confirmation", name="confirm_promise")
def confirm_promise(request: Call, key: UUID, given: ConfirmedGiven) -> PromiseOut:
    """Enter into the ledger what was noticed in a message, or what the customer remembers."""
    caller = request.caller

    def confirm(row: Commitment) -> None:
        if row.origin == Commitment.CLAIMED:
            claiming.accept(row, due_at=given.due_at, by=caller.viewer, at=caller.at)
        else:
            noticing.confirm(row, due_at=given.due_at, action=given.action, by=caller.viewer, at=caller.at)

    return _changed(request, key, confirm)


@_change("dismissal", name="dismiss_promise")
def dismiss_promise(request: Call, key: UUID) -> PromiseOut:
    """Say that what was noticed is no promise; nothing of it enters the record."""

    def dismiss(row: Commitment) -> None:
        if row.origin == Commitment.CLAIMED:
            raise Http404
        noticing.dismiss(row, at=request.caller.at)

    return _changed(request, key, dismiss)


@_change("answer", name="answer_claim")
def answer_claim(request: Call, key: UUID, given: ShownByGiven) -> PromiseOut:
    """Answer what the customer remembers with the entry that tells what was said; nothing enters the ledger."""
    caller = request.caller
    return _changed(request, key, lambda row: claiming.show(row, key=given.shown_by, text=given.text,
                                                            by=caller.viewer, at=caller.at))  # fmt: skip
