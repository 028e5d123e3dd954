from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.search.asking import understand
from amana.search.dividing import LONGEST_TERM, MARK, divide, stem_of
from amana.search.quoting import direction_of, quote


@pytest.mark.parametrize(
    ("word", "stem"),
    [("leaks", "leak"), ("leaking", "leak"), ("leaked", "leak"), ("arrives", "arriv"), ("arriving", "arriv"), ("arrive", "arriv"),
     ("stopped", "stop"), ("stopping", "stop"), ("parties", "party"), ("boxes", "box"), ("classes", "class"), ("bus", "bus"),
     ("this", "this"), ("glass", "glass"), ("king", "king"), ("bring", "bring"), ("red", "red"), ("calls", "call"), ("called", "call")],
)  # fmt: skip
def test_english_endings_are_taken_off(word, stem):
    assert stem_of(word) == stem


def test_a_part_number_is_found_with_and_without_its_signs():
    assert {"ab1234", "ab12347", "12347"} <= set(divide("Part AB-1234/7").besides)
    assert {"ab", "1234"} <= set(divide("AB1234").besides)
    assert "sn99887" in divide("SN 99887").besides


def test_a_telephone_is_found_by_its_last_digits():
    ends = [term for term in divide("+972 (50) 123-4567").besides if term.startswith(f"{MARK}t")]
    assert ends == ["§t4567", "§t34567", "§t234567", "§t1234567", "§t01234567"]
    assert not [term for term in divide("card 4580 1234 5678 9012").besides if term.startswith(f"{MARK}t")]


def test_order_is_kept_up_to_what_every_database_keeps():
    many = divide("a " * 300)
    assert many.in_order.count("a") == 255 and len(many.in_order) == 300
    long = divide(" ".join(f"w{number}" for number in range(16_500)))
    assert len(long.in_order) == 16_000 and "w16400" in long.besides


@given(st.text(max_size=300))
def test_no_term_holds_what_a_database_could_read_as_its_own(text):
    words = divide(text, who=text)
    for term in [*words.in_order, *words.besides]:
        assert term and not set(term) & set(" '\"\\&|!():*<>\0\n\t")
        assert len(term) <= LONGEST_TERM + 2


@given(st.text(max_size=200), st.text(max_size=60))
def test_a_quote_says_nothing_that_the_text_does_not(text, typed):
    shown = quote(text, understand(typed))
    said = "".join("".join(piece.text for piece in shown.pieces).replace("…", "").split())
    assert said in "".join(text.replace("…", "").split())


def test_what_was_found_is_marked_in_every_form():
    marked = [
        piece.text
        for piece in quote(
            "The kettles leaked, AB-1234 at 050-123 4567", understand("kettle leak ab1234 0501234567")
        ).pieces
        if piece.is_found
    ]
    assert marked == ["kettles", "leaked", "AB-1234", "050-123 4567"]


def test_a_quote_begins_near_what_was_found_and_goes_in_the_direction_of_its_text():
    shown = quote("Router X9 " + "מילה " * 60 + "המטחנה שלי", understand("מטחנה"))
    assert shown.direction == "rtl"
    assert shown.pieces[0].text.startswith("…") and any(piece.is_found for piece in shown.pieces)
    assert direction_of("Router") == direction_of("") == "ltr"


def test_a_query_says_what_it_asks():
    asked = understand('kettle "never arrived" -invoice holder:dana before:2026-11-01')
    assert [part.typed for part in asked.parts] == ['"never arrived"', "kettle"]
    assert asked.none_of == (("invoice",),)
    assert [(one.key, one.value) for one in asked.filters] == [("holder", "dana"), ("before", "2026-11-01")]
    assert asked.without("holder:dana") == 'kettle "never arrived" -invoice before:2026-11-01'


def test_a_quotation_mark_inside_a_hebrew_word_opens_nothing():
    assert [part.typed for part in understand('צה"ל ודו"ח').parts] == ['צה"ל', 'ודו"ח']
