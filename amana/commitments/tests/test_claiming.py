from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.claiming import accept, claim, show
from amana.commitments.models import Commitment
from amana.handling.facts.noting import note
from amana.record.reading import read
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed(case, noa, now):
    return claim(case, action="A credit of 50", who="Avi", when=None, by=by_link(noa, case.key), at=now)


def test_a_claim_is_written_for_both_and_owed_by_nobody_yet(case, claimed):
    said = read(case.key, side="company", audiences=["shared"])[-1]
    assert (said.kind, said["who"], said["action"]) == ("promise.claimed", "Avi", "A credit of 50")
    assert claimed not in Commitment.objects.outstanding()
    assert Commitment.objects.get(pk=claimed.pk).said_in == said.id


def test_an_accepted_claim_is_the_holders_promise(case, claimed, dana, now):
    made = accept(claimed, due_at=now + timedelta(days=3), by=at_the_desk(dana), at=now)
    assert (made.owner, made.state, made.origin) == (dana, "open", "claimed")
    with pytest.raises(Refused):
        accept(claimed, due_at=now + timedelta(days=3), by=at_the_desk(dana), at=now)


def test_a_claim_is_answered_by_an_entry_both_can_read(case, claimed, dana, now):
    desk = at_the_desk(dana)
    hidden = note(case, "Avi says no.", by=desk, at=now)
    with pytest.raises(Refused):
        show(claimed, key=hidden.id, text="", by=desk, at=now)
    said = read(case.key, side="company")[1]
    show(claimed, key=said.id, text="This is what we wrote.", by=desk, at=now)
    assert read(case.key, side="customer")[-1].kind == "promise.shown"
    with pytest.raises(Refused):
        show(claimed, key=said.id, text="", by=desk, at=now)


def test_a_claim_says_something(case, noa, now):
    with pytest.raises(Refused):
        claim(case, action=" ", who="", when=None, by=by_link(noa, case.key), at=now)
