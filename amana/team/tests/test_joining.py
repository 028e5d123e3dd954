from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from amana.kit.working_time import week_for
from amana.people.models import Account, Company
from amana.team.joining import add_agent
from amana.team.models import Agent, Brand, Week

NOW = datetime(2026, 11, 10, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    company = Company.objects.create(name="Ours", is_ours=True)
    week = Week.objects.create(name="w", plan=week_for("IL").to_json())
    return Brand.objects.create(name="Ours", company=company, language="he", zone="Asia/Jerusalem", week=week)


def test_somebody_joins_with_a_role_a_lead_and_brands(brand):
    dana = add_agent("Dana@Example.com ", name=" Dana  Levi", brands=[brand], at=NOW, role=Agent.LEAD, language="he")
    omar = add_agent("omar@example.com", name="Omar", brands=[brand], at=NOW, lead=dana)

    assert (dana.account.email, dana.name, dana.is_lead) == ("dana@example.com", "Dana Levi", True)
    assert (omar.lead, omar.role, list(omar.brands.all())) == (dana, Agent.AGENT, [brand])
    assert not omar.account.has_usable_password()


def test_somebody_who_is_served_may_serve_too_and_keeps_their_password(brand):
    account = Account.objects.create_user("noa@example.org", "her-own-password-1", name="Noa")
    agent = add_agent("noa@example.org", name="Another", brands=[brand], at=NOW, password="not-this-one-2")

    assert agent.account == account
    account.refresh_from_db()
    assert account.check_password("her-own-password-1") and account.name == "Noa"


@pytest.mark.parametrize(
    "wrong",
    [{"email": "nobody"}, {"name": ""}, {"password": "1234567890"}, {"role": "owner"}, {"language": "fr"},
     {"password": "dana@example.com"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_makes_nobody(brand, wrong):
    asked = {"email": "dana@example.com", "name": "Dana", "brands": [brand], "at": NOW} | wrong
    with pytest.raises(ValidationError):
        add_agent(asked.pop("email"), **asked)
    assert not Account.objects.exists()


def test_nobody_joins_twice(brand):
    add_agent("dana@example.com", name="Dana", brands=[brand], at=NOW)
    with pytest.raises(ValidationError, match="already serves"):
        add_agent("DANA@example.com", name="Dana", brands=[brand], at=NOW)
