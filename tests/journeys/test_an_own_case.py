"""A consumer alone, against a company that has never heard of us."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.commitments.keeping import admit_broken, keep
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.commitments.recounting import recount
from amana.escalation.ringing import next_alarm, ring
from amana.handling.ending.closing import close_own, reopen
from amana.handling.facts.noting import note_call
from amana.handling.opening import open_own_case
from amana.people.models import Company
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import owner

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("person", ["noa", "sami"])
def test_a_call_a_promise_that_is_broken_another_that_is_kept_and_the_end(request, person, now):
    keeper = request.getfixturevalue(person)
    by, kav = owner(keeper), Company.objects.create(name="Kav Telecom")
    case = open_own_case(
        keeper, kav, happened="billed twice", wanted="400 back", settle_for="350 would do", by=by, at=now
    )
    assert (case.waiting_for, case.next_reason) == ("customer", "follow_up")

    def promised(action, at, days):
        drafts = [Draft(action, at + timedelta(days=days))]
        note_call(case, "They said they would.", who="Avi", by=by, at=at, minutes=12, waited=35, promises=drafts)
        case.refresh_from_db()
        assert (case.waiting_for, case.next_reason) == ("company", "hand")
        return Commitment.objects.get(case=case, action=action)

    first = promised("The refund", now + timedelta(hours=1), 2)
    assert first.owner == kav
    while (due := next_alarm()) is not None and due <= now + timedelta(days=3):
        ring(at=due)
    assert first in Commitment.objects.overdue(now + timedelta(days=3))
    admit_broken(first, by=by, at=now + timedelta(days=3), why="nothing came")

    second = promised("The refund, really", now + timedelta(days=4), 5)
    keep(second, by=by, at=now + timedelta(days=8), note="It is on the account")
    case.refresh_from_db()
    assert case.next_commitment is not None

    close_own(case, by=by, at=now + timedelta(days=9))
    reopen(case, why="charged again", by=by, at=now + timedelta(days=40))
    case.refresh_from_db()
    assert case.is_open and list(recount(at=now + timedelta(days=40))) == []

    assert not Outgoing.objects.exists()  # the company is never written to by us
    assert "350 would do" not in str([e.content for e in read(case.key, side="company")])
    assert list(verify()) == []
