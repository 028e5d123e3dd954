from __future__ import annotations

import pytest

from amana.record.literals import literals


def test_states_are_written_out():
    assert [literal.sql.strip("()") for literal in literals("open", "disputed")] == ["'open'", "'disputed'"]


@pytest.mark.parametrize("rubbish", ["", "it's", "Open", "a b", "open'--", "פתוח", "a\n"])
def test_nothing_but_our_own_words_gets_into_a_statement(rubbish):
    with pytest.raises(ValueError, match="cannot be written"):
        literals(rubbish)
