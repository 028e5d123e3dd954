from __future__ import annotations

import pytest
from django.utils import translation

from amana.desk.carrying.parts import PARTS
from amana.desk.forms.naming import in_words, named


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""), ("", ""), ([], ""), ({}, ""), (True, "yes"), (False, "no"), (0, "0"), (2.5, "2.5"), ("he", "he"),
        (["a", "b"], "a, b"), (["a", ["b"]], "a; b"),
        ([{"hours": 8, "person": "ruth@tavor.example"}, {"hours": None, "person": "yossi@tavor.example"}],
         "Hours to answer: 8, Who: ruth@tavor.example; Who: yossi@tavor.example"),
        ({"texts": {"en": "Hi"}}, "texts: English: Hi"),
    ],
)  # fmt: skip
def test_a_value_is_said_as_a_reader_says_it(value, words):
    with translation.override("en"):
        assert in_words(value) == words


def test_a_name_nobody_gave_words_to_stays():
    assert named("no_such_setting") == "no_such_setting"


@pytest.mark.django_db
def test_whatever_a_setting_of_the_shop_is_called_it_is_called_in_words(brand, dana, ruth):
    found = {
        name
        for part in PARTS.values()
        for item in part.read().values()
        if isinstance(item.value, dict)
        for name in item.value
    }
    inner = {"points", "texts", "limits"}
    assert found and not {name for name in found - inner if named(name) == name}
