"""What has to be known of many colleagues before they are told: asked once for all of them, however many there are to tell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from amana.kit.working_time import WorkingWeek
from amana.notices.kinds import MAIL, PUSH, WROTE
from amana.notices.models import Browser, Manner, Notice
from amana.notices.quieting import civil_for, weeks_of
from amana.team.models import Absence, Agent

QUIET = timedelta(hours=1)
MOST_AN_HOUR = 30


@dataclass
class Told:
    """How many notices went out to each within the hour, and of which cases they heard that the customer wrote."""

    lately: dict[UUID, int] = field(default_factory=dict)
    written: set[tuple[UUID, UUID | None]] = field(default_factory=set)

    def note(self, agent: UUID, kind: str, case: UUID | None) -> None:
        self.lately[agent] = self.lately.get(agent, 0) + 1
        if kind == WROTE:
            self.written.add((agent, case))


class Known:
    """How these people want to be told, whether they are away, what they were told within the hour, and their browsers."""

    def __init__(self, agents: Collection[Agent], *, at: datetime) -> None:
        self._agents = {agent.pk: agent for agent in agents}
        self._at = at
        self._manners = {row.agent_id: row for row in Manner.objects.filter(agent__in=self._agents)}
        self._civil: dict[tuple[UUID, datetime], datetime] = {}

    # What is needed only where something goes out is asked when it first does.

    @cached_property
    def _browsers(self) -> dict[UUID, list[Browser]]:
        found: dict[UUID, list[Browser]] = {}
        for browser in Browser.objects.filter(agent__in=self._agents).order_by("added_at", "pk"):
            if browser.agent_id is not None:
                found.setdefault(browser.agent_id, []).append(browser)
        return found

    @cached_property
    def _away(self) -> set[UUID]:
        return set(Absence.objects.covering(self._at).filter(agent__in=self._agents).values_list("agent", flat=True))

    @cached_property
    def _weeks(self) -> dict[UUID, WorkingWeek]:
        return weeks_of(list(self._agents.values()))

    @cached_property
    def _told(self) -> Told:
        told = Told()
        went = Notice.objects.filter(
            Q(by_mail=True) | Q(by_push=True), agent__in=self._agents, at__gt=self._at - QUIET
        ).order_by("-at")
        # Nobody is told more than so many in an hour, promises apart; a flood of those is read no further.
        most = MOST_AN_HOUR * len(self._agents) * 4
        for agent, kind, case in went.values_list("agent", "kind", "case")[:most]:
            told.note(agent, kind, case)
        return told

    def manner_of(self, agent: Agent) -> Manner:
        if agent.pk not in self._manners:
            self._manners[agent.pk] = Manner(agent=agent)
        return self._manners[agent.pk]

    def ways_out(self, agent: Agent, kind: str) -> frozenset[str]:
        """Return the ways a notice of this kind reaches this person elsewhere than at the desk: none without a browser."""
        ways = self.manner_of(agent).ways_of(kind) & {MAIL, PUSH}
        return ways if PUSH not in ways or self.browsers_of(agent) else ways - {PUSH}

    def is_away(self, agent: Agent) -> bool:
        return agent.pk in self._away

    def browsers_of(self, agent: Agent) -> list[Browser]:
        return self._browsers.get(agent.pk, [])

    def civil(self, agent: Agent, *, at: datetime) -> datetime:
        """Return the first moment at or after `at` when this person may be told."""
        key = (agent.pk, at)
        if key not in self._civil:
            self._civil[key] = civil_for(agent, self.manner_of(agent), self._weeks[agent.pk], at=at)
        return self._civil[key]

    def is_flooded(self, agent: Agent) -> bool:
        return self._told.lately.get(agent.pk, 0) >= MOST_AN_HOUR

    def heard_of(self, agent: Agent, case: UUID | None) -> bool:
        """Say whether they were told within the hour that the customer of this case wrote."""
        return (agent.pk, case) in self._told.written

    def note(self, agent: UUID, kind: str, case: UUID | None) -> None:
        """Count one more that goes out."""
        self._told.note(agent, kind, case)
