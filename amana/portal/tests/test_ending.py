from __future__ import annotations

import pytest

from amana.cases.models import Case, Closing
from amana.commitments.models import Commitment
from amana.escalation.ringing import next_alarm, ring
from amana.handling.ending.closing import agree, propose
from amana.handling.ending.following_up import ask_due
from amana.handling.facts.stipulating import write_term
from amana.handling.models import Care, FollowUp, Term
from amana.handling.talking.replying import Reply, reply
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(router, dana, at):
    """Noa's case with nothing else owed."""
    Commitment.objects.filter(case=router).exclude(origin="answer").update(
        state="released", ended_at=at, ended_in=router.pk, alarm_at=None
    )
    reply(router, Reply("All done."), by=at_the_desk(dana), at=at)
    return router


def page(client, door):
    return client.get(door.url).content.decode()


def ask_once():
    """Let the clock run from alarm to alarm, until it has asked once more."""
    while not Closing.objects.filter(reminders__gt=0).exists():
        ring(at=next_alarm())


@pytest.fixture
def closed(settled, dana, noa, at):
    agree(propose(settled, terms=[], by=at_the_desk(dana), at=at), by=by_link(noa, settled.key), at=at)
    return settled


def test_the_customer_writes_down_what_they_need_and_takes_it_back(inside, door):
    assert "Write down what has to be true" in page(inside, door)
    assert inside.post(door.of("terms"), {"term": " "}).status_code == 422
    assert inside.post(door.of("terms"), {"term": "The refund is on my card"}).status_code == 302
    term = Term.objects.get()
    assert term.written_by == "customer" and "The refund is on my card" in page(inside, door)
    assert inside.post(door.of(f"terms/{term.pk}/dropping"), {"text": "It came"}).status_code == 302
    assert inside.get(door.of(f"terms/{term.pk}/dropping")).status_code == 404


def test_our_terms_are_ours_to_drop(inside, door, router, dana, at):
    term = write_term(router, "The router works", by=at_the_desk(dana), at=at)
    assert "The router works" in page(inside, door)
    assert inside.get(door.of(f"terms/{term.pk}/dropping")).status_code == 404


def test_terms_of_another_case_are_nobodys_here(inside, door, samis, sami, at):
    term = write_term(samis.case, "وصول القطعة", by=by_link(sami, samis.case.key), at=at)
    assert inside.get(door.of(f"terms/{term.pk}/dropping")).status_code == 404


def test_each_term_that_is_not_met_is_ticked(inside, door, settled, dana, at):
    propose(settled, terms=["The router works", "The bill is right"], by=at_the_desk(dana), at=at)
    asked = inside.get(door.of("closing/missing")).content.decode()
    assert asked.count('type="checkbox"') == 2
    assert inside.post(door.of("closing/missing"), {"text": "nothing works"}).status_code == 422
    inside.post(door.of("closing/missing"), {"term": ["0", "1"], "text": "nothing works", "to": "rung"})
    said = door.entries("closing.refused")[-1]
    assert said["unmet"] == ["The router works", "The bill is right"] and said["to"] == "rung"
    assert "The bill is right" in door.entries("rung.asked")[-1]["text"]
    assert {term.text for term in Term.objects.all()} == {"The router works", "The bill is right"}


def test_the_page_says_how_often_we_asked_and_what_silence_does(inside, door, settled, dana, at):
    propose(settled, terms=["The router works"], by=at_the_desk(dana), at=at)
    assert "We have asked" not in page(inside, door)
    ask_once()
    said = page(inside, door)
    assert "We have asked once more." in said and "We ask again" in said


def test_silence_over_money_is_said_to_end_nothing(inside, door, settled, dana, at):
    propose(settled, terms=["The refund is on the card"], by=at_the_desk(dana), at=at)
    ask_once()
    assert "Silence does not end this case" in page(inside, door)


def test_after_agreeing_one_question_is_asked_once(inside, door, settled, dana, at):
    propose(settled, terms=[], by=at_the_desk(dana), at=at)
    assert "Did you feel taken care of?" not in page(inside, door)
    inside.post(door.of("closing"))
    assert "Did you feel taken care of?" in page(inside, door)
    assert inside.post(door.of("care"), {}).status_code == 422
    assert inside.post(door.of("care"), {"answer": "yes", "text": "Dana was kind"}).status_code == 302
    assert Care.objects.get().answer == "yes"
    later = page(inside, door)
    assert 'name="answer"' not in later and "felt taken care of" in later


def test_some_days_later_it_is_still_solved(inside, door, closed):
    assert "Is it still solved?" not in page(inside, door)
    assert inside.post(door.of("still-solved")).status_code == 302
    ask_due(FollowUp.objects.get().due_at)
    assert "Is it still solved?" in page(inside, door)
    inside.post(door.of("still-solved"))
    assert FollowUp.objects.get().ending == "yes" and "No, open it again" not in page(inside, door)


def test_or_it_is_not_and_the_case_is_open_again(inside, door, closed, dana):
    ask_due(FollowUp.objects.get().due_at)
    assert inside.get(door.of("not-solved")).status_code == 200
    inside.post(door.of("not-solved"), {"text": "Dead again"})
    case = Case.objects.get(pk=closed.pk)
    assert (case.is_open, case.holder) == (True, dana)
    assert door.entries("followup.answered")[-1]["text"] == "Dead again"


def test_nobody_without_a_known_device_answers(client, door, closed):
    for screen in ("terms", "care", "still-solved", "not-solved"):
        assert client.post(door.of(screen), {"answer": "yes"}).status_code == 403
    assert not Care.objects.exists()
