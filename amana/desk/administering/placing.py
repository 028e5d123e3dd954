"""Who may give whom which place in the team."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.errors import Refused
from amana.desk.entering import Seat
from amana.team.models import Agent

FORM = require_http_methods(["GET", "HEAD", "POST"])


def leads_of(seat: Seat) -> QuerySet[Agent]:
    """Return whom a colleague in these brands can work for."""
    rows = Agent.objects.active().filter(role__in=[Agent.LEAD, Agent.MANAGER], brands__in=seat.brands)
    return rows.select_related("account").distinct().order_by("account__name")


def must_not_rise_above(seat: Seat, role: str) -> None:
    """Raises Refused when a lead would make somebody a manager or an administrator."""
    if role in Agent.ABOVE_ALL and seat.agent.role not in Agent.ABOVE_ALL:
        raise Refused(_("Only a manager or an administrator can give this role."))
