"""Leaks on the cases one holds, for oneself alone: to mend them, and to say where one was "not so"."""

from __future__ import annotations

from itertools import chain
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amana.cases.models import COMPANY, CUSTOMER, Case
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.desk.insight.viewing import others
from amana.desk.insight.words import KINDS
from amana.review.models import Leak

# Of the cases one holds, those that are due first are looked at; of their leaks so many are shown.
MOST_CASES, MOST_SHOWN = 200, 50


@seated
@require_safe
def own(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The leaks of the open cases this agent holds; nobody else is shown this page of theirs."""
    leaks = (
        Leak.objects.standing().filter(case__in=_due_first(seat)).select_related("case__customer").order_by("-at", "pk")
    )
    rows = [
        {"at": row.at, "what": KINDS.get(row.kind, row.kind), "person_name": row.case.customer,
         "subject": row.case.subject or row.case.number, "url": reverse("desk:case", args=[row.case.number])}
        for row in leaks[:MOST_SHOWN]
    ]  # fmt: skip
    context = {
        "heading": _("Leaks on cases you hold"),
        "note": _(
            "For you alone: nobody else sees this list, and it measures nobody. On the case you mend it, or say “not so”."
        ),
        "rows": rows,
        "back_url": reverse("desk:insight"),
        "others": others(seat),
    }
    return page(request, seat, "desk/insight/cases.html", context, name="insight")


def _due_first(seat: Seat) -> list[UUID]:
    """Return the keys of the open cases this agent holds that are due first.

    Each side is asked for by itself, as the index has them: of both together all would be read to find the first.
    """
    held = Case.objects.visible_to(seat.viewer).in_queue_order().filter(holder=seat.agent)
    sides = [held.filter(waiting_for=side).values_list("queue_at", "pk")[:MOST_CASES] for side in (COMPANY, CUSTOMER)]
    return [key for _at, key in sorted(chain.from_iterable(sides))[:MOST_CASES]]
