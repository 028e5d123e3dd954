"""Messages that are not in any case: held for a person to look at, or set aside because they owe nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.desk.casework.entries import eml
from amana.desk.entering import Seat, seated
from amana.desk.framing import counted, page
from amana.desk.paging import cursor_in, page_of, pages
from amana.handling.intake.admitting import admit
from amana.handling.intake.receiving import retry
from amana.post.models import ASIDE, HELD, RawMessage
from amana.wording.held_reasons import retold


@seated
@require_safe
def held(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What could not be put into a case, each with the reason."""
    return _list(request, seat, RawMessage.objects.held().visible_to(seat.viewer), name="held")


@seated
@require_safe
def set_aside(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Newsletters, notices and the like: they owe nothing, and one key brings one back."""
    return _list(request, seat, RawMessage.objects.set_aside().visible_to(seat.viewer), name="set_aside")


def _list(request: HttpRequest, seat: Seat, rows: QuerySet[RawMessage], *, name: str) -> HttpResponse:
    found, following = page_of(rows.defer("body"), by="received_at", after=cursor_in(request), newest_first=True)
    numbers = _numbers(seat, found)
    context = {
        "rows": [_row(row, numbers) for row in found],
        "count": counted(rows),
        "is_held": name == "held",
        "pages": pages(request, following),
    }
    return page(request, seat, "desk/held.html", context, name=name)


def _numbers(seat: Seat, rows: list[RawMessage]) -> dict[UUID, str]:
    """Return the numbers of the cases that held messages say they answer, as far as this agent may see them."""
    keys = {row.case for row in rows if row.case}
    return dict(Case.objects.visible_to(seat.viewer).filter(pk__in=keys).values_list("pk", "number"))


def _row(row: RawMessage, numbers: dict[UUID, str]) -> dict[str, Any]:
    return {
        "sender": row.sender or row.envelope_from or _("an unknown sender"),
        "subject": row.subject or _("no subject"),
        "reason": retold(row.reason),
        "at": row.received_at,
        "case_number": numbers.get(row.case, "") if row.case else "",
        "raw_url": reverse("desk:mail_raw", args=[row.pk]),
        "retry_url": reverse("desk:mail_retry", args=[row.pk]),
        "admit_url": reverse("desk:mail_admission", args=[row.pk]),
    }


def _found(seat: Seat, key: UUID) -> RawMessage:
    """Return a message that is in no case; those in one are seen through their case alone. Raises Http404."""
    return get_object_or_404(RawMessage.objects.visible_to(seat.viewer), pk=key, state__in=[HELD, ASIDE])


@seated
@require_safe
def mail_raw(_request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """The message exactly as it came, as a file."""
    return eml(_found(seat, key), name=f"{key}.eml")


@seated
@require_POST
def mail_retry(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Have a message looked at again, as when it was held by a fault that is mended."""
    row = _found(seat, key)
    if retry(row, at=seat.at):
        messages.success(request, _("It is looked at again within a moment."))
    return redirect("desk:held" if row.state == HELD else "desk:set_aside")


@seated
@require_POST
def mail_admission(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """It is a person's matter: a case of its own, or part of the one whose number is given."""
    row = _found(seat, key)
    number = request.POST.get("number", "").strip().upper()
    into = Case.objects.visible_to(seat.viewer).filter(number=number).first() if number else None
    if number and into is None:
        raise Refused(_("There is no case with the number %(number)s.") % {"number": number})
    case = admit(row, into=into, by=seat.viewer, at=seat.at)
    if case is None or not Case.objects.visible_to(seat.viewer).filter(pk=case.pk).exists():
        return redirect("desk:held" if row.state == HELD else "desk:set_aside")
    return redirect("desk:case", number=case.number)
