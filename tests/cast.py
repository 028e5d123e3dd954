"""The people of every test: Dana and her colleagues, Omar the stranger, Noa and Sami the customers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from amana.cases.models import Case
    from amana.people.models import Person
    from amana.team.models import Agent, Brand
    from amana.team.viewing import Viewer

# A Thursday, 10:00 in Jerusalem: the working week ends at 18:00 and begins again on Sunday.
NOW = datetime(2026, 11, 12, 8, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def brand(db: None, now: datetime) -> Brand:
    from amana.handling.intake.importing import ensure_brand
    from amana.people.models import Company

    made = ensure_brand(["support@example.com"], at=now)
    Company.objects.filter(pk=made.company_id).update(name="Tahuna")
    made.name, made.signature = "Tahuna", "Tahuna service"
    made.save()
    return made


def agent(name: str, brand: Brand, role: str = "agent", lead: Agent | None = None, language: str = "en") -> Agent:
    from amana.people.models import Account
    from amana.team.models import Agent

    account = Account.objects.create_user(f"{name.split(maxsplit=1)[0].lower()}@example.com", "correct horse", name=name,
                                          language=language)  # fmt: skip
    made = Agent.objects.create(account=account, role=role, lead=lead, assigned_at=NOW)
    made.brands.add(brand)
    return made


@pytest.fixture
def yossi(brand: Brand) -> Agent:
    return agent("Yossi Shaked", brand, "manager")


@pytest.fixture
def ruth(brand: Brand, yossi: Agent) -> Agent:
    return agent("Ruth Amit", brand, "lead", yossi)


@pytest.fixture
def dana(brand: Brand, ruth: Agent) -> Agent:
    return agent("Dana Katz", brand, "agent", ruth)


@pytest.fixture
def omer(brand: Brand, ruth: Agent) -> Agent:
    return agent("Omer Dvir", brand, "agent", ruth)


@pytest.fixture
def omar(db: None, now: datetime) -> Agent:
    """An agent of another brand: nothing of ours is his to see."""
    from amana.handling.intake.importing import new_brand

    return agent("Omar Stranger", new_brand("Another brand", at=now))


def customer(name: str, address: str, language: str) -> Person:
    from amana.people.recognising import recognise

    return recognise(address, name=name, language=language, at=NOW)


@pytest.fixture
def noa(db: None) -> Person:
    return customer("נועה לוי", "noa@customer.example", "he")


@pytest.fixture
def sami(db: None) -> Person:
    return customer("سامي حداد", "sami@customer.example", "ar")


@pytest.fixture
def case(brand: Brand, dana: Agent, noa: Person, now: datetime) -> Case:
    """Noa's router, held by Dana, opened by mail."""
    from tests.letters import deliver

    return deliver("noa@customer.example", "The router is dead. When will it work?", at=now, name="Noa Levi")


@pytest.fixture
def desk(dana: Agent) -> Viewer:
    """Dana, as she looks at things from the desk."""
    from amana.team.viewing import at_the_desk

    return at_the_desk(dana)


@pytest.fixture
def link(case: Case, noa: Person) -> Viewer:
    """Noa, by the link of her case."""
    from amana.team.viewing import by_link

    return by_link(noa, case.key)


def closed_at_rest(case: Case, *, at: datetime) -> Case:
    """Set the stage: the case was closed at a moment, and every mail of it has left."""
    from amana.commitments.models import Commitment
    from amana.post.models import Outgoing

    Commitment.objects.outstanding().filter(case=case).update(state=Commitment.RELEASED, ended_at=at, alarm_at=None)
    Outgoing.objects.update(state=Outgoing.SENT)
    type(case).objects.filter(pk=case.pk).update(
        state="closed",
        closed_at=at,
        queue_at=None,
        next_due_at=None,
        next_commitment=None,
        waiting_for="",
        next_reason="",
    )
    case.refresh_from_db()
    return case
