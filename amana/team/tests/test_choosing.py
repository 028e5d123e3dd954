from __future__ import annotations

from datetime import timedelta

import pytest

from amana.team.choosing import roster
from amana.team.models import Absence, Agent
from tests.cast import agent

pytestmark = pytest.mark.django_db


def chosen(brand, now, *, count=1, knows=None, language="en"):
    agents = roster(at=now)
    names = []
    for _ in range(count):
        found = agents.next_for(brand.pk, knows=knows, language=language, at=now)
        names.append(found and found.name.split()[0])
    agents.save()
    return names


def away(who, now):
    Absence.objects.create(agent=who, since=now - timedelta(hours=1), until=now + timedelta(days=1), noted_at=now)


def test_work_goes_round(brand, dana, omer, now):
    assert chosen(brand, now, count=4) == ["Dana", "Omer", "Dana", "Omer"]


def test_the_round_goes_on_in_the_next_batch(brand, dana, omer, now):
    said = [chosen(brand, now + timedelta(minutes=minute))[0] for minute in (1, 2, 3, 4)]
    assert said == ["Dana", "Omer", "Dana", "Omer"]


def test_who_knows_the_customer_comes_first_unless_away(brand, dana, omer, now):
    assert chosen(brand, now, knows=omer.pk, count=2) == ["Omer", "Omer"]
    away(omer, now)
    assert chosen(brand, now, knows=omer.pk) == ["Dana"]


def test_a_shared_language_comes_before_the_turn_but_not_before_presence(brand, dana, ruth, now):
    amal = agent("Amal Haddad", brand, "agent", ruth, language="ar")
    assert chosen(brand, now, count=2, language="ar") == ["Amal", "Amal"]
    away(amal, now)
    assert chosen(brand, now, count=3, language="ar") == ["Dana", "Dana", "Dana"]


def test_somebody_absent_is_taken_only_when_there_is_nobody_else(brand, dana, omer, now):
    away(dana, now)
    assert chosen(brand, now, count=3) == ["Omer", "Omer", "Omer"]
    Agent.objects.filter(pk=omer.pk).update(lead=None)
    omer.account.is_active = False
    omer.account.save()
    for lead in Agent.objects.exclude(role="agent"):
        away(lead, now)
    assert chosen(brand, now)[0] is not None


def test_leads_stay_free_to_be_asked_as_long_as_somebody_else_is_there(brand, dana, ruth, yossi, now):
    assert chosen(brand, now, count=3) == ["Dana", "Dana", "Dana"]
    away(dana, now)
    assert chosen(brand, now)[0] in {"Ruth", "Yossi"}


def test_strangers_and_disabled_colleagues_get_nothing(brand, omar, now):
    assert chosen(brand, now, knows=omar.pk) == [None]


def test_choosing_for_a_hundred_takes_three_questions(brand, dana, omer, now, django_assert_num_queries):
    with django_assert_num_queries(3):
        agents = roster(at=now)
        for _ in range(100):
            agents.next_for(brand.pk, knows=None, language="en", at=now)
