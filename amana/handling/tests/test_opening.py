from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.handling.opening import open_case, open_own_case
from amana.people.models import Company
from amana.record.reading import read
from amana.team.viewing import at_the_desk, owner

pytestmark = pytest.mark.django_db


def test_a_case_opened_by_hand_holds_what_was_said_and_who_noted_it(brand, dana, noa, now):
    case = open_case(noa, brand, subject="", text="The router is dead.", by=at_the_desk(dana), at=now)
    said = next(e for e in read(case.key, side="customer") if e.kind == "call.noted")
    assert (case.holder, case.subject, said["by"]) == (dana, "The router is dead.", "Dana Katz")
    assert Commitment.objects.get(case=case).due_at > now
    assert list(recount(at=now)) == []


def test_a_case_that_no_agent_opened_goes_to_whose_turn_it_is(brand, dana, noa, now):
    assert open_case(noa, brand, subject="x", text="y", by=owner(noa), at=now).holder == dana


def test_a_case_is_about_something(brand, dana, noa, now):
    with pytest.raises(Refused):
        open_case(noa, brand, subject="x", text=" ", by=at_the_desk(dana), at=now)
    with pytest.raises(Refused):
        open_own_case(noa, Company.objects.create(name="Kav"), happened="x", wanted=" ", by=owner(noa), at=now)


def test_what_a_consumer_would_settle_for_is_theirs_alone(noa, now):
    kav = Company.objects.create(name="Kav")
    case = open_own_case(
        noa, kav, happened="billed twice", wanted="400 back", settle_for="350 would do", by=owner(noa), at=now
    )
    assert "350 would do" in str([e.content for e in read(case.key, side="customer")])
    assert "350 would do" not in str([e.content for e in read(case.key, side="company")])
    [step] = Commitment.objects.outstanding().filter(case=case)
    assert (step.owner, step.due_at) == (noa, now + timedelta(days=3))
