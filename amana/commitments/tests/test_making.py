from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.handling.ending.closing import agree, propose
from amana.record.reading import read
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db


def of_promises(case):
    return [entry for entry in read(case.key, side="customer") if entry.kind == "promise.made"]


def test_a_promise_enters_ledger_and_record_with_owner_and_due_time(case, dana, now):
    [made] = make(case, [Draft("A  technician", now + timedelta(days=3), owner=dana)], by=at_the_desk(dana), at=now)

    said = of_promises(case)[-1]
    assert (said["action"], said["owner"], said["by"]) == ("A technician", "Dana Katz", "Dana Katz")
    assert said["due"].startswith("2026-11-15T08:00") and said.id == made.made_in


def test_promises_are_written_in_the_order_in_which_they_were_given(case, dana, now):
    drafts = [Draft(word, now + timedelta(days=days)) for word, days in (("first", 9), ("second", 2), ("third", 5))]
    make(case, drafts, by=at_the_desk(dana), at=now)

    assert [entry["action"] for entry in of_promises(case)][-3:] == ["first", "second", "third"]


@pytest.mark.parametrize("action, hours", [("  ", 5), ("A call", 0), ("A call", -1)])
def test_a_promise_needs_something_to_do_and_a_time_to_come(case, dana, now, action, hours):
    before = Commitment.objects.count()
    with pytest.raises(Refused):
        make(case, [Draft(action, now + timedelta(hours=hours))], by=at_the_desk(dana), at=now)
    assert Commitment.objects.count() == before


def test_who_owns_a_promise_nobody_was_named_for(case, dana, noa, now):
    soon = now + timedelta(hours=3)
    ours, theirs = make(case, [Draft("a", soon), Draft("b", soon, "customer")], by=at_the_desk(dana), at=now)

    assert (ours.owner, ours.promisee_person) == (case.company, noa)
    assert (theirs.owner, theirs.promisee_company) == (noa, case.company)


def test_nothing_is_promised_on_a_closed_case(case, dana, noa, now):
    agree(propose(case, terms=[], by=at_the_desk(dana), at=now), by=by_link(noa, case.key), at=now)
    with pytest.raises(Refused):
        make(case, [Draft("A call", now + timedelta(hours=3))], by=at_the_desk(dana), at=now)
