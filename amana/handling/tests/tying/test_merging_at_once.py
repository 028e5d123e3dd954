"""Merging while others work on the same cases, each on a connection of its own."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import transaction

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.cases.tying import Tie
from amana.commitments.recounting import recount
from amana.handling.intake.receiving import receive
from amana.handling.talking.hearing import hear
from amana.handling.talking.replying import Reply, reply
from amana.handling.tying.merging import merge, unmerge
from amana.post.models import Outgoing, RawMessage
from amana.record.reading import read
from amana.record.verifying import verify
from amana.team.viewing import at_the_desk, by_link
from tests.letters import accept, deliver, letter
from tests.together import in_a_thread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def both(brand, dana, now):
    """Two cases of Noa, and the id of a reply of ours on the first."""
    one, other = (deliver("noa@customer.example", "Hello?", at=now, subject=subject) for subject in ("One", "Other"))
    reply(one, Reply("Yes?"), by=at_the_desk(dana), at=now)
    return one, other, Outgoing.objects.get(case=one.key, what="reply").message_id


def said(case):
    return [e["text"].strip() for e in read(case.key, side="customer") if e.kind == "message.received"]


def while_it_is_done(deed, meanwhile):
    """Do the deed and hold its transaction open until the other has begun to wait for it."""
    begun = threading.Event()

    def first():
        with transaction.atomic():
            deed()
            begun.set()
            time.sleep(0.7)

    def second():
        begun.wait(30)
        return meanwhile()

    threads = [in_a_thread(first), in_a_thread(second)]
    for thread in threads:
        thread.result(30)


def test_a_mail_that_arrives_while_its_case_is_merged_lands_where_it_goes_on(both, dana, now):
    one, other, sent = both
    accept(letter("noa@customer.example", "In between", at=now, answers=[sent]), at=now)
    while_it_is_done(
        lambda: merge(one, into=other, by=at_the_desk(dana), at=now), lambda: receive(worker="quick", at=now)
    )
    assert said(other)[-1] == "In between" and "In between" not in said(one)
    assert set(RawMessage.objects.values_list("state", "attempts")) == {("done", 1)}
    assert not Case.objects.get(pk=one.pk).is_open
    assert list(verify()) == [] and list(recount(at=now)) == []


def test_a_mail_that_arrives_while_its_case_is_taken_out_again_lands_in_it(both, dana, now):
    one, other, sent = both
    merge(one, into=other, by=at_the_desk(dana), at=now)
    accept(letter("noa@customer.example", "In between", at=now, answers=[sent]), at=now)
    while_it_is_done(lambda: unmerge(one, by=at_the_desk(dana), at=now), lambda: receive(worker="quick", at=now))
    assert said(one)[-1] == "In between" and "In between" not in said(other)
    assert list(verify()) == [] and list(recount(at=now)) == []


def test_words_from_the_portal_that_come_while_the_case_is_merged_land_where_it_goes_on(both, noa, dana, now):
    one, other, _sent = both
    while_it_is_done(
        lambda: merge(one, into=other, by=at_the_desk(dana), at=now),
        lambda: hear(one, "In between", by=by_link(noa, one.key), at=now),
    )
    assert said(other)[-1] == "In between" and "In between" not in said(one)
    assert list(verify()) == [] and list(recount(at=now)) == []


def test_a_case_that_is_merged_while_a_mail_is_written_takes_what_that_owes_with_it(both, dana, now):
    one, other, sent = both
    accept(letter("noa@customer.example", "Just before", at=now, answers=[sent]), at=now)
    while_it_is_done(
        lambda: receive(worker="quick", at=now), lambda: merge(one, into=other, by=at_the_desk(dana), at=now)
    )
    assert said(one)[-1] == "Just before" and not Case.objects.get(pk=one.pk).is_open
    assert list(verify()) == [] and list(recount(at=now)) == []


@pytest.mark.parametrize("number", [2, 3])
def test_everybody_merges_round_in_a_circle_and_the_last_is_refused(both, dana, now, number):
    ring = [*both[:2], deliver("noa@customer.example", "Third", at=now, subject="Third")][:number]
    begin = threading.Barrier(number)

    def one(n):
        def deed():
            begin.wait(30)
            try:
                return merge(ring[n], into=ring[(n + 1) % number], by=at_the_desk(dana), at=now)
            except Refused as refusal:
                return refusal

        return in_a_thread(deed)

    done = [thread.result(30) for thread in [one(n) for n in range(number)]]
    assert any(isinstance(result, Refused) for result in done)
    assert Tie.objects.count() < number
    assert Case.objects.filter(state="open").count() >= 1
    assert list(verify()) == [] and list(recount(at=now)) == []
