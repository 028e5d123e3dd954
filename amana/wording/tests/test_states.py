from __future__ import annotations

import pytest
from django.utils import translation

from amana.wording import patience
from amana.wording.states import STATES, state


@pytest.mark.parametrize("language", ["en", "he", "ar"])
def test_every_state_has_a_shape_and_a_word_of_its_own(language: str):
    with translation.override(language):
        words = [str(one.word) for one in STATES.values()]

    assert len({one.shape for one in STATES.values()}) == len(STATES)
    assert len(set(words)) == len(STATES)
    assert all(words)


def test_only_late_and_broken_are_words_not_kept():
    assert {one.key for one in STATES.values() if one.is_broken_word} == {"late", "broken"}


def test_a_state_is_said_in_plain_text():
    with translation.override("he"):
        assert str(state("kept")) == "✓ קוימה"


def test_a_state_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        state("pending")


def test_patience_is_said_of_a_hundred():
    with translation.override("en"):
        assert patience.left(21) == "patience 21 of 100"
    assert patience.change(-12).strip("\u2066\u2069") == "−12"
    assert patience.change(8).strip("\u2066\u2069") == "+8"
