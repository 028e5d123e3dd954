"""What every page of the desk shows around its own: who is here, where, and how much waits."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amana.cases.models import COMPANY, Case
from amana.desk.entering import Seat
from amana.post.models import RawMessage

# Nobody needs to know whether it is 51 or 5,000; counting on would read every row.
MOST_COUNTED = 50


def counted(rows: QuerySet[Any], *, most: int = MOST_COUNTED) -> str:
    """Return how many rows there are, "50+" when there are more than `most`; reads at most one more than that."""
    found = rows.order_by()[: most + 1].count()
    return f"{most}+" if found > most else str(found) if found else ""


def page(
    request: HttpRequest, seat: Seat, template: str, context: dict[str, Any], *, name: str, status: int = 200
) -> HttpResponse:
    """Render a page of the desk; `name` is the place in the head that is marked as ours."""
    frame = {"agent": seat.agent, "page": name, "counts": _counts(seat), "now": seat.at, "is_lead": seat.agent.is_lead}
    return render(request, template, frame | context, status=status)


def _counts(seat: Seat) -> dict[str, str]:
    mine = Case.objects.open().filter(holder=seat.agent, waiting_for=COMPANY, queue_at__lt=seat.at)
    return {"queue": counted(mine), "held": counted(RawMessage.objects.held().visible_to(seat.viewer))}
