"""What leaks on a case, as its record shows it: with the entries, the opposite act a click away, and "not so"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.cases.models import Case
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.saying import ReasonForm
from amana.desk.promising.opposing import opposite_act
from amana.record.reading import Read
from amana.review.leaks.disputing import dispute, reinstate
from amana.review.leaks.wording import is_of_the_place, reason_of, strength_of
from amana.review.models import Leak
from amana.review.opposing import OPPOSITES


def leaks_card(case: Case, seat: Seat, entries: Sequence[Read]) -> list[dict[str, Any]]:
    """Return what desk/promising/_leaks.html needs, in one query: what stands first, the gravest on top, then what is not so.

    `entries` are those on the page, to which it links; of the place, and not of somebody, no entry is named.
    """
    rows = list(Leak.objects.filter(case=case, gone_at=None).select_related("disputed_by__account"))
    shown = {str(one.id): one for one in entries}
    return [_shown(row, case, seat, shown) for row in sorted(rows, key=_in_order)]


def _in_order(row: Leak) -> tuple[bool, int, str]:
    return row.disputed_at is not None, -row.strength, row.kind


def _shown(row: Leak, case: Case, seat: Seat, entries: Mapping[str, Read]) -> dict[str, Any]:
    opposite = next((one for one in OPPOSITES if one.leak == row.kind), None)
    arguments = [case.number, row.pk]
    may_say = not seat.agent.only_reads
    return {
        "name": row.get_kind_display(),
        "strength": strength_of(row),
        "at": row.at,
        "words": reason_of(row, zone=timezone.get_current_timezone(), now=seat.at),
        "links": [] if is_of_the_place(row) else _links(row, entries),
        "act": opposite_act(opposite, case) if opposite and case.is_open and may_say else None,
        "is_disputed": row.disputed_at is not None,
        "why": row.disputed_why,
        "by_name": row.disputed_by.name if row.disputed_by else "",
        "dispute_url": reverse("desk:leak_dispute", args=arguments) if may_say and not row.disputed_at else "",
        "return_url": reverse("desk:leak_return", args=arguments) if may_say and row.disputed_at else "",
    }


def _links(row: Leak, entries: Mapping[str, Read]) -> list[dict[str, Any]]:
    found = [entries[key] for key in row.entries if key in entries]
    return [{"number": one.number, "url": f"#entry-{one.number}"} for one in found if one.audience == "shared"]


def _leak_of(seat: Seat, number: str, key: UUID) -> Leak:
    return get_object_or_404(Leak.objects.select_related("case"), pk=key, case=case_of(seat, number))


@seated
@FORM
def leak_dispute(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Say that a leak is not so, and why."""
    row = _leak_of(seat, number, key)
    words = reason_of(row, zone=timezone.get_current_timezone(), now=seat.at)
    sentence = _(
        "It counts in no sum from then on. Your colleagues read the reason and who gave it; the customer does not."
    )
    back = f"{reverse('desk:case', args=[row.case.number])}#leaks"
    what = Act(_("This is not so"), _("It is not so"), back, f"{words} {sentence}", about=row.get_kind_display())
    return act(
        request,
        seat,
        ReasonForm(posted(request)),
        lambda said: dispute(row, why=said["why"], by=seat.viewer, at=seat.at),
        what,
    )


@seated
@require_POST
def leak_return(request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Say that it stands after all."""
    row = _leak_of(seat, number, key)
    reinstate(row, by=seat.viewer, at=seat.at)
    messages.success(request, _("It stands again."))
    return redirect(f"{reverse('desk:case', args=[row.case.number])}#leaks")
