"""Who looks: the one argument of every `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal
from uuid import UUID

from amana.people.models import Person
from amana.record.appending import SYSTEM, Actor
from amana.record.reading import Side
from amana.team.models import Agent


@dataclass(frozen=True)
class Viewer:
    """An agent at the desk, a customer with a link to one case, the owner of own cases, or the product itself."""

    kind: Literal["agent", "link", "owner", "system"]
    agent: Agent | None = None
    person: Person | None = None
    case: UUID | None = None

    @cached_property
    def brands(self) -> list[UUID]:
        """The keys of the brands an agent serves, looked up once for each viewer.

        Written out in a query they let PostgreSQL read the queue from its index; as a sub-select
        they made it read every open case at twelve thousand.
        """
        return sorted(self.agent.brands.values_list("pk", flat=True)) if self.agent else []

    @property
    def side(self) -> Side:
        return "company" if self.kind in {"agent", "system"} else "customer"

    @property
    def actor(self) -> Actor:
        if self.kind == "system":
            return SYSTEM
        if self.agent is not None:
            return Actor("agent", str(self.agent.pk))
        return Actor("person", str(self.person.pk) if self.person else "")

    @property
    def name(self) -> str:
        """The name others read; empty when it is not known."""
        if self.agent is not None:
            return self.agent.name
        return self.person.name if self.person else ""


def at_the_desk(agent: Agent) -> Viewer:
    return Viewer("agent", agent=agent)


def by_link(person: Person, case: UUID) -> Viewer:
    return Viewer("link", person=person, case=case)


def owner(person: Person) -> Viewer:
    return Viewer("owner", person=person)


def the_system() -> Viewer:
    """What the product does by itself: receipts, reminders, defaults; it sees nothing and is asked for by name."""
    return Viewer("system")
