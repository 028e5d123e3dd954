from __future__ import annotations

from datetime import timedelta

import pytest

from amana.kit.working_time import week_for
from amana.record.reading import read
from amana.team.choosing import roster
from amana.team.models import Absence, Agent, Team, Week
from tests.cast import agent

pytestmark = pytest.mark.django_db
# A week without a shift on the day of these tests, which is a Thursday.
NEVER = week_for("IL").to_json() | {"shifts": {"0": ["09:00-10:00"]}}


def chosen(brand, now, *, count=1, knows=None, language="en"):
    agents = roster(at=now)
    names = []
    for _ in range(count):
        found = agents.next_for(brand.pk, knows=knows, language=language, at=now)
        names.append(found and found.agent.name.split()[0])
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


def why(brand, now, *, language="en", about="", full=()):
    chosen = roster(at=now, full=full).next_for(brand.pk, knows=None, language=language, at=now, about=about)
    return chosen and (chosen.agent.name.split()[0], chosen.why)


def test_who_knows_the_matter_comes_before_the_turn_however_the_word_is_written(brand, dana, omer, now):
    omer.skills = ["Fibre"]
    omer.save()
    assert why(brand, now, about="The FIBRE cable is cut") == ("Omer", "skill")
    assert why(brand, now, about="My bill") == ("Dana", "turn")


def test_a_language_that_was_written_down_counts_and_one_that_nobody_speaks_goes_to_a_lead(
    brand, dana, omer, ruth, now
):
    dana.languages, omer.languages = ["en"], ["en", "ar"]
    dana.save()
    omer.save()
    assert why(brand, now, language="ar") == ("Omer", "speaks")
    assert why(brand, now, language="ru") in {("Ruth", "nobody_speaks"), ("Yossi", "nobody_speaks")}


def test_a_lead_who_speaks_it_comes_before_an_agent_who_does_not(brand, dana, ruth, now):
    dana.languages, ruth.languages = ["en"], ["he"]
    dana.save()
    ruth.save()
    assert why(brand, now, language="he")[0] == "Ruth"


def test_who_works_now_comes_before_who_does_not(brand, dana, omer, now):
    closed = Week.objects.create(name="never", plan=NEVER)
    dana.week = closed
    dana.save()
    assert [why(brand, now)[0] for _turn in range(2)] == ["Omer", "Omer"]
    omer.team = Team.objects.create(name="Nights", week=closed)
    omer.save()
    assert why(brand, now)[0] == "Dana"


def test_who_has_enough_cases_gets_none_while_somebody_else_can(brand, dana, omer, now):
    assert why(brand, now, full=[dana.pk])[0] == "Omer"
    assert why(brand, now, full=[dana.pk, omer.pk])[0] in {"Dana", "Omer", "Ruth", "Yossi"}


def test_why_a_case_was_given_stands_in_the_record(case):
    [opened] = [entry for entry in read(case.key, side="customer") if entry.kind == "case.opened"]
    assert opened["routed"] == "turn"


def test_a_limit_is_counted_from_the_cases_that_are_open(case, dana, omer, now):
    from amana.handling.opening import full

    assert full() == set()
    dana.most_cases = 1
    dana.save()
    assert full() == {dana.pk}
    dana.most_cases = 2
    dana.save()
    assert full() == set()
