from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amana.handling.chats.cutting import cut
from amana.handling.chats.posting import as_template, blanks_of


@given(st.text(alphabet="ab .\nא", max_size=400), st.integers(10, 60))
def test_no_piece_is_too_long_and_no_word_is_lost(text, longest):
    pieces = cut(text, longest=longest)
    assert pieces and all(len(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_it_is_cut_where_it_hurts_least():
    assert cut("One two three.\n\nFour five six.", longest=20) == ["One two three.", "Four five six."]
    assert cut("a" * 25, longest=10) == ["a" * 10, "a" * 10, "a" * 5]
    assert cut("", longest=10) == [""]


def test_a_template_is_filled_in_once_and_what_is_filled_in_holds_no_blanks():
    assert blanks_of("Hello {{1}}, {{2}} and {{1}}") == 2 and blanks_of("Hello") == 0
    assert as_template("Hello {{1}}, {{2}}", ["{{2}}", "b"]) == "Hello {{2}}, b"
