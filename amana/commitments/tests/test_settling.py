from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana.cases.models import Case
from amana.commitments.keeping import keep, release
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.commitments.settling import next_step, settle_cases
from amana.handling.opening import open_case, open_own_case
from amana.handling.talking.replying import Reply, reply
from amana.people.models import Company
from amana.record.reading import entry_count
from amana.team.viewing import at_the_desk, by_link, owner

pytestmark = pytest.mark.django_db


def standing(case):
    case.refresh_from_db()
    return case.waiting_for, case.next_reason, case.next_due_at


def test_a_new_case_owes_an_answer_within_eight_working_hours(case, now):
    assert standing(case) == ("company", "answer", now + timedelta(hours=8))


def test_after_our_answer_we_owe_the_question_whether_it_is_solved(case, dana, now):
    reply(case, Reply("It works again."), by=at_the_desk(dana), at=now)

    waiting_for, reason, due_at = standing(case)
    assert (waiting_for, reason) == ("customer", "follow_up")
    assert due_at > now + timedelta(days=2)  # 24 working hours from a Thursday morning


def test_while_the_customer_owes_something_dated_we_wait_and_afterwards_we_owe_again(case, dana, now):
    reply(case, Reply("Please send us a photograph."), by=at_the_desk(dana), at=now)
    due = now + timedelta(days=1)
    make(case, [Draft("A photograph", due, "customer")], by=at_the_desk(dana), at=now)
    assert standing(case)[:2] == ("customer", "hand")

    settle_cases([case.key], at=due)
    assert standing(case)[:2] == ("customer", "follow_up")


def test_the_earliest_work_comes_first_whatever_is_waited_for(case, dana, noa, now):
    soon = now + timedelta(hours=1)
    make(case, [Draft("A photograph", soon, "customer"), Draft("A call", now + timedelta(hours=2))],
         by=at_the_desk(dana), at=now)  # fmt: skip
    assert standing(case) == ("company", "hand", now + timedelta(hours=2))


def test_a_case_nobody_owes_anything_on_gets_a_promise_at_once(case, dana, noa, now):
    release(Commitment.objects.get(case=case), by=by_link(noa, case.key), at=now)

    assert Commitment.objects.outstanding().filter(case=case).count() == 1
    assert standing(case)[1] == "answer"  # the customer had the last word


def test_an_own_case_is_moved_on_by_its_keeper(noa, now):
    case = open_own_case(noa, Company.objects.create(name="Kav"), happened="x", wanted="y", by=owner(noa), at=now)
    [step] = Commitment.objects.outstanding().filter(case=case)
    assert (step.promiser, step.owner, step.due_at) == ("customer", noa, now + timedelta(days=3))

    settle_cases([case.key], at=now + timedelta(days=40))  # left alone, it stays the one next step, late
    assert Commitment.objects.outstanding().get(case=case) == step

    keep(step, by=owner(noa), at=now, note="called them")
    assert Commitment.objects.outstanding().filter(case=case).count() == 1


def test_settling_twice_changes_nothing(case, now):
    before = (entry_count(), Commitment.objects.count(), standing(case))
    settle_cases([case.key, case.key], at=now)
    settle_cases([case.key], at=now)
    assert (entry_count(), Commitment.objects.count(), standing(case)) == before


def test_what_we_work_on_goes_before_what_we_merely_ask():
    assert next_step([], at=None) is None


def test_settling_many_cases_takes_as_many_statements_as_settling_few(brand, dana, noa, now):
    def bare(count):
        cases = [open_case(noa, brand, subject="x", text="y", by=at_the_desk(dana), at=now) for _ in range(count)]
        keys = [case.key for case in cases]
        Commitment.objects.filter(case__in=keys).update(state=Commitment.RELEASED, ended_at=now)
        with CaptureQueriesContext(connection) as seen:
            settle_cases(keys, at=now)
        return len(seen)

    assert bare(10) == bare(30)
    assert list(recount(at=now)) == []
    assert Case.objects.open().count() == 40
