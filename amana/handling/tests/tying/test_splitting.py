from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Participant
from amana.cases.tying import Tie
from amana.commitments.recounting import recount
from amana.handling.facts.noting import note
from amana.handling.talking.replying import Reply, reply
from amana.handling.tying.linking import link, linked, unlink
from amana.handling.tying.merging import merge
from amana.handling.tying.splitting import split
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.record.verifying import verify
from amana.record.withdrawing import withdraw
from amana.team.viewing import at_the_desk, by_link
from tests.letters import deliver, letter, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def billed(case, desk, now):
    """Noa writes about her bill in the case of her router."""
    reply(case, Reply("We look at it."), by=desk, at=now)
    ours = Outgoing.objects.get(case=case.key, what="reply").message_id
    take_in(letter("noa@customer.example", "And my bill is wrong: 300 instead of 149.", at=now, answers=[ours]), at=now)
    return next(e for e in read(case.key, side="company") if "bill is wrong" in str(e["text"]))


def test_a_part_goes_on_as_a_case_of_its_own_and_stays_where_it_was_said(case, billed, dana, noa, desk, now):
    later = now + timedelta(hours=1)
    fresh = split(case, [billed.id], subject="The bill", by=desk, at=later)
    assert (fresh.customer, fresh.holder, fresh.brand, fresh.is_open) == (noa, dana, case.brand, True)
    assert [row.person for row in Participant.objects.filter(case=fresh)] == [noa]
    assert fresh.next_commitment is not None
    assert Tie.objects.get().other == fresh
    there = [e for e in read(fresh.key, side="customer") if e.kind == "case.split"]
    here = [e for e in read(case.key, side="customer") if e.kind == "case.split"]
    assert "300 instead of 149" in there[0]["text"] and there[0]["split"] == case.number
    assert there[0]["quotes"] == [{"entry": str(billed.id), "number": billed.number}]
    assert here[0]["into"] == fresh.number and not here[0]["text"]
    assert next(e for e in read(case.key, side="customer") if e.id == billed.id).content is not None
    assert list(verify()) == [] and list(recount(at=later)) == []


def test_a_note_and_what_was_withdrawn_stay_among_colleagues(case, billed, desk, now):
    own = note(case, "She sounds tired.", by=desk, at=now)
    withdraw(billed.id, from_side="customer", why="a card number", by=desk.actor, at=now)
    fresh = split(case, [own.id, billed.id], subject="The bill", by=desk, at=now)
    shared = str([e.content for e in read(fresh.key, side="customer")])
    assert "tired" not in shared and "300 instead" not in shared
    (kept,) = [e["text"] for e in read(fresh.key, side="company") if e.kind == "note.written"]
    assert "tired" in kept and "300 instead" in kept


def test_what_holds_no_words_of_this_case_is_not_quoted(case, billed, brand, dana, desk, now):
    samis = deliver("sami@customer.example", "Where is my part?", at=now, subject="Part")
    secret = next(e for e in read(samis.key, side="company") if e.kind == "message.received")
    opened = next(e for e in read(case.key, side="company") if e.kind == "case.opened")
    for keys in ([secret.id], [opened.id], [billed.id, secret.id], []):
        with pytest.raises(Refused):
            split(case, keys, subject="x", by=desk, at=now)
    assert not Tie.objects.exists()


def test_a49_neither_a_stranger_nor_the_customer_splits_a_case(case, billed, omar, noa, now):
    for viewer in (at_the_desk(omar), by_link(noa, case.key)):
        with pytest.raises(Refused):
            split(case, [billed.id], subject="x", by=viewer, at=now)


def test_a_case_that_goes_on_elsewhere_is_not_split(case, billed, desk, now):
    other = deliver("noa@customer.example", "Again", at=now, subject="Again")
    merge(case, into=other, by=desk, at=now)
    with pytest.raises(Refused, match="goes on in"):
        split(case, [billed.id], subject="x", by=desk, at=now)


# ── links ────────────────────────────────────────────────────────────────────


def test_a_link_is_shown_on_both_and_nothing_else_happens(case, desk, now):
    samis = deliver("sami@customer.example", "Where is my part?", at=now, subject="Part")
    tie = link(case, samis, by=desk, at=now)
    assert link(samis, case, by=desk, at=now) == tie
    assert [list(linked(one)) for one in (case, samis)] == [[tie], [tie]]
    for one, other in ((case, samis), (samis, case)):
        assert [e["number"] for e in read(one.key, side="company") if e.kind == "case.linked"] == [other.number]
        assert "case.linked" not in {e.kind for e in read(one.key, side="customer")}
    for _twice in range(2):
        unlink(tie, by=desk, at=now)
    assert not linked(case).exists()
    assert [e.kind for e in read(case.key, side="company")].count("case.unlinked") == 1
    assert Participant.objects.filter(case=case).count() == 1
    assert list(recount(at=now)) == []


def test_a49_a_stranger_links_nothing(case, omar, desk, now):
    samis = deliver("sami@customer.example", "Where is my part?", at=now, subject="Part")
    for one, other, viewer in ((case, samis, at_the_desk(omar)), (case, case, desk)):
        with pytest.raises(Refused):
            link(one, other, by=viewer, at=now)
