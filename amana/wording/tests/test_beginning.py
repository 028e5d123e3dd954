from __future__ import annotations

import pytest

from amana.wording.beginning import begun


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("call you back by Sunday", "Call you back by Sunday"),
        ("a refund of 149.90", "A refund of 149.90"),
        ("iPhone repaired", "iPhone repaired"),
        ("Send it", "Send it"),
        ("שיחה מדנה", "שיחה מדנה"),
        ("اتصال من دانا", "اتصال من دانا"),
        ("élan", "élan"),
        ("9 parts", "9 parts"),
        ("x", "X"),
        ("", ""),
    ],
)
def test_english_begins_a_sentence_with_a_capital_letter(words, said):
    assert begun(words) == said
