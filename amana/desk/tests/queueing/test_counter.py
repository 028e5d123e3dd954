from __future__ import annotations

import pytest

from amana.counter.models import Asked, Choice, Question, Turn
from amana.desk.tests.conftest import agent, mail, signed_in
from amana.post.models import Outgoing
from amana.team.models import Agent, Team

PAGE, ACTS = "/desk/counter/", "/desk/counter/acts/"


@pytest.fixture
def new(brand, dana, omer):
    """A case that just came by mail."""
    from amana.cases.models import Case

    return Case.objects.get(pk=mail("My router is dead. I want a refund of order 45871.").case)


def test_the_counter_shows_one_case_with_its_words_and_who_could_take_it(desk, new):
    assert "1 new case waits" in desk.get(PAGE).content.decode()
    html = desk.post(ACTS, {"act": "next"}, follow=True).content.decode()
    assert "My router is dead" in html and "Who takes it?" in html and "Omer Shaked" in html
    assert "45871" in html


def test_one_key_gives_it_and_brings_the_next(desk, new, omer):
    mail("Another thing", sender="sara@levi.example")
    desk.post(ACTS, {"act": "next"})
    said = {"act": "give", "case": new.number, "to": f"agent:{omer.pk}"}
    html = desk.post(ACTS, said, follow=True).content.decode()
    assert "in the hands of" in html and "Another thing" in html
    new.refresh_from_db()
    assert new.holder == omer and Outgoing.objects.filter(what="notice").exists()


def test_a_part_of_the_page_answers_a_part_of_the_page(desk, new):
    answer = desk.post(ACTS, {"act": "next"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "My router is dead" in answer.content.decode() and "<html" not in answer.content.decode()


def test_undo_brings_it_back(desk, new, omer):
    desk.post(ACTS, {"act": "next"})
    desk.post(ACTS, {"act": "give", "case": new.number, "to": f"agent:{omer.pk}"})
    html = desk.post(ACTS, {"act": "undo"}, follow=True).content.decode()
    assert "My router is dead" in html and "as it was" in html


@pytest.mark.parametrize("act", ["give", "ask", "tag", "merge", "aside", "skip", "undo", "dance", ""])
def test_rubbish_changes_nothing(act, desk, new):
    for number in ("", "AM-XXXXXX", "\x00", new.number):
        answer = desk.post(ACTS, {"act": act, "case": number, "to": "agent:x", "into": "\x00", "tag": ""}, follow=True)
        assert answer.status_code in {200, 404}
    assert Turn.objects.waiting().filter(pk=new.pk).exists()


def test_another_brands_agent_finds_no_case_at_the_counter(new, omar, omer):
    client = signed_in(omar)
    assert "My router" not in client.post(ACTS, {"act": "next"}, follow=True).content.decode()
    said = {"act": "give", "case": new.number, "to": f"agent:{omar.pk}"}
    assert client.post(ACTS, said).status_code == 404


def test_an_auditor_looks_and_takes_nothing(new, brand):
    client = signed_in(agent("Avi Auditor", brand, role=Agent.AUDITOR))
    assert client.get(PAGE).status_code == 200
    client.post(ACTS, {"act": "next"})
    assert Turn.objects.get().taken_by is None


def test_a_lead_writes_the_question_and_it_is_asked_with_one_key(new, brand, ruth, desk):
    team = Team.objects.create(name="Repairs")
    url = f"/desk/settings/brands/{brand.pk}/question/"
    lead = signed_in(ruth)
    assert lead.get(url).status_code == 200
    said = {
        "question_en": "What is it about?",
        "choice_1_en": "A repair",
        "team_1": str(team.pk),
        "choice_2_en": "Else",
    }
    assert lead.post(url, said).status_code == 302
    assert Question.objects.get().texts == {"en": "What is it about?"}
    assert [row.team for row in Choice.objects.order_by("place")] == [team, None]
    assert "What is it about?" in lead.get(url).content.decode()
    desk.post(ACTS, {"act": "next"})
    html = desk.post(ACTS, {"act": "ask", "case": new.number}, follow=True).content.decode()
    assert "the question is asked" in html and Asked.objects.get().entry is not None


def test_answers_without_a_question_are_not_saved(brand, ruth):
    answer = signed_in(ruth).post(f"/desk/settings/brands/{brand.pk}/question/", {"choice_1_en": "A repair"})
    assert answer.status_code == 422 and not Question.objects.exists()


def test_an_empty_question_asks_nothing_any_more(brand, ruth):
    client, url = signed_in(ruth), f"/desk/settings/brands/{brand.pk}/question/"
    client.post(url, {"question_en": "What is it about?"})
    client.post(url, {})
    assert not Question.objects.filter(retired_at=None).exists()


def test_an_agent_does_not_write_the_question(brand, desk):
    assert desk.get(f"/desk/settings/brands/{brand.pk}/question/").status_code == 404
