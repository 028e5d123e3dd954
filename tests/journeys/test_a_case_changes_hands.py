"""A case that passes from one to the next without falling between them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.commitments.making import Draft
from amana.commitments.models import Commitment
from amana.escalation.ringing import next_alarm, ring
from amana.handling.holding.handing_over import accept, offer, return_it
from amana.handling.talking.replying import Reply, reply
from amana.post.models import Outgoing
from amana.record.reading import read
from amana.team.viewing import at_the_desk
from tests.letters import letter, take_in

pytestmark = pytest.mark.django_db


def test_the_giver_answers_for_it_until_the_taker_accepts_and_the_taker_from_then_on(case, dana, omer, ruth, now):
    giver, taker = at_the_desk(dana), at_the_desk(omer)
    due = now + timedelta(hours=6)
    reply(case, Reply("We measure the line.", [Draft("A measurement", due, owner=dana)]), by=giver, at=now)
    measurement = Commitment.objects.get(case=case, action="A measurement")

    refused = offer(case, taker=omer, why="knows lines", by=giver, at=now + timedelta(minutes=1))
    return_it(refused, why="on leave tomorrow", by=taker, at=now + timedelta(minutes=2))
    waiting = offer(case, taker=omer, why="only you can measure", by=giver, at=now + timedelta(minutes=3))

    while (alarm := next_alarm()) is not None and alarm <= due - timedelta(hours=2):
        ring(at=alarm)
    reminded = [e["to"] for e in read(case.key, side="company") if e.kind == "reminder.sent"]
    assert reminded == ["Dana Katz"]  # offered is not accepted

    accept(waiting, by=taker, at=due - timedelta(hours=1))
    measurement.refresh_from_db()
    case.refresh_from_db()
    assert (case.holder, measurement.owner) == (omer, omer)
    while (alarm := next_alarm()) is not None and alarm <= due:
        ring(at=alarm)
    reminded = [e["to"] for e in read(case.key, side="company") if e.kind == "reminder.sent"]
    assert reminded == ["Dana Katz", "Ruth Amit", "Omer Dvir"]  # when it is late, its owner of now

    at = due + timedelta(hours=1)
    sent = Outgoing.objects.filter(case=case.key).latest("created_at")
    take_in(letter("noa@customer.example", "Who has it now?", at=at, answers=[sent.message_id]), at=at)
    answer = Commitment.objects.outstanding().get(case=case, origin="answer")
    assert answer.owner == omer

    later = at + timedelta(days=30)
    other = take_in(letter("noa@customer.example", "Another matter?", at=later), at=later)
    assert Case.objects.get(pk=other.case).holder == omer  # who knows the customer comes first
    shown = [e for e in read(case.key, side="customer") if e.kind.startswith("handover.")]
    assert [e.kind.partition(".")[2] for e in shown] == ["offered", "returned", "offered", "accepted"]
