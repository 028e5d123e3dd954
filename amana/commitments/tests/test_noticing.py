from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.models import Commitment
from amana.commitments.noticing import confirm, dismiss
from amana.handling.talking.hearing import hear
from amana.record.reading import read
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver, letter, take_in

pytestmark = pytest.mark.django_db

PROMISE = "I will send you the photos by 15 November 2026 at 12:00."


@pytest.fixture
def case(brand, dana, noa, now):
    return deliver("noa@customer.example", f"The router is dead.\n\n{PROMISE}", at=now)


def noticed(case):
    return list(Commitment.objects.filter(case=case, state=Commitment.NOTICED))


def test_a_promise_found_in_a_letter_is_told_to_nobody_until_confirmed(case, noa):
    [found] = noticed(case)
    assert (found.promiser, found.owner, found.alarm_at) == ("customer", None, None)
    assert found not in Commitment.objects.visible_to(by_link(noa, case.key))
    assert not [e for e in read(case.key, side="customer") if e.kind == "promise.made" and e["promiser"] == "customer"]


def test_confirming_enters_it_with_the_quote_and_happens_once(case, dana, now):
    [found] = noticed(case)
    made = confirm(found, due_at=now + timedelta(days=2), by=at_the_desk(dana), at=now)
    assert made.quote == found.quote and made.said_in == found.said_in and made.owner == case.customer
    with pytest.raises(Refused):
        confirm(found, due_at=now + timedelta(days=2), by=at_the_desk(dana), at=now)


def test_what_is_no_promise_leaves_no_trace_in_the_record(case, now):
    [found] = noticed(case)
    before = read(case.key, side="company")
    dismiss(found, at=now)
    dismiss(found, at=now)
    assert read(case.key, side="company") == before and not noticed(case)


def test_the_same_words_for_the_same_moment_are_noticed_once(case, noa, now):
    assert len(noticed(case)) == 1
    hear(case, f"As I said: {PROMISE} {PROMISE}", by=by_link(noa, case.key), at=now)
    assert len(noticed(case)) == 1

    dismiss(noticed(case)[0], at=now)
    hear(case, PROMISE, by=by_link(noa, case.key), at=now)
    assert not noticed(case)


def test_what_an_unproven_letter_promises_is_confirmed_only_once_it_is_let_in(case, dana, now):
    first = next(entry for entry in read(case.key, side="company") if entry.kind == "message.received")
    words = "I will send you the bill by 16 November 2026 at 12:00."
    take_in(letter("noa@customer.example", words, at=now, answers=[first["message_id"]]), at=now)
    found = next(row for row in noticed(case) if "bill" in row.quote)
    with pytest.raises(Refused):
        confirm(found, due_at=now + timedelta(days=2), by=at_the_desk(dana), at=now)
