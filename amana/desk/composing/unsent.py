"""Mails that did not reach somebody, or may have been sent twice: each with the reason, and one way to try again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.models import Case
from amana.channels.email.sending import try_again
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.handling.talking.unsent import MOST, STOPPED, unsent, what_happened
from amana.post.models import Outgoing


@seated
@require_safe
def unsent_mail(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The list, the newest first."""
    found = list(unsent(seat.viewer).defer("mime").prefetch_related("recipients")[:MOST])
    cases = Case.objects.in_bulk([row.case for row in found if row.case])
    context = {"rows": [_row(row, cases[row.case]) for row in found if row.case]}
    return page(request, seat, "desk/composing/unsent.html", context, name="held")


def _row(row: Outgoing, case: Case) -> dict[str, Any]:
    return {
        "to": ", ".join(one.address for one in row.recipients.all()),
        "subject": row.subject,
        "what": what_happened(row),
        "at": row.created_at,
        "case_url": reverse("desk:case", args=[case.number]),
        "case_number": case.number,
        "again_url": reverse("desk:unsent_again", args=[row.pk]) if row.state in STOPPED else "",
    }


@seated
@require_POST
def unsent_again(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Send it once more to those who did not get it."""
    row = get_object_or_404(unsent(seat.viewer), pk=key)
    if try_again(row, at=seat.at):
        messages.success(request, _("It is sent again within a moment."))
    return redirect("desk:unsent")
