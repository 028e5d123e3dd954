"""What a sentence is for the heads: the same ids everywhere, within their range, and quickly."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from amana.language.features import BLOCKS, SIZE, features, joined, noticed


def test_the_ids_of_a_sentence_are_the_same_on_every_machine() -> None:
    assert sum(features("It is company policy.", "en")) == sum(features("It is company policy.", "en"))
    assert features("מדיניות החברה", "he")[:1] == [0]


def test_a_word_with_an_attached_part_shares_ids_with_the_word() -> None:
    shared = set(features("מדיניות", "he")) & set(features("והמדיניות", "he"))
    words = {one for one in shared if BLOCKS[1] < one < BLOCKS[2]}

    assert words


def test_points_and_direction_marks_change_nothing() -> None:
    assert features("שָׁלוֹם לכם", "he") == features("שלום לכם", "he")


def test_a_kind_of_word_is_the_same_in_each_language() -> None:
    kinds = [{one for one in features(text, language) if 0 < one < 64} for text, language in
             (("cancel", "en"), ("לבטל", "he"), ("إلغاء", "ar"))]  # fmt: skip

    assert kinds[0] & kinds[1] & kinds[2]


def test_neighbours_are_told_apart_by_their_order() -> None:
    assert set(features("stay then pay", "en")) != set(features("pay then stay", "en"))


def test_a_turn_holds_what_its_sentences_hold() -> None:
    one, other = noticed("We are sorry.", "en"), noticed("It is policy.", "en")

    words = joined([one, other])[1]

    assert one.words in words
    assert other.words in words


@given(st.text(max_size=300), st.sampled_from(["he", "ar", "en", "unknown"]))
def test_any_text_has_ids_within_the_range(text: str, language: str) -> None:
    ids = features(text, language)  # type: ignore[arg-type]  # parametrised: str stands for Language

    assert all(0 <= one < SIZE for one in ids)
    assert set(BLOCKS) <= set(ids), "the first id of each block is always there"


def test_twenty_words_take_a_fraction_of_a_millisecond() -> None:
    text = "before i cancel that let me see what i can do for you today on this line and for a better price"
    features(text, "en")
    noticed.cache_clear()

    began = time.process_time()
    for number in range(200):
        features(f"{text} {number}", "en")

    assert (time.process_time() - began) / 200 < 0.003
