"""Choosing who holds new work: who knows the customer, else by skill, language, working hours and load, in turn; and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Prefetch

from amana.language.normalising import fold
from amana.record.storing import update_all
from amana.team.models import Absence, Agent, Brand

# Why somebody was chosen, as it is said in the record.
KNOWS, SKILL, SPEAKS, TURN, NOBODY_SPEAKS, BY_HAND = "knows", "skill", "speaks", "turn", "nobody_speaks", "by_hand"


class Chosen(NamedTuple):
    """Who takes a case, and why."""

    agent: Agent
    why: str


class Roster:
    """The agents who can take work at a moment, by brand; read once for a whole batch."""

    def __init__(self, agents: Iterable[Agent], absent: Collection[UUID], *, full: Collection[UUID] = ()) -> None:
        self._of_brand: dict[UUID, list[Agent]] = {}
        self._by_key: dict[UUID, Agent] = {}
        self._given: set[UUID] = set()
        self._absent = absent
        self._full = full
        self._at_work: dict[UUID, bool] = {}
        for agent in sorted(agents, key=lambda agent: (agent.assigned_at, agent.pk)):
            self._by_key[agent.pk] = agent
            for brand in agent.brands.all():
                self._of_brand.setdefault(brand.pk, []).append(agent)

    def next_for(
        self, brand: UUID, *, knows: UUID | None, language: str, at: datetime, about: str = ""
    ) -> Chosen | None:
        """Return who takes the next case of a brand and why, and put them at the end of the line; None when it has nobody.

        `knows` is the agent who held this customer's last case, `about` what it is about, in the customer's words.
        Asked in this order: who knows the customer; who knows the matter; who speaks the language; who is at work; whose
        turn it is. Leads and managers take new work where nobody else is there, or nobody else speaks the language, as they
        are who is asked next. Somebody absent or with as many cases as they hold is taken only when there is nobody else.
        """
        line = [agent for agent in self._of_brand.get(brand, []) if agent.role in Agent.SERVING]
        able = _some([agent for agent in line if agent.pk not in self._absent], line)
        able = _some([agent for agent in able if agent.pk not in self._full], able)
        if not able:
            return None
        known = [agent for agent in able if agent.pk == knows]
        chosen = Chosen(known[0], KNOWS) if known else self._by_what_they_can(able, language, about, at)
        self._to_the_end(chosen.agent, at)
        return chosen

    def _by_what_they_can(self, able: list[Agent], language: str, about: str, at: datetime) -> Chosen:
        front = _some([agent for agent in able if not agent.is_lead], able)
        at_work = _some([agent for agent in front if self._works(agent, at)], front)
        speaks: Callable[[Agent], bool] = lambda agent: language in spoken_by(agent)  # noqa: E731  # asked in three places
        skilled = [agent for agent in at_work if about and _knows_about(agent, about)]
        if skilled:
            return Chosen(_some([agent for agent in skilled if speaks(agent)], skilled)[0], SKILL)
        is_known = any(agent.languages for agent in able)  # which languages are spoken was written down
        for line in (at_work, front, able) if is_known else (at_work, front):
            speaking = [agent for agent in line if speaks(agent)]
            if speaking:
                return Chosen(speaking[0], SPEAKS if len(speaking) < len(at_work) else TURN)
        if not is_known:
            return Chosen(at_work[0], TURN)
        # The language is nobody's here: somebody who leads gets it first, and the record says so.
        leads = [agent for agent in able if agent.is_lead]
        return Chosen(_some(leads, at_work)[0], NOBODY_SPEAKS)

    def _works(self, agent: Agent, at: datetime) -> bool:
        """Say whether it is working time for an agent; whose week nobody wrote down works when it is asked."""
        if agent.pk not in self._at_work:
            week = agent.week or (agent.team.week if agent.team else None)
            self._at_work[agent.pk] = week is None or week.working.is_open(at)
        return self._at_work[agent.pk]

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


def spoken_by(agent: Agent) -> Collection[str]:
    """Return the languages an agent serves in: those written down, else that of their account."""
    return agent.languages or [agent.account.language]


def _knows_about(agent: Agent, about: str) -> bool:
    words = fold(about)
    return any(fold(str(skill)) in words for skill in agent.skills if str(skill).strip())


def _some(wanted: list[Agent], otherwise: list[Agent]) -> list[Agent]:
    return wanted or otherwise


def nearest_above(agent: Agent, able: Iterable[Agent]) -> Agent | None:
    """Return the first above an agent who is one of these; without one, who leads of them before who does not, in turn."""
    found = {one.pk: one for one in able}
    rung, seen = agent.lead, {agent.pk}
    while rung is not None and rung.pk not in seen:
        if rung.pk in found:
            return found[rung.pk]
        seen.add(rung.pk)
        rung = rung.lead
    return min(found.values(), key=lambda one: (not one.is_lead, one.joined_at), default=None)


def limited() -> dict[UUID, int]:
    """Return the agents who hold so many open cases at most."""
    rows = Agent.objects.active().filter(most_cases__isnull=False).values_list("pk", "most_cases")
    return {key: most for key, most in rows if most is not None}


def roster(*, at: datetime, full: Collection[UUID] = ()) -> Roster:
    """Return the agents who can take work now, in two queries and one for the absent; `full` are those with enough."""
    absent = set(Absence.objects.covering(at).values_list("agent_id", flat=True))
    agents = Agent.objects.active().select_related("account", "week", "team__week")
    return Roster(agents.prefetch_related(Prefetch("brands", Brand.objects.only("pk"))), absent, full=full)
