"""Choosing who holds new work: whoever knows the customer, else whoever was given some longest ago."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from amana.record.storing import update_all
from amana.team.models import Absence, Agent, Brand


class Roster:
    """The agents who can take work at a moment, by brand; read once for a whole batch."""

    def __init__(self, agents: Iterable[Agent], absent: set[UUID]) -> None:
        self._of_brand: dict[UUID, list[Agent]] = {}
        self._by_key: dict[UUID, Agent] = {}
        self._given: set[UUID] = set()
        self._absent = absent
        for agent in sorted(agents, key=lambda agent: (agent.assigned_at, agent.pk)):
            self._by_key[agent.pk] = agent
            for brand in agent.brands.all():
                self._of_brand.setdefault(brand.pk, []).append(agent)

    def next_for(self, brand: UUID, *, knows: UUID | None, language: str, at: datetime) -> Agent | None:
        """Return who takes the next case of a brand, and put them at the end of the line; None when it has nobody.

        `knows` is the agent who held this customer's last case; a shared language comes next. Leads and
        managers take new work where nobody else is there, as they are who is asked next; an absent
        agent is only taken when there is nobody at all.
        """
        line = self._of_brand.get(brand, [])
        able = [agent for agent in line if agent.pk not in self._absent] or line
        if not able:
            return None
        known = [agent for agent in able if agent.pk == knows]
        front = [agent for agent in able if not agent.is_lead] or able
        speaks = [agent for agent in front if agent.account.language == language]
        chosen = (known or speaks or front)[0]
        self._to_the_end(chosen, at)
        return chosen

    def _to_the_end(self, chosen: Agent, at: datetime) -> None:
        chosen.assigned_at = at
        self._given.add(chosen.pk)
        for line in self._of_brand.values():
            if chosen in line:
                line.remove(chosen)
                line.append(chosen)

    def by_key(self, key: UUID | None) -> Agent | None:
        return self._by_key.get(key) if key else None

    def save(self) -> None:
        """Remember who was given work."""
        update_all([self._by_key[key] for key in sorted(self._given)], ["assigned_at"])
        self._given.clear()


def roster(*, at: datetime) -> Roster:
    """Return the agents who can take work now, in two queries and one for the absent."""
    absent = set(Absence.objects.covering(at).values_list("agent_id", flat=True))
    agents = Agent.objects.active().select_related("account")
    return Roster(agents.prefetch_related(Prefetch("brands", Brand.objects.only("pk"))), absent)
