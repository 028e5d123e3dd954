from __future__ import annotations

from datetime import timedelta

import pytest

from amana.cases.models import Case
from amana.counter.asking import greet
from amana.counter.models import Asked, Choice, Question
from amana.handling.facts.noting import note_call
from amana.recordings.keeping import Consent, attach, set_rule, share
from amana.recordings.models import Recording
from amana.recordings.tests.test_recordings import sound
from amana.team.models import Agent, Team
from amana.team.viewing import at_the_desk


@pytest.fixture
def asked(router, dana, brand, at):
    team = Team.objects.create(name="Repairs", created_at=at)
    question = Question.objects.create(brand=brand, texts={"en": "What is it about?"}, made_at=at)
    Choice.objects.create(question=question, place=1, texts={"en": "A repair"}, team=team)
    Choice.objects.create(question=question, place=2, texts={"en": "An invoice"})
    dana.team = team
    dana.save()
    greet(router, at=at)
    return Asked.objects.get()


def test_the_question_stands_on_the_page_with_its_answers(inside, door, asked):
    html = inside.get(door.url).content.decode()
    assert "What is it about?" in html and "A repair" in html


def test_one_click_answers_it_and_names_who_takes_it(inside, door, asked):
    html = inside.post(door.of("question"), {"choice": "1"}, follow=True).content.decode()
    assert "takes it from here" in html and "What is it about?" not in html
    asked.refresh_from_db()
    assert asked.chosen == 1
    assert [one["text"] for one in door.entries("message.received")][-1] == "A repair"


@pytest.mark.parametrize("choice", ["", "3", "0", "-1", "x", "\x00", "1.0"])
def test_what_is_no_answer_is_asked_again(choice, inside, door, asked):
    assert inside.post(door.of("question"), {"choice": choice}).status_code == 422
    asked.refresh_from_db()
    assert asked.ended_at is None


def test_without_a_question_there_is_nothing_to_answer(inside, door):
    assert inside.get(door.of("question")).status_code == 200
    assert inside.post(door.of("question"), {"choice": "1"}).status_code == 422


# ── the recording of a call ──────────────────────────────────────────────────


@pytest.fixture
def kept(router, dana, ruth, brand, at):
    set_rule(brand, is_on=True, asks="", by=at_the_desk(ruth), at=at)
    call = note_call(router, "We spoke.", who="Noa", by=at_the_desk(dana), at=at).id
    consent = Consent("Noa Levi", Recording.SPOKEN, at)
    return attach(router, call, sound(), consent, by=at_the_desk(dana), at=at + timedelta(minutes=1))


def of(door, kept, more=""):
    return door.of(f"entries/{kept.call}/recording{more}")


def test_the_caller_asks_for_a_copy(inside, door, kept):
    assert "/recording/" in inside.get(door.url).content.decode()
    assert inside.get(of(door, kept, "/sound")).status_code == 404
    html = inside.post(of(door, kept), follow=True).content.decode()
    assert "It is in the record that you ask for it" in html
    assert Recording.objects.get().asked_at is not None


def test_once_shared_it_is_heard_and_saved(inside, door, kept, dana, at):
    share(kept, by=at_the_desk(dana), at=at + timedelta(hours=1))
    assert "<audio" in inside.get(door.url).content.decode()
    answer = inside.get(of(door, kept, "/sound"), {"copy": "1"})
    assert answer.content == sound() and answer["Content-Disposition"].startswith("attachment")


def test_another_customer_finds_no_recording(client, samis, kept, dana, at):
    share(kept, by=at_the_desk(dana), at=at + timedelta(hours=1))
    samis.enter(client)
    for more in ("", "/sound"):
        assert client.get(of(samis, kept, more)).status_code == 404


def test_an_answer_to_a_case_nobody_holds_is_in_the_record(inside, door, asked):
    for agent in Agent.objects.select_related("account"):
        agent.account.is_active = False
        agent.account.save(update_fields=["is_active"])
    Case.objects.filter(pk=door.case.pk).update(holder=None)
    answer = inside.post(door.of("question"), {"choice": "1"}, follow=True).content.decode()
    assert "Your answer is in the record." in answer and "takes it from here" not in answer


def test_whoever_asked_for_a_recording_reads_that_they_did(inside, door, kept):
    assert "You have asked for a copy" not in inside.get(of(door, kept)).content.decode()
    inside.post(of(door, kept))
    assert "You have asked for a copy" in inside.get(of(door, kept)).content.decode()
