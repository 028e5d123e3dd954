"""Cases: the queue, one case, and opening one."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from amana.api.calling import Call, Caller, case_of
from amana.api.matching import etag_of_case, tagged
from amana.api.paging import Paged, name_of, page_of
from amana.api.rooming import Room, made
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Day, Given, Line, Ref, Text, ref
from amana.cases.models import COMPANY, Case, Tagged
from amana.handling.opening import open_case
from amana.language.masking import masked
from amana.people.models import Person
from amana.team.models import Brand

room = Room("cases")
# With a filter, a page looks through this many cases of its list at most; the next page goes on from there.
LOOKED_THROUGH = 2000
ME, NOBODY = "me", "nobody"


class NextStep(Schema):
    """What is due next: whose turn it is, by when, why, and the promise it follows from."""

    waiting_for: str
    due_at: datetime | None
    reason: str
    promise: UUID | None


class CaseOut(Schema):
    """A case as the desk shows it in a list."""

    key: UUID
    number: str
    subject: str
    state: str
    kept_by: Literal["company", "customer"]
    brand: Ref | None
    company: Ref | None
    customer: Ref | None
    holder: Ref | None
    language: str
    channel: str
    opened_at: datetime
    closed_at: datetime | None
    next_step: NextStep
    standstill: bool


class CasesOut(Schema):
    """A page of cases. With a filter a page may be short, or empty, and go on all the same: as long as there is a `next`."""

    cases: list[CaseOut]
    next: str | None


class CasesAsked(Paged):
    """Which cases: those that are open, in the order of the queue, or those that are closed, the latest first."""

    state: Literal["open", "closed"] = "open"
    holder: UUID | Literal["", "me", "nobody"] = ""
    waiting_for: Literal["", "company", "customer"] = ""
    brand: UUID | None = None
    team: UUID | None = None
    customer: UUID | None = None
    tag: UUID | None = None
    language: Annotated[str, Field(pattern="^(|he|ar|en)$")] = ""
    standstill: bool | None = None
    opened_since: Day | None = None
    opened_until: Day | None = None


class CaseGiven(Given):
    """A case opened by hand: from a call, a visit, or another system."""

    customer: UUID
    brand: UUID
    subject: Line = ""
    text: Text


def case_out(case: Case) -> CaseOut:
    """Return a case in its shape; needs brand, company, customer and holder at hand."""
    step = NextStep(
        waiting_for=case.waiting_for, due_at=case.next_due_at, reason=case.next_reason, promise=case.next_commitment
    )
    subject = masked(case.subject) if case.kept_by == COMPANY else case.subject
    return CaseOut(
        key=case.key, number=case.number, subject=subject, state=case.state, kept_by=case.kept_by,
        brand=ref(case.brand), company=ref(case.company), customer=ref(case.customer), holder=ref(case.holder),
        language=case.language, channel=case.channel, opened_at=case.opened_at, closed_at=case.closed_at,
        next_step=step, standstill=case.is_standstill,
    )  # fmt: skip


@room.read("cases", scope=CASES_READ, name="list_cases", gives=CasesOut, for_owners=True)
def list_cases(request: Call, asked: Query[CasesAsked]) -> CasesOut:
    """Cases of the brands this caller serves: the open ones as the queue orders them, the closed ones latest first."""
    is_open = asked.state == "open"
    by = "queue_at" if is_open else "closed_at"
    rows = Case.objects.visible_to(request.caller.viewer).filter(state=asked.state)
    of = name_of("cases", asked)
    named = _related(rows)
    narrowed = _narrowed(named, asked, request)
    if narrowed is named:
        found, following = page_of(named, asked, of=of, by=by, newest_first=not is_open)
    else:
        found, following = page_of(
            named, asked, of=of, by=by, newest_first=not is_open, within=(narrowed, LOOKED_THROUGH)
        )
    return CasesOut(cases=[case_out(case) for case in found], next=following)


def _related(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.select_related("brand", "company", "customer", "holder__account")


def _narrowed(rows: QuerySet[Case], asked: CasesAsked, request: Call) -> QuerySet[Case]:
    """Return the cases that answer to every filter; each filter is named here, and nothing else reaches a query."""
    wanted: dict[str, Any] = {  # Any: values of columns
        "waiting_for": asked.waiting_for or None,
        "brand": asked.brand,
        "team": asked.team,
        "customer": asked.customer,
        "language": asked.language or None,
        "is_standstill": asked.standstill,
        "opened_at__gte": _midnight(asked.opened_since) if asked.opened_since else None,
        "opened_at__lt": _midnight(asked.opened_until, after=True) if asked.opened_until else None,
    }
    for name, value in wanted.items():
        if value is not None:
            rows = rows.filter(**{name: value})
    if asked.holder == NOBODY:
        rows = rows.filter(holder=None)
    elif isinstance(asked.holder, UUID):
        rows = rows.filter(holder=asked.holder)
    elif asked.holder == ME:
        rows = rows.filter(holder=request.caller.agent)
    if asked.tag is not None:
        rows = rows.filter(Exists(Tagged.objects.filter(case=OuterRef("pk"), tag_id=asked.tag)))
    return rows


def _midnight(day: date, *, after: bool = False) -> datetime:
    """Return the beginning of a day in the caller's zone, or its end."""
    return timezone.make_aware(datetime.combine(day, time.max if after else time.min))


@room.read("cases/{number}", scope=CASES_READ, name="get_case", gives=CaseOut, tagged=True, for_owners=True)
def get_case(request: Call, response: HttpResponse, number: str) -> Any:
    """One case, by its number."""
    case = case_of(request, number)
    return tagged(request, response, case_out(case), etag=etag_of_case(case, request.caller.viewer))


@room.write("cases", scope=CASES_WRITE, name="open_case", gives=CaseOut, makes=True)
def open_one(request: Call, response: HttpResponse, given: CaseGiven) -> Any:
    """Open a case for a customer. What was said is its first entry, as noted by us; the caller holds it."""
    case = open_for(request.caller, given)
    response["Location"] = f"/api/v1/cases/{case.number}"
    return made(case_out(case))


def open_for(caller: Caller, given: CaseGiven) -> Case:
    """Open a case for a customer of one of the caller's brands. Raises Http404 for others, and Refused."""
    brand = Brand.objects.filter(pk=given.brand, pk__in=caller.viewer.brands).select_related("company", "week").first()
    customer = Person.objects.filter(pk=given.customer).select_related("company").first()
    if brand is None or customer is None or not _may_name(customer, brand):
        raise Http404
    return open_case(customer, brand, subject=given.subject, text=given.text, by=caller.viewer, at=caller.at)


def _may_name(customer: Person, brand: Brand) -> bool:
    """Whether this is a customer of the brand already; of others nobody learns here that they are known."""
    return Case.objects.filter(customer=customer, brand=brand).exists()
