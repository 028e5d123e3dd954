from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import HandOver
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment
from amana.handling.ending.closing import agree, propose
from amana.handling.holding.handing_over import accept, offer, return_it, take_back
from amana.record.reading import read
from amana.team.models import Agent
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(case, omer, desk, now):
    return offer(case, taker=omer, why="knows the router", by=desk, at=now)


def test_the_giver_stays_the_holder_until_the_taker_accepts(offered, case, dana, omer, now):
    case.refresh_from_db()
    assert case.holder == dana
    accept(offered, by=at_the_desk(omer), at=now)
    case.refresh_from_db()
    assert case.holder == omer
    assert Commitment.objects.get(case=case).owner == omer


def test_what_somebody_else_owes_stays_theirs(case, dana, omer, ruth, desk, now):
    make(case, [Draft("A call from Ruth", now + timedelta(days=1), owner=ruth)], by=desk, at=now)
    accept(offer(case, taker=omer, why="x", by=desk, at=now), by=at_the_desk(omer), at=now)
    assert Commitment.objects.get(case=case, action="A call from Ruth").owner == ruth


def test_only_the_one_it_was_offered_to_answers_it_and_once(offered, dana, omer, ruth, now):
    for by in (dana, ruth):
        with pytest.raises(Refused):
            accept(offered, by=at_the_desk(by), at=now)
    with pytest.raises(Refused):
        return_it(offered, why=" ", by=at_the_desk(omer), at=now)
    return_it(offered, why="on leave", by=at_the_desk(omer), at=now)
    with pytest.raises(Refused):
        accept(offered, by=at_the_desk(omer), at=now)


def test_an_offer_needs_a_reason_a_colleague_and_no_other_offer(case, omer, omar, dana, desk, now):
    for taker, why in ((omer, " "), (dana, "x"), (omar, "x")):
        with pytest.raises(Refused):
            offer(case, taker=taker, why=why, by=desk, at=now)
    offer(case, taker=omer, why="x", by=desk, at=now)
    with pytest.raises(Refused):
        offer(case, taker=omer, why="x", by=desk, at=now)


def test_nobody_gives_away_what_is_not_theirs(case, dana, omer, ruth, omar, now):
    with pytest.raises(Refused):
        offer(case, taker=dana, why="x", by=at_the_desk(omer), at=now)
    Agent.objects.filter(pk=omar.pk).update(role=Agent.LEAD)
    omar.refresh_from_db()
    with pytest.raises(Refused):  # a lead, but of another brand
        offer(case, taker=omer, why="x", by=at_the_desk(omar), at=now)
    row = offer(case, taker=omer, why="x", by=at_the_desk(ruth), at=now)
    assert row.giver == dana
    with pytest.raises(Refused):
        take_back(row, by=at_the_desk(omar), at=now)
    take_back(row, by=at_the_desk(dana), at=now)


def test_a_case_that_closes_is_no_longer_offered(offered, case, noa, omer, desk, now):
    agree(propose(case, terms=[], by=desk, at=now), by=by_link(noa, case.key), at=now)
    assert HandOver.objects.get(pk=offered.pk).ending == "taken_back"
    with pytest.raises(Refused):
        accept(offered, by=at_the_desk(omer), at=now)


def test_the_customer_reads_who_gave_it_to_whom(offered, case, omer, now):
    accept(offered, by=at_the_desk(omer), at=now)
    said = [e for e in read(case.key, side="customer") if e.kind.startswith("handover.")]
    assert [(e.kind, e["giver"], e["taker"]) for e in said] == [
        ("handover.offered", "Dana Katz", "Omer Dvir"),
        ("handover.accepted", "Dana Katz", "Omer Dvir"),
    ]
