from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from amana.cases.models import Case
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.commitments.settling import settle_cases
from amana.kit.codes import new_id
from amana.people.models import Company, Person
from amana.record.appending import SYSTEM, Line, append, open_books
from amana.team.models import Brand, Week
from amana.team.viewing import the_system

NOW = datetime(2026, 11, 10, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    from amana.kit.working_time import week_for

    company = Company.objects.create(name="Ours", is_ours=True)
    week = Week.objects.create(name="w", plan=week_for("IL").to_json())
    brand = Brand.objects.create(name="Ours", company=company, language="en", zone="Asia/Jerusalem", week=week)
    key = new_id()
    open_books([key], at=NOW)
    row = Case.objects.create(
        book_id=key, brand=brand, customer=Person.objects.create(name="Noa"), company=company, language="en",
        zone="Asia/Jerusalem", opened_at=NOW, last_word_at=NOW, state="closed", closed_at=NOW,
    )  # fmt: skip
    # Opened the short way: a promise first, then the state that the CHECK allows only with it.
    Commitment.objects.create(
        case=row, promiser="company", promiser_company=company, owner_company=company, action="An answer",
        origin=Commitment.ANSWER, due_at=NOW + timedelta(hours=8), made_at=NOW,
    )  # fmt: skip
    first = Commitment.objects.get()
    Case.objects.filter(pk=key).update(
        state="open", closed_at=None, waiting_for="company", next_due_at=first.due_at, next_reason="answer",
        next_commitment=first.pk, queue_at=first.due_at,
    )  # fmt: skip
    return Case.objects.get()


def told(*, at=NOW):
    return [difference.what for difference in recount(at=at)]


def test_a_case_that_says_what_the_ledger_says_differs_in_nothing(case):
    make(case, [Draft("A technician", NOW + timedelta(hours=2))], by=the_system(), at=NOW)
    assert told() == []


def test_a_standing_somebody_changed_is_found_and_named(case):
    Case.objects.update(queue_at=NOW + timedelta(days=9))
    [what] = told()
    assert what.startswith("queue_at is 2026-11-19") and "the ledger says 2026-11-10" in what


def test_an_open_case_nobody_owes_anything_on_is_found(case):
    Commitment.objects.update(state=Commitment.RELEASED, ended_at=NOW)
    assert told() == ["open, and nobody owes anything"]


def test_a_closed_case_with_an_open_promise_is_found(case):
    Case.objects.update(state="closed", closed_at=NOW)
    assert told() == ["closed, and 1 promises are still open"]


def test_a_customers_promise_that_ran_out_this_moment_is_the_clocks_to_see(case):
    due = NOW + timedelta(hours=1)
    Commitment.objects.update(origin=Commitment.FOLLOW_UP)
    make(case, [Draft("A photograph", due, promiser="customer")], by=the_system(), at=NOW)
    assert Case.objects.get().waiting_for == "customer"
    assert told(at=due + timedelta(seconds=30)) == []
    assert told(at=due + timedelta(minutes=2)) != []
    append(Line(case.key, "case.held", SYSTEM, due + timedelta(minutes=2), {"holder": "", "why": "x"}))
    settle_cases([case.key], at=due + timedelta(minutes=2))
    assert told(at=due + timedelta(minutes=2)) == []


def test_reading_many_cases_takes_no_more_questions_than_batches(case, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert told() == []
