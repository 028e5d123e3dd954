from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from amana.handling.talking.hearing import hear
from amana.review.conduct.answering import take_back
from amana.review.conduct.models import ConductStep
from amana.review.conduct.noting import Noted, note_incident
from amana.team.viewing import at_the_desk, by_link

pytestmark = pytest.mark.django_db
HURT = "You stupid cow, I hate you"


@pytest.fixture
def step(router, noa, dana, at):
    said = hear(router, HURT, by=by_link(noa, router.key), at=at)
    return note_incident(router, Noted("abuse", HURT, said.id), by=at_the_desk(dana), at=at)


def page(client, door):
    return client.get(door.url).content.decode()


def test_the_customer_reads_a_step_and_answers_it_in_the_record(inside, door, step):
    assert "How we speak with each other" in page(inside, door)
    url = door.of(f"conduct/{step.pk}")
    shown = inside.get(url).content.decode()
    assert HURT in shown and "is your right" in shown and "abuse" not in shown.lower()
    assert inside.post(url, {"text": " "}).status_code == 422
    assert inside.post(url, {"text": "I was at the end of my strength"}).status_code == 302
    assert "I was at the end of my strength" in page(inside, door)
    assert len(door.entries("conduct.answered")) == 1 and "add to your answer" in page(inside, door)


def test_a_step_of_another_case_or_one_taken_back_is_not_there(inside, door, samis, step, dana, at, client):
    assert inside.get(door.of(f"conduct/{uuid4()}")).status_code == 404
    assert samis.enter(client).get(samis.of(f"conduct/{step.pk}")).status_code == 404
    take_back(step, why="A mistake", by=at_the_desk(dana), at=at + timedelta(hours=1))
    door.enter(client)
    assert client.get(door.of(f"conduct/{step.pk}")).status_code == 404
    assert "How we speak with each other" not in page(client, door) and "A mistake" in page(client, door)


def test_nothing_of_what_is_ours_alone_is_shown(inside, door, step):
    assert ConductStep.objects.count() == 1
    assert "as an incident" not in page(inside, door)


@pytest.mark.parametrize(("language", "title"), [("he", 'lang="he"'), ("ar", 'lang="ar"')])
def test_it_is_read_in_the_language_of_the_customer(inside, door, step, noa, language, title):
    type(noa).objects.filter(pk=noa.pk).update(language=language)
    assert title in inside.get(door.of(f"conduct/{step.pk}")).content.decode()
