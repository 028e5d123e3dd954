"""Time spent on a case: a small form beside it, and the sum."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amana.cases.errors import Refused
from amana.cases.models import Case, TimeSpent
from amana.desk.entering import Seat, case_of, seated
from amana.handling.facts.spending import spend, spent_on, take_back
from amana.language.normalising import fold

MOST_SHOWN = 5


@seated
@require_POST
def time(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Write down minutes spent on a case."""
    case = case_of(seat, number)
    typed = fold(request.POST.get("minutes", "")).strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
        raise Refused(_("Write how many minutes, at most a day."))
    spend(case, int(typed), what=request.POST.get("what", ""), by=seat.viewer, at=seat.at)
    return redirect("desk:case", number=case.number)


@seated
@require_POST
def time_removal(_request: HttpRequest, seat: Seat, number: str, key: UUID) -> HttpResponse:
    """Take back what one wrote down oneself."""
    case = case_of(seat, number)
    take_back(get_object_or_404(TimeSpent, pk=key, case=case), by=seat.viewer)
    return redirect("desk:case", number=case.number)


def time_on(case: Case, seat: Seat, *, is_any: bool = True) -> dict[str, Any]:
    """Return the card of the time spent: the sum of everybody, and one's own latest lines; nobody else is named."""
    minutes = spent_on(case) if is_any else 0
    own = TimeSpent.objects.filter(case=case, agent=seat.agent).order_by("-at")[:MOST_SHOWN] if minutes else ()
    return {
        "sum": said(minutes) if minutes else "",
        "own": [
            {"minutes": said(row.minutes), "what": row.what,
             "drop_url": reverse("desk:time_removal", args=[case.number, row.pk])}
            for row in own
        ],
        "url": reverse("desk:time", args=[case.number]),
    }  # fmt: skip


def said(minutes: int) -> str:
    """Return a length of time in hours and minutes."""
    hours, left = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours})
    if left:
        parts.append(ngettext("%(number)s minute", "%(number)s minutes", left) % {"number": left})
    return _(", ").join(parts)
