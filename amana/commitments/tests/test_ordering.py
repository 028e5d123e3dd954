from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import COMPANY
from amana.commitments.ordering import EACH_CONTACT, EACH_PASS, STANDSTILL, Deeds, brought_forward
from amana.commitments.recounting import recount
from amana.escalation.climbing import ask
from amana.handling.facts.noting import note_call
from amana.handling.facts.standing_still import note_standstill
from amana.handling.holding.handing_over import accept, offer
from amana.handling.talking.hearing import hear
from amana.team.viewing import at_the_desk, by_link


@pytest.mark.parametrize(
    ("deeds", "hours"),
    [
        (Deeds(0, 0, is_standstill=False), 0),
        (Deeds(1, 0, is_standstill=False), 0),
        (Deeds(3, 0, is_standstill=False), 4),
        (Deeds(3, 2, is_standstill=False), 6),
        (Deeds(0, 0, is_standstill=True), 24),
        (Deeds(1000, 1000, is_standstill=True), 38),
    ],
)
def test_deeds_bring_a_case_forward_up_to_a_limit(deeds, hours):
    assert brought_forward(deeds) == timedelta(hours=hours)


def _ahead(case):
    case.refresh_from_db()
    return case.next_due_at - case.queue_at


@pytest.mark.django_db
def test_each_message_before_our_answer_brings_a_case_forward_and_our_word_takes_it_back(case, noa, dana, now):
    customer = by_link(noa, case.key)
    first = _ahead(case)
    assert first == timedelta()
    hear(case, "Is anybody there?", by=customer, at=now + timedelta(hours=1))
    hear(case, "I wrote twice.", by=customer, at=now + timedelta(hours=2))
    assert _ahead(case) == 2 * EACH_CONTACT
    assert case.contacts == 3
    note_call(case, "We spoke.", who="Noa", by=at_the_desk(dana), at=now + timedelta(hours=3))
    assert _ahead(case) == timedelta()
    assert case.contacts == 0


@pytest.mark.django_db
def test_asking_for_the_next_person_counts_as_coming_back(case, noa, now):
    case.refresh_from_db()
    before = case.contacts
    ask(case, text="Somebody else please", by=by_link(noa, case.key), at=now + timedelta(hours=1))
    case.refresh_from_db()
    assert case.contacts == before + 1


@pytest.mark.django_db
def test_a_case_that_changed_hands_comes_forward_and_one_that_was_only_offered_does_not(case, dana, omer, now):
    row = offer(case, taker=omer, why="He knows routers", by=at_the_desk(dana), at=now)
    assert _ahead(case) == timedelta()
    accept(row, by=at_the_desk(omer), at=now + timedelta(minutes=5))
    assert _ahead(case) == EACH_PASS
    assert (case.passes, case.waiting_for) == (1, COMPANY)


@pytest.mark.django_db
def test_a_standstill_is_said_by_either_side_and_ends_when_it_is_over(case, noa, dana, now):
    note_standstill(case, stands_still=True, text="The shop is closed", by=by_link(noa, case.key), at=now)
    assert _ahead(case) == STANDSTILL
    note_standstill(case, stands_still=False, text="", by=at_the_desk(dana), at=now + timedelta(hours=1))
    assert _ahead(case) == timedelta()
    assert list(recount(at=now + timedelta(hours=1))) == []
