"""What is looked up for every mail, queue page and case page is read from an index."""

from __future__ import annotations

import pytest
from django.db import connection

from amana.cases.models import Field, Follow, Mention, Tag, Tie
from amana.cases.tracing import onward
from amana.desk.entering import Seat
from amana.desk.lists import FOLLOWED, cases_in
from amana.desk.queueing.following import mentions_for
from amana.handling.facts.describing import answering
from amana.kit.codes import new_id
from amana.team.viewing import at_the_desk
from tests.plans import plan_of, plans_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(case, omer, brand, now):
    return Seat(omer, at_the_desk(omer), now)


def assert_from_an_index(plans):
    assert plans
    for plan in plans:
        assert not plan.scans, f"reads all of {plan.scans}:\n{plan.sql}\n{plan.text}"


def test_where_cases_go_on_is_read_from_an_index(case, dana, now):
    assert_from_an_index(plans_of(lambda: onward([case.key, new_id()])))


def test_what_waits_for_an_agent_is_read_from_an_index(case, seat, dana, omer, now):
    Mention.objects.create(case=case, agent=omer, by=dana, entry=new_id(), at=now)
    assert_from_an_index([plan for plan in plans_of(lambda: mentions_for(seat)) if '"cases_mention"' in plan.sql])


def test_the_followed_cases_are_read_by_their_keys(case, seat, omer, now):
    Follow.objects.create(case=case, agent=omer, since=now)
    plans = plans_of(lambda: list(cases_in(FOLLOWED, seat).order_by("queue_at", "pk")[:26]))
    assert_from_an_index(plans)
    if connection.vendor == "sqlite":
        # PostgreSQL reads a table of one row however it likes.
        assert all("case_queue" not in plan.text for plan in plans if '"cases_case"' in plan.sql)


@pytest.mark.parametrize(("kind", "typed"), [("text", "x"), ("number", "149.90"), ("date", "2026-11-30")])
def test_values_are_found_by_an_index_of_their_own(case, brand, kind, typed):
    from amana.cases.models import Value

    field = Field.objects.create(brand=brand, name="Sum", kind=kind)
    sql, params = Value.objects.filter(answering(field, typed), case=case).values("case").query.sql_with_params()
    assert not plan_of(sql, params).scans


def test_tags_of_a_brand_are_read_in_their_order(case, brand, now):
    Tag.objects.create(brand=brand, name="a", folded="a")
    rows = Tag.objects.filter(brand=brand, retired_at=None).order_by("folded").values_list("name", flat=True)[:100]
    plan = plan_of(*rows.query.sql_with_params())
    assert not plan.scans and not plan.sorts, plan.text


def test_a_tie_that_ended_leads_nowhere(case, dana, brand, now):
    from tests.letters import deliver

    other = deliver("sami@customer.example", "?", at=now, subject="Other")
    Tie.objects.create(case=case, other=other, kind=Tie.MERGED, by=dana, made_at=now, ended_at=now)
    Tie.objects.create(case=case, other=other, kind=Tie.LINKED, by=dana, made_at=now)
    assert onward([case.key]) == {}
