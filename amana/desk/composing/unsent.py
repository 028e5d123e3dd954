"""Mails that did not reach somebody, or may have been sent twice: each with the reason, and one way to try again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amana.cases.models import Case
from amana.channels.email.sending import try_again
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.handling.talking.replying import TAKEN_BACK
from amana.post.models import Outgoing, Recipient
from amana.record.literals import literals
from amana.wording.held_reasons import retold
from amana.wording.isolating import isolated

STOPPED = (Outgoing.FAILED, Outgoing.HELD)
NOT_REACHED = (Recipient.FAILED, Recipient.BOUNCED)
MOST = 100


def unsent(seat: Seat) -> QuerySet[Outgoing]:
    """Return the newest mails of cases this agent may see that did not reach somebody or may be doubled; not those taken back.

    Each of the three questions is answered from an index of its own, and no further than the page needs.
    """
    stopped = Outgoing.objects.filter(state__in=literals(*STOPPED)).exclude(last_error=TAKEN_BACK)
    doubtful = Outgoing.objects.filter(was_doubtful=True)
    not_reached = Recipient.objects.filter(state__in=literals(*NOT_REACHED)).order_by("-at")
    keys = {
        *stopped.order_by("-created_at").values_list("pk", flat=True)[:MOST],
        *doubtful.order_by("-created_at").values_list("pk", flat=True)[:MOST],
        *not_reached.values_list("outgoing", flat=True)[:MOST],
    }
    seen = Case.objects.visible_to(seat.viewer).filter(pk=OuterRef("case"))
    return Outgoing.objects.filter(Exists(seen), pk__in=keys).order_by("-created_at", "-pk")


@seated
@require_safe
def unsent_mail(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The list, the newest first."""
    found = list(unsent(seat).defer("mime").prefetch_related("recipients")[:MOST])
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


def what_happened(row: Outgoing) -> str:
    """Return in a sentence why a mail stands in this list; `recipients` are at hand."""
    refused = [one for one in row.recipients.all() if one.state in NOT_REACHED]
    if row.state == Outgoing.FAILED or refused:
        why = " · ".join(dict.fromkeys(filter(None, [*(one.status for one in refused), row.last_error])))
        return _("It did not arrive. %(why)s") % {"why": isolated(why)}
    if row.state == Outgoing.HELD:
        return _("It is held. %(why)s") % {"why": isolated(retold(row.last_error))}
    return _("It may have been sent twice: the connection broke while the other server was taking it.")


@seated
@require_POST
def unsent_again(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Send it once more to those who did not get it."""
    row = get_object_or_404(unsent(seat), pk=key)
    if try_again(row, at=seat.at):
        messages.success(request, _("It is sent again within a moment."))
    return redirect("desk:unsent")
