from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.errors import Refused
from amana.commitments.keeping import keep
from amana.commitments.making import Draft, make
from amana.commitments.models import Commitment, Offer
from amana.commitments.offering import agree_time, offer_time, refuse_time
from amana.handling.talking.replying import Reply, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(case, dana, desk, now):
    return make(case, [Draft("A call", now + timedelta(hours=4), owner=dana)], by=desk, at=now)[0]


def test_the_old_promise_stays_until_the_other_side_agrees(call, desk, link, now):
    offer = offer_time(call, due_at=now + timedelta(days=3), why="parts", by=desk, at=now)
    assert Commitment.objects.get(pk=call.pk).due_at == now + timedelta(hours=4)

    fresh = agree_time(offer, by=link, at=now)
    old = Commitment.objects.get(pk=call.pk)
    assert (old.state, old.replaced_by, fresh.owner) == ("renegotiated", fresh, call.owner)


def test_nobody_agrees_with_themselves(call, desk, now):
    offer = offer_time(call, due_at=now + timedelta(days=3), why="", by=desk, at=now)
    with pytest.raises(Refused):
        agree_time(offer, by=desk, at=now)


def test_a_refused_time_changes_nothing_and_is_answered_once(call, desk, link, now):
    offer = offer_time(call, due_at=now + timedelta(days=3), why="", by=desk, at=now)
    refuse_time(offer, by=link, at=now)
    with pytest.raises(Refused):
        agree_time(offer, by=link, at=now)
    assert Commitment.objects.get(pk=call.pk).state == "open"


def test_a_second_offer_takes_the_place_of_the_first(call, desk, link, now):
    first = offer_time(call, due_at=now + timedelta(days=3), why="", by=desk, at=now)
    offer_time(call, due_at=now + timedelta(days=4), why="", by=desk, at=now)
    assert Offer.objects.get(pk=first.pk).ending == "replaced"
    with pytest.raises(Refused):
        agree_time(first, by=link, at=now)


def test_an_offered_time_that_has_passed_is_no_time(call, desk, link, now):
    with pytest.raises(Refused):
        offer_time(call, due_at=now, why="", by=desk, at=now)
    offer = offer_time(call, due_at=now + timedelta(hours=5), why="", by=desk, at=now)
    with pytest.raises(Refused):
        agree_time(offer, by=link, at=now + timedelta(hours=5))


def test_what_has_ended_and_what_others_promised_is_not_ours_to_move(call, desk, link, case, now):
    with pytest.raises(Refused):
        offer_time(call, due_at=now + timedelta(days=1), why="", by=link, at=now)
    keep(call, by=desk, at=now, note="called")
    with pytest.raises(Refused):
        offer_time(call, due_at=now + timedelta(days=1), why="", by=desk, at=now)


def test_an_answer_with_a_new_time_is_still_kept_by_answering(case, desk, link, now):
    answer = Commitment.objects.get(case=case)
    offer = offer_time(answer, due_at=now + timedelta(days=4), why="we must ask the supplier", by=desk, at=now)
    fresh = agree_time(offer, by=link, at=now)
    reply(case, Reply("The supplier says: Sunday."), by=desk, at=now)
    assert Commitment.objects.get(pk=fresh.pk).state == "kept"
