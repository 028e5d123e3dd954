"""Who looks: the one argument of every `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from amana.people.models import Person
from amana.record.appending import SYSTEM, Actor
from amana.record.reading import Side
from amana.team.models import Agent


@dataclass(frozen=True)
class Viewer:
    """An agent at the desk, a customer with a link to one case, the owner of own cases, or the product itself.

    A helper comes by a link too: `acts_for` is the customer, `called` what the helper was called when named.
    """

    kind: Literal["agent", "link", "owner", "system"]
    agent: Agent | None = None
    person: Person | None = None
    case: UUID | None = None
    acts_for: Person | None = None
    called: str = ""
    scope: str = ""
    is_for_all: bool = False
    until: datetime | None = None

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
        return Actor("person", str(self.person.pk) if self.person else "", self.signed)

    @property
    def signed(self) -> dict[str, str] | None:
        """Both names of somebody who acts for another, and what they may do; None for everybody else."""
        if self.acts_for is None or self.person is None:
            return None
        return {"helper": self.called or self.person.name, "customer": self.acts_for.name, "scope": self.scope}

    @property
    def taking_part(self) -> Person | None:
        """Who takes part in a case, so that this viewer sees it and is heard where it goes on.

        A helper is heard in another case only where they may act in all of them.
        """
        return self.acts_for if self.acts_for is not None and self.is_for_all else self.person

    @property
    def name(self) -> str:
        """The name others read; empty when it is not known."""
        if self.agent is not None:
            return self.agent.name
        if self.signed is not None:
            return _("%(helper)s for %(customer)s") % self.signed
        return self.person.name if self.person else ""


def at_the_desk(agent: Agent) -> Viewer:
    return Viewer("agent", agent=agent)


def by_link(person: Person, case: UUID) -> Viewer:
    return Viewer("link", person=person, case=case)


def by_helper(
    person: Person, case: UUID, *, acts_for: Person, called: str, scope: str, is_for_all: bool, until: datetime | None
) -> Viewer:
    """Return the viewer of somebody who acts for a customer; whoever makes it has looked whether they still may."""
    return Viewer(
        "link", person=person, case=case, acts_for=acts_for, called=called, scope=scope, is_for_all=is_for_all,
        until=until,
    )  # fmt: skip


def owner(person: Person) -> Viewer:
    return Viewer("owner", person=person)


def the_system() -> Viewer:
    """What the product does by itself: receipts, reminders, defaults; it sees nothing and is asked for by name."""
    return Viewer("system")
