"""An agent writes down what a message says."""

from __future__ import annotations

import pytest

from amana.cases.errors import Refused
from amana.cases.models import Closing
from amana.commitments.keeping import keep
from amana.commitments.offering import offer_time
from amana.escalation.answering import record
from amana.escalation.tests.conftest import HOUR, all_is_well, answer, kinds, last, promised, state, waiting
from amana.handling.ending import closing
from amana.handling.intake.answering import dismiss
from amana.handling.talking.replying import Reply, reply
from amana.team.viewing import by_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def loose(case, desk, now):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer("I agree. When does the refund come?", at=now + 2 * HOUR)
    return waiting(case, now + 2 * HOUR)[0]


def test_an_agent_records_what_a_message_says_once(case, desk, loose, now):
    record(loose.row, of=loose.meanings[0].key, by=desk, at=now + 3 * HOUR)
    said = last(case, "closing.agreed")
    assert (said.by.kind, said["shown_by"]) == ("agent", str(loose.row.entry))
    before = kinds(case)
    with pytest.raises(Refused):
        record(loose.row, of=loose.meanings[0].key, by=desk, at=now + 3 * HOUR)
    assert kinds(case) == before


def test_a_suggestion_put_aside_is_gone(case, loose, now):
    dismiss(loose.row, at=now + 3 * HOUR)
    assert waiting(case, now + 3 * HOUR) == [] and state(case) == "open"


def test_a_suggestion_is_no_answer_to_what_was_asked_later(case, desk, loose, now):
    row = Closing.objects.get()
    closing.withdraw_proposal(row, why="too early", by=desk, at=now + 3 * HOUR)
    assert waiting(case, now + 3 * HOUR) == []
    reply(case, Reply("The refund is on its way."), by=desk, at=now + 4 * HOUR)
    closing.propose(case, terms=[], by=desk, at=now + 4 * HOUR)
    assert waiting(case, now + 4 * HOUR) == []
    with pytest.raises(Refused):
        record(loose.row, of=str(Closing.objects.get(ended_at=None).pk), by=desk, at=now + 5 * HOUR)


def test_a_message_withdrawn_from_us_suggests_nothing(case, loose, noa, now):
    from amana.record.withdrawing import withdraw

    withdraw(loose.row.entry, from_side="company", why="a password", by=by_link(noa, case.key).actor, at=now + 3 * HOUR)
    assert waiting(case, now + 3 * HOUR) == []


@pytest.mark.parametrize(
    ("text", "act"),
    [("It is not solved, the light is red", "not_solved"), ("Can I speak to your manager?", "climb")],
)
def test_other_answers_are_recorded_with_the_message_too(case, desk, ruth, now, text, act):
    closing.propose(case, terms=[], by=desk, at=now + HOUR)
    answer(text, at=now + 2 * HOUR)
    (one,) = [one for one in waiting(case, now + 2 * HOUR) if one.row.act == act]
    record(one.row, of=one.meanings[0].key, by=desk, at=now + 3 * HOUR)
    kind = {"not_solved": "closing.refused", "climb": "rung.asked"}[act]
    assert last(case, kind)["shown_by"] == str(one.row.entry)
    all_is_well(now + 3 * HOUR)


def test_nobody_writes_down_a_dispute_or_a_consent_without_their_words(case, desk, now):
    from amana.commitments.keeping import dispute
    from amana.commitments.offering import agree_time, refuse_time

    late = promised(case, desk, now)
    offer = offer_time(late, due_at=now + 30 * HOUR, why="", by=desk, at=now + HOUR)
    row_of_ours = last(case, "promise.made").id
    for key in (None, row_of_ours):
        for verb in (agree_time, refuse_time):
            with pytest.raises(Refused):
                verb(offer, by=desk, at=now + 3 * HOUR, shown_by=key)
        with pytest.raises(Refused):
            dispute(late, by=desk, at=now + 3 * HOUR, shown_by=key)
    keep(late, by=desk, at=now + 4 * HOUR, note="called")
