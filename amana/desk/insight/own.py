"""Leaks on the cases one holds, for oneself alone: to mend them, and to say where one was "not so"."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amana.cases.models import Case
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
    held = Case.objects.visible_to(seat.viewer).open().filter(holder=seat.agent).order_by("queue_at", "pk")
    keys = list(held.values_list("pk", flat=True)[:MOST_CASES])
    leaks = Leak.objects.standing().filter(case__in=keys).select_related("case__customer").order_by("-at", "pk")
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
