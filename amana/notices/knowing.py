"""What has to be known of many colleagues before they are told: asked once for all of them, however many there are to tell."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from amana.notices.kinds import WROTE
from amana.notices.models import Browser, Manner, Notice
from amana.notices.quieting import civil_for
from amana.team.models import Absence, Agent

QUIET = timedelta(hours=1)
MOST_AN_HOUR = 30


class Known:
    """How these people want to be told, whether they are away, what they were told within the hour, and their browsers."""

    def __init__(self, agents: Collection[Agent], *, at: datetime) -> None:
        keys = {agent.pk for agent in agents}
        self._manners = {row.agent_id: row for row in Manner.objects.filter(agent__in=keys)}
        self._away = set(Absence.objects.covering(at).filter(agent__in=keys).values_list("agent", flat=True))
        self._browsers: dict[UUID, list[Browser]] = {}
        for browser in Browser.objects.filter(agent__in=keys).order_by("added_at", "pk"):
            self._browsers.setdefault(browser.agent_id, []).append(browser)
        self._civil: dict[tuple[UUID, datetime], datetime] = {}
        self._lately: dict[UUID, int] = {}
        self._written: set[tuple[UUID, UUID | None]] = set()
        went = Notice.objects.filter(Q(by_mail=True) | Q(by_push=True), agent__in=keys, at__gt=at - QUIET)
        # Nobody is told more than so many in an hour, promises apart; a flood of those is read no further.
        for agent, kind, case in went.order_by("-at").values_list("agent", "kind", "case")[
            : MOST_AN_HOUR * len(keys) * 4
        ]:
            self.note(agent, kind, case)

    def manner_of(self, agent: Agent) -> Manner:
        return self._manners.setdefault(agent.pk, Manner(agent=agent))

    def is_away(self, agent: Agent) -> bool:
        return agent.pk in self._away

    def browsers_of(self, agent: Agent) -> list[Browser]:
        return self._browsers.get(agent.pk, [])

    def civil(self, agent: Agent, *, at: datetime) -> datetime:
        """Return the first moment at or after `at` when this person may be told."""
        key = (agent.pk, at)
        if key not in self._civil:
            self._civil[key] = civil_for(agent, self.manner_of(agent), at=at)
        return self._civil[key]

    def is_flooded(self, agent: Agent) -> bool:
        return self._lately.get(agent.pk, 0) >= MOST_AN_HOUR

    def heard_of(self, agent: Agent, case: UUID | None) -> bool:
        """Say whether they were told within the hour that the customer of this case wrote."""
        return (agent.pk, case) in self._written

    def note(self, agent: UUID, kind: str, case: UUID | None) -> None:
        """Count one more that goes out."""
        self._lately[agent] = self._lately.get(agent, 0) + 1
        if kind == WROTE:
            self._written.add((agent, case))
