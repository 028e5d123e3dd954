"""Messages that are in no case: held for a person to look at, or set aside because they owe nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import Http404
from ninja import Query, Schema

from amana.api.calling import Call, case_of
from amana.api.paging import Paged, name_of, page_of
from amana.api.resources.cases import CaseOut, case_out
from amana.api.rooming import Room
from amana.api.scopes import CASES_READ, CASES_WRITE
from amana.api.shapes import Given, Line
from amana.cases.models import Case
from amana.handling.intake.admitting import admit
from amana.handling.intake.receiving import retry
from amana.language.masking import masked
from amana.post.models import ASIDE, HELD, RawMessage
from amana.wording.held_reasons import retold

room = Room("held mail")


class HeldOut(Schema):
    """A message as it came, with why it is in no case. `case` is the one it says it answers, where the caller may see it."""

    key: UUID
    state: str
    sender: str
    subject: str
    reason: str
    received_at: datetime
    case: str | None


class HeldMailOut(Schema):
    messages: list[HeldOut]
    next: str | None


class HeldAsked(Paged):
    """Which: held for a person to look at, or set aside as owing nothing; the latest first."""

    state: Literal["held", "aside"] = "held"


class AdmissionGiven(Given):
    """The case it belongs to; a case of its own where none is named."""

    case: Line = ""


class AdmittedOut(Schema):
    """The case it is in now; null where that is one the caller does not see."""

    case: CaseOut | None


class LookedAtOut(Schema):
    """Whether this call had it looked at again; false where it was under way already."""

    is_looked_at: bool


def _held_out(row: RawMessage, numbers: dict[UUID, str]) -> HeldOut:
    return HeldOut(
        key=row.pk, state=row.state, sender=row.sender or row.envelope_from, subject=masked(row.subject),
        reason=retold(row.reason), received_at=row.received_at, case=numbers.get(row.case) if row.case else None,
    )  # fmt: skip


def _found(request: Call, key: UUID) -> RawMessage:
    """Return a message that is in no case; those in one are seen through their case alone. Raises Http404."""
    rows = RawMessage.objects.visible_to(request.caller.viewer).filter(state__in=[HELD, ASIDE])
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@room.read("held-mail", scope=CASES_READ, name="list_held_mail", gives=HeldMailOut)
def list_held_mail(request: Call, asked: Query[HeldAsked]) -> HeldMailOut:
    """What could not be put into a case, or owes nothing, each with the reason."""
    viewer = request.caller.viewer
    rows = RawMessage.objects.held() if asked.state == "held" else RawMessage.objects.set_aside()
    seen = rows.visible_to(viewer).defer("body")
    found, following = page_of(seen, asked, of=name_of("held mail", asked), by="received_at", newest_first=True)
    keys = {row.case for row in found if row.case}
    numbers = dict(Case.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", "number"))
    return HeldMailOut(messages=[_held_out(row, numbers) for row in found], next=following)


@room.write("held-mail/{key}/admission", scope=CASES_WRITE, name="admit_mail", gives=AdmittedOut)
def admit_mail(request: Call, key: UUID, given: AdmissionGiven) -> AdmittedOut:
    """Say that it is a person's matter: a case of its own, or part of the one that is named."""
    row, caller = _found(request, key), request.caller
    into = case_of(request, given.case) if given.case else None
    case = admit(row, into=into, by=caller.viewer, at=caller.at)
    if case is None:
        raise Http404
    seen = Case.objects.visible_to(caller.viewer).filter(pk=case.pk).exists()
    return AdmittedOut(case=case_out(case_of(request, case.number)) if seen else None)


@room.write("held-mail/{key}/retry", scope=CASES_WRITE, name="retry_mail", gives=LookedAtOut)
def retry_mail(request: Call, key: UUID) -> LookedAtOut:
    """Have a message looked at again, as when it was held by a fault that is mended."""
    return LookedAtOut(is_looked_at=retry(_found(request, key), at=request.caller.at))
