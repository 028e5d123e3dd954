"""What the rules of a brand mean for what begins after they were set."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.cases.models import Case, Closing
from amana.commitments.models import Commitment
from amana.escalation.accepting import remind_takers
from amana.escalation.climbing import ask
from amana.escalation.foreseeing import foresee
from amana.escalation.models import Acceptance
from amana.handling.ending.closing import asked_enough, propose
from amana.handling.holding.handing_over import accept, offer
from amana.handling.opening import open_case
from amana.handling.talking.hearing import hear
from amana.kit.working_time import after_working_hours
from amana.post.models import Recipient
from amana.team.changing import set_policy
from amana.team.models import Brand
from amana.team.policies import with_rules
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def with_own(brand: Brand, **own) -> Brand:
    set_policy(brand, own)
    return Brand.objects.select_related("week", "company").get(pk=brand.pk)


def opened(noa, brand, dana, at):
    return open_case(noa, brand, subject="Router", text="It is dead.", by=at_the_desk(dana), at=at)


def owed(case, origin):
    return Commitment.objects.outstanding().get(case=case, origin=origin)


def test_the_first_answer_and_the_next_word_have_times_of_their_own(brand, dana, noa, now):
    brand = with_own(brand, first_answer=2, next_word=5)
    case = opened(noa, brand, dana, now)
    assert owed(case, Commitment.ANSWER).due_at == after_working_hours(now, 2, brand.week.working)
    Commitment.objects.filter(case=case).update(state="released", ended_at=now, alarm_at=None)
    hear(Case.objects.get(pk=case.pk), "And the phone", by=by_link(noa, case.key), at=now + HOUR)
    assert owed(case, Commitment.ANSWER).due_at == after_working_hours(now + HOUR, 5, brand.week.working)


def test_a_promise_that_was_made_keeps_its_time(brand, dana, noa, now):
    case = opened(noa, brand, dana, now)
    before = owed(case, Commitment.ANSWER).due_at
    with_own(brand, first_answer=1)
    assert owed(case, Commitment.ANSWER).due_at == before


def test_a_rung_answers_by_its_number_and_a_written_ladder_by_its_own_hours(brand, dana, ruth, noa, now):
    brand = with_own(brand, rung_1=3)
    case = opened(noa, brand, dana, now)
    ask(case, text="Your lead please", by=by_link(noa, case.key), at=now)
    assert owed(case, Commitment.RUNG).due_at == after_working_hours(now, 3, brand.week.working)


def test_the_reminder_comes_as_long_before_as_the_rules_say(brand, dana, noa, now):
    brand = with_own(brand, first_answer=6, remind_owner=4)
    promise = owed(opened(noa, brand, dana, now), Commitment.ANSWER)
    assert promise.alarm_at == promise.due_at - 4 * HOUR


def test_the_days_of_silence_and_how_often_is_asked_are_rules(case, brand, dana, now):
    with_own(brand, closing_days=7, closing_reminders=1)
    row = propose(case, terms=["It works"], by=at_the_desk(dana), at=now)
    assert owed(case, Commitment.CLOSING).due_at >= now + timedelta(days=7)
    fresh = Case.objects.select_related("brand").get(pk=case.pk)
    assert not asked_enough(fresh, row)
    assert asked_enough(fresh, Closing(reminders=1))


def test_a_look_ahead_says_what_would_differ_and_changes_nothing(brand, dana, noa, now):
    case = opened(noa, brand, dana, now)
    promise = owed(case, Commitment.ANSWER)
    brand = Brand.objects.select_related("week").get(pk=brand.pk)
    seen = foresee(brand, with_rules({"first_answer": 2}), at=now)
    assert (seen.promises, seen.cases, seen.is_more) == (1, 1, False)
    assert seen.examples[0].number == case.number
    assert seen.examples[0].due_at == promise.due_at
    assert seen.examples[0].would_be == after_working_hours(now, 2, brand.week.working)
    assert owed(case, Commitment.ANSWER).due_at == promise.due_at
    assert foresee(brand, with_rules({"next_word": 2}), at=now).promises == 0
    assert foresee(brand, with_rules({}), at=now).promises == 0


def test_a_look_ahead_asks_as_few_queries_for_many_promises_as_for_one(brand, dana, ruth, noa, now):
    brand = Brand.objects.select_related("week").get(pk=brand.pk)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            foresee(brand, with_rules({"first_answer": 2, "rung_1": 1}), at=now)
        return len(queries)

    def another():
        case = opened(noa, brand, dana, now)
        ask(case, text="Your lead please", by=by_link(noa, case.key), at=now)

    another()
    few = asked()
    for _ in range(6):
        another()
    assert asked() == few


def test_whoever_does_not_answer_an_offer_is_reminded_once_with_the_giver(case, brand, dana, omer, now):
    with_own(brand, hand_over=1)
    offer(case, taker=omer, why="Knows routers", by=at_the_desk(dana), at=now)
    row = Acceptance.objects.get()
    assert row.due_at == after_working_hours(now, 1, brand.week.working)
    assert remind_takers(row.due_at - timedelta(minutes=1)) == 0
    before = Recipient.objects.count()
    assert [remind_takers(row.due_at), remind_takers(row.due_at)] == [1, 0]
    assert Recipient.objects.count() == before + 2


def test_an_offer_that_was_answered_reminds_nobody(case, brand, dana, omer, now):
    hand_over = offer(case, taker=omer, why="Knows routers", by=at_the_desk(dana), at=now)
    accept(hand_over, by=at_the_desk(omer), at=now + HOUR)
    assert remind_takers(Acceptance.objects.get().due_at) == 0


def test_no_time_for_an_answer_means_nobody_is_reminded(case, brand, dana, omer, now):
    with_own(brand, hand_over=0)
    offer(case, taker=omer, why="Knows routers", by=at_the_desk(dana), at=now)
    assert not Acceptance.objects.exists()
