"""Gil's case against a telephone company, said to be Israeli, and a rule that can be relied on."""

from __future__ import annotations

from datetime import date

import pytest

from amana.cases.models import Case
from amana.deadlines.models import Matter, Rule
from amana.deadlines.running import say_matter
from amana.deadlines.seeding import seed
from amana.handling.opening import open_own_case
from amana.people.models import Account, Company, Person
from amana.team.viewing import Viewer, owner


@pytest.fixture
def gil(db) -> Person:
    account = Account.objects.create_user("gil@bayit.example", None, name="Gil", language="en", zone="Asia/Jerusalem")
    return Person.objects.create(name="Gil", language="en", zone="Asia/Jerusalem", account=account)


@pytest.fixture
def viewer(gil) -> Viewer:
    return owner(gil)


@pytest.fixture
def own(gil, now) -> Case:
    seed()
    company = Company.objects.create(name="Kav Telecom")
    return open_own_case(gil, company, happened="Charged twice.", wanted="A refund.", by=owner(gil), at=now)


@pytest.fixture
def matter(own, viewer, now) -> Matter:
    return say_matter(
        own, country="IL", region="", sector="bank", topics=["complaint", "cancel_purchase"], by=viewer, at=now
    )


@pytest.fixture
def sure(matter) -> Rule:
    """45 days for a bank to answer, checked this year."""
    Rule.objects.filter(key="il-bank-45d").update(checked_on=date(2026, 3, 1))
    return Rule.objects.get(key="il-bank-45d")
