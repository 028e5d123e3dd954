"""Who could take a new case: the one the machine would choose first, with its reason, then teams, then colleagues by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from amana.cases.models import Case
from amana.handling.opening import LOOKED_AT, full
from amana.team.choosing import KNOWS, NOBODY_SPEAKS, SKILL, SPEAKS, TURN, Chosen, Roster, roster
from amana.team.models import Absence, Agent, Brand, Team

MOST = 9  # one for each figure key
MOST_TEAMS = 4


@dataclass(frozen=True)
class Candidate:
    """Somebody a case can be given to: an agent, or a team of which the next one takes it; `reason` may be empty."""

    to: Agent | Team
    reason: str = ""
    has_it: bool = False

    @property
    def key(self) -> str:
        return f"{'team' if isinstance(self.to, Team) else 'agent'}:{self.to.pk}"

    @property
    def name(self) -> str:
        return str(self.to)


def candidates(case: Case, text: str, *, at: datetime) -> list[Candidate]:
    """Return at most nine, the best first; needs the case's holder at hand. `text` is what the customer wrote."""
    assert case.brand_id is not None
    found = [Candidate(case.holder, has_it=True)] if case.holder is not None else []
    chosen = next_for(case, text, at=at)
    if chosen is not None and chosen.agent.pk != case.holder_id:
        found.append(Candidate(chosen.agent, reason_of(chosen)))
    elif chosen is not None and found:
        found = [Candidate(chosen.agent, reason_of(chosen), has_it=True)]
    there = {one.to.pk for one in found}
    teams = Team.objects.filter(members__brands=case.brand_id, members__account__is_active=True).distinct()
    found += [Candidate(team) for team in teams.order_by("name")[:MOST_TEAMS]]
    away = set(Absence.objects.covering(at).values_list("agent_id", flat=True))
    others = Agent.objects.serving().filter(brands=case.brand_id).exclude(pk__in=there).select_related("account")
    for agent in others.order_by("account__name", "pk")[: MOST + len(away)]:
        if agent.pk not in away:
            found.append(Candidate(agent))
    return found[:MOST]


def next_for(case: Case, text: str, *, team: UUID | None = None, at: datetime) -> Chosen | None:
    """Return whom the machine would give this case, of one team if it is named; nobody's turn is used up by asking.

    None where nobody serves the brand (or, of the team, nobody does).
    """
    assert case.brand_id is not None
    about = f"{case.subject} {text[:LOOKED_AT]}"
    agents = of_team(team, at=at) if team else roster(at=at, full=full())
    return agents.next_for(
        case.brand_id, knows=None if team else _knows(case), language=case.language, at=at, about=about
    )


def of_team(team: UUID, *, at: datetime) -> Roster:
    """Return the members of one team who can take work now."""
    absent = set(Absence.objects.covering(at).values_list("agent_id", flat=True))
    members = Agent.objects.serving().filter(team=team).select_related("account", "week", "team__week")
    return Roster(members.prefetch_related(Prefetch("brands", Brand.objects.only("pk"))), absent, full=full())


def _knows(case: Case) -> UUID | None:
    """Return who held this customer's last case before this one."""
    rows = Case.objects.filter(customer=case.customer_id, brand=case.brand_id).exclude(pk=case.pk)
    return rows.order_by("-opened_at").values_list("holder_id", flat=True).first()


def reason_of(chosen: Chosen) -> str:
    """Return why the machine would choose somebody, as it stands beside the name."""
    reasons = {
        KNOWS: _("knows this customer"),
        SKILL: _("knows this matter well"),
        SPEAKS: _("serves in this language"),
        TURN: _("whose turn it is"),
        NOBODY_SPEAKS: _("nobody here serves in this language yet"),
    }
    return reasons.get(chosen.why, "")
