"""Names as they are compared: folded, in parts, by sound, and domains in whatever they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.directory.models import Part
from amana.directory.naming import bare, domain_in, folded, parts, sound, words


@pytest.mark.parametrize(
    "names",
    [
        "cellcom סלקום سيلكوم", "vodafone וודאפון فودافون", "partner פרטנר", "bezeq בזק", "amazon אמזון امازون",
        "google גוגל جوجل", "facebook פייסבוק فيسبوك", "orange اورنج", "twitter טוויטר تويتر", "shufersal שופרסל",
        "netflix נטפליקס نتفليكس", "careem كريم", "wolt וולט", "carrefour קרפור كارفور",
    ],
)  # fmt: skip
def test_a_name_sounds_alike_in_three_scripts(names):
    assert len({sound(word) for word in names.split()}) == 1


def test_names_that_differ_only_in_signs_and_points_are_one():
    assert folded("  H&M  ") == folded("HM")
    assert folded('בע"מ') == folded("בעמ")
    assert folded("شَرِكَة") == folded("شركه")
    assert bare("Tahuna Ltd.") == bare("TAHUNA") and bare("Ltd") == "ltd"


@pytest.mark.parametrize(
    "text, domain",
    [
        ("https://www.tahuna.example/help?x=1", "tahuna.example"), ("service@tahuna.co.example", "tahuna.co.example"),
        ("TAHUNA.example:443", "tahuna.example"), ("דואר.ישראל", "דואר.ישראל"), ("tahuna", ""), ("", ""), ("a b.example", ""),
        ("..", ""), ("x" * 300 + ".example", ""), ("http://[::1]/", ""),
    ],
)  # fmt: skip
def test_a_domain_is_read_out_of_what_it_stands_in(text, domain):
    assert domain_in(text) == domain


def test_a_name_is_found_by_its_beginning_its_words_and_what_is_inside_them():
    found = parts("name", "Kav Telecom")
    assert (Part.WHOLE, b"kav telecom") in found
    assert (Part.WORD, b"telecom") in found
    assert (Part.INSIDE, b"lecom") in found
    assert (Part.SOUND, b"TLKM") in found


@given(st.text(max_size=400))
def test_no_text_breaks_the_index(text):
    assert len(words(text)) <= 12
    assert len(parts("name", text)) < 12 * 45
    assert all(len(part) <= 48 and part for _place, part in parts("name", text))
    assert len(folded(text)) <= 200 and domain_in(text) is not None
