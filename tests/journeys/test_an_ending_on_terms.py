"""From a term written down early to an ending on it, what was given on the way, and the question some days later."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from amana.cases.models import Closing
from amana.commitments.keeping import keep
from amana.commitments.making import Draft, make
from amana.commitments.recounting import recount
from amana.escalation.ringing import next_alarm, ring
from amana.handling.ending.caring import answer_care
from amana.handling.ending.closing import agree, propose, refuse
from amana.handling.ending.confirming import answer_follow_up
from amana.handling.ending.following_up import ask_due, open_question
from amana.handling.facts.stipulating import terms_of, write_term
from amana.handling.talking.replying import Reply, reply
from amana.record.reading import read
from amana.record.verifying import verify
from amana.review.amends import Gift, admit, approve, give, give_approved
from amana.review.enduring import is_ours, ordeal_of, suggestion_for
from amana.team.viewing import at_the_desk
from tests.letters import last_mail

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def go(until):
    while (at := next_alarm()) is not None and at <= until:
        ring(at=at)


def test_a_case_ends_on_what_the_customer_needed(case, desk, link, ruth, dana, now):
    write_term(case, "The refund of 149.90 is on the card", by=link, at=now)
    promise = make(case, [Draft("A refund of 149.90 to the card", now + 2 * HOUR, owner=dana)], by=desk, at=now)[0]

    go(now + 5 * DAY)  # it is late, the customer is told, a lead takes it up
    at = now + 5 * DAY
    ordeal = ordeal_of(case, read(case.key, side="company"), at=at)
    admit(case, "The refund was booked to another customer", by=desk, at=at)
    assert ordeal.step >= 1 and "compensation" in suggestion_for(ordeal, is_ours=is_ours(case)).parts
    row = give(case, Gift("A credit on the next bill", "It took us too long", Decimal(120)), by=desk, at=at)
    assert "amends.given" not in [entry.kind for entry in read(case.key, side="customer")]
    give_approved(approve(row, by=at_the_desk(ruth), at=at), by=desk, at=at + HOUR)

    keep(promise, by=desk, at=at + HOUR, note="Booked")
    reply(case, Reply("It is booked."), by=at_the_desk(ruth), at=at + 2 * HOUR)
    first = propose(case, terms=[], by=desk, at=at + 2 * HOUR)
    assert [point.done for point in first.points.all()] == ["A refund of 149.90 to the card"]
    refuse(first, unmet=[0], term="It is not there", by=link, at=at + DAY)
    assert [term.is_met for term in terms_of(case)] == [False]

    reply(case, Reply("It was held by the bank; now it is there."), by=desk, at=at + 2 * DAY)
    second = propose(case, terms=[], by=desk, at=at + 2 * DAY)
    agree(second, by=link, at=at + 2 * DAY + HOUR)
    case.refresh_from_db()
    answer_care(case, "partly", text="In the end", by=link, at=at + 2 * DAY + HOUR)

    asked_at = second.follow_up.due_at
    ask_due(asked_at)
    question = open_question(case)
    assert "Is it still solved?" in last_mail("notice") and "taken care of" not in last_mail("notice")
    assert question is not None
    again = answer_follow_up(question, is_solved=False, text="Gone again", by=link, at=asked_at + HOUR)

    assert (again.is_open, again.holder) == (True, dana)
    assert list(Closing.objects.values_list("ending", flat=True).order_by("proposed_at")) == ["refused", "agreed"]
    assert list(verify()) == [] and list(recount(at=asked_at + HOUR)) == []
