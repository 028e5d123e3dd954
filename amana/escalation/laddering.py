"""The ladder of a team, with named people on its rungs; where nobody wrote one down it follows from who works for whom."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.escalation.models import Rung
from amana.team.models import Agent, Brand, Team
from amana.team.viewing import Viewer

MOST_RUNGS = 10


def ladder_of(brand: Brand, team: Team | None) -> list[Rung]:
    """Return the rungs written down for a team, the first one up first; the brand's own where the team has none."""
    rows = Rung.objects.filter(brand=brand).select_related("agent__account").order_by("position", "pk")
    rows = rows.filter(Q(team=None) | Q(team=team)) if team else rows.filter(team=None)
    found = list(rows[: 2 * MOST_RUNGS])
    of_team = [row for row in found if row.team_id is not None]
    return (of_team or found)[:MOST_RUNGS]


def above(brand: Brand, holder: Agent | None) -> list[Rung]:
    """Return the rungs above a holder: those after their own, or all; without the holder and whoever may not sign in."""
    rows = ladder_of(brand, holder.team if holder else None)
    own = next((row.position for row in rows if holder is not None and row.agent_id == holder.pk), None)
    higher = [row for row in rows if own is None or row.position > own]
    return [row for row in higher if row.agent.account.is_active and (holder is None or row.agent_id != holder.pk)]


@transaction.atomic
def set_ladder(brand: Brand, team: Team | None, people: Sequence[tuple[Agent, int]], *, by: Viewer) -> None:
    """Write down who stands on a ladder, the first one up first, each with the working hours they answer within.

    Nobody at all means that it follows from who works for whom. Raises Refused for somebody named twice, who does not
    serve the brand, or who may not sign in, for hours outside 1 to 80, and for anybody but a lead.
    """
    if by.agent is None or not by.agent.is_lead:
        raise Refused(_("Only a lead sets the ladder."))
    if len(people) > MOST_RUNGS:
        raise Refused(_("A ladder has ten rungs at most."))
    seen: set[object] = set()
    for agent, hours in people:
        if agent.pk in seen:
            raise Refused(_("%(name)s stands on this ladder already.") % {"name": agent.name})
        seen.add(agent.pk)
        if not agent.account.is_active or not agent.brands.filter(pk=brand.pk).exists():
            raise Refused(_("%(name)s cannot take cases of this brand.") % {"name": agent.name})
        if not 1 <= hours <= 80:
            raise Refused(_("Somebody on the ladder answers within 1 to 80 working hours."))
    Rung.objects.filter(brand=brand, team=team).delete()
    Rung.objects.bulk_create(
        [
            Rung(brand=brand, team=team, position=n, agent=agent, hours=hours)
            for n, (agent, hours) in enumerate(people, 1)
        ]
    )
