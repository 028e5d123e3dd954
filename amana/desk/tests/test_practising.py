from __future__ import annotations

import pytest

from amana.desk.practising import LANGUAGES, openings
from amana.language.tactics import techniques


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_opening_has_one_answer_that_keeps_trust_and_others_that_name_what_they_are(language):
    every = openings(language)
    assert len(every) == len(openings("en")) >= 6
    for opening in every:
        assert [one.keeps for one in opening.answers].count(True) == 1
        assert all(one.why and one.text for one in opening.answers)
        assert all(one.tactic in techniques() for one in opening.answers if not one.keeps)


def test_the_answer_that_keeps_trust_is_not_always_in_the_same_place():
    places = {[one.keeps for one in opening.answers].index(True) for opening in openings("en")}
    assert places == {0, 1, 2}


def test_a_choice_shows_why_of_each_and_keeps_nothing(desk, django_assert_max_num_queries):
    before = desk.get("/desk/practice/").content.decode()
    assert openings("en")[0].answers[0].why not in before and "I would write this" in before
    told = desk.get("/desk/practice/", {"n": "1", "chosen": "2"}).content.decode()
    assert all(one.why.replace("'", "&#x27;") in told for one in openings("en")[0].answers)
    assert "Look at what each of them does." in told
    assert "This keeps trust." in desk.get("/desk/practice/", {"n": "1", "chosen": "1"}).content.decode()


@pytest.mark.parametrize(
    "said", [{"n": "0"}, {"n": "999"}, {"n": "x"}, {"n": "١"}, {"n": "1", "chosen": "77"}, {"n": "9" * 50}]
)
def test_rubbish_in_the_address_is_the_first_one(desk, said):
    assert openings("en")[0].says in desk.get("/desk/practice/", said).content.decode()


def test_it_speaks_the_readers_language(desk, dana):
    dana.account.language = "he"
    dana.account.save()
    assert openings("he")[0].says in desk.get("/desk/practice/").content.decode()
