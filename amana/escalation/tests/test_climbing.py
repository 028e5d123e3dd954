from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.models import Commitment
from amana.escalation.climbing import ask, climb, next_rung, rungs
from amana.handling.ending.closing import agree, propose
from amana.handling.talking.replying import Reply, reply
from amana.record.reading import read
from amana.team.viewing import at_the_desk

pytestmark = pytest.mark.django_db


def names(agents):
    return [agent.name.split()[0] for agent in agents]


def rung_promises(case):
    return Commitment.objects.filter(case=case, origin=Commitment.RUNG).order_by("pk")


def test_above_an_agent_stands_the_lead_then_the_manager(brand, dana, ruth, yossi, omar):
    assert names(rungs(brand, dana)) == ["Ruth", "Yossi"]
    assert names(rungs(brand, ruth)) == ["Yossi"]
    assert names(rungs(brand, yossi)) == ["Ruth"]  # who serves the brand above nobody is still somebody


def test_a_lead_who_cannot_sign_in_is_passed_over(brand, dana, ruth):
    ruth.account.is_active = False
    ruth.account.save()
    dana.refresh_from_db()
    assert names(rungs(brand, dana)) == ["Yossi"]


def test_a_circle_of_leads_ends(brand, dana, ruth, yossi):
    yossi.lead = dana
    yossi.save()
    dana.refresh_from_db()
    assert names(rungs(brand, dana)) == ["Ruth", "Yossi"]


def test_a_named_person_owes_an_answer_and_the_holder_stays(case, link, ruth, dana, now):
    assert ask(case, text="I want the lead", by=link, at=now) == ruth
    [owed] = rung_promises(case)
    case.refresh_from_db()
    assert (owed.owner, case.holder, "Ruth Amit" in owed.action) == (ruth, dana, True)
    assert [e.kind for e in read(case.key, side="customer")].count("rung.asked") == 1


def test_asking_again_goes_one_further_up_until_nobody_is_left(case, link, ruth, yossi, now):
    assert next_rung(case) == ruth
    ask(case, text="", by=link, at=now)
    assert next_rung(case) == yossi
    ask(case, text="", by=link, at=now)
    with pytest.raises(Refused):
        ask(case, text="", by=link, at=now)
    assert [one.owner for one in rung_promises(case)] == [ruth, yossi]


def test_only_their_own_word_keeps_what_somebody_above_promised(case, link, dana, ruth, now):
    ask(case, text="", by=link, at=now)
    reply(case, Reply("I am on it."), by=at_the_desk(dana), at=now)
    assert rung_promises(case).get().state == "open"
    reply(case, Reply("I have read it all."), by=at_the_desk(ruth), at=now)
    assert rung_promises(case).get().state == "kept"


def test_a_second_late_promise_asks_nobody_further_up(case, ruth, now):
    assert climb(case, why="late", at=now) == ruth
    before = read(case.key, side="company")
    assert climb(case, why="late too", at=now + timedelta(hours=1)) == ruth
    assert rung_promises(case).count() == 1 and read(case.key, side="company") == before


def test_nobody_is_asked_on_a_closed_case(case, link, dana, now):
    agree(propose(case, terms=[], by=at_the_desk(dana), at=now), by=link, at=now)
    with pytest.raises(Refused):
        ask(case, text="", by=link, at=now)
    assert climb(case, why="late", at=now) is None
