from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amana.channels.email import bounces, recognising, texting
from amana.channels.email.sparing import has_one

SPARED = [
    (recognising._AWAY, recognising._AWAY_NEEDS),
    (texting._MAY_QUOTE, texting._QUOTE_NEEDS),
    (bounces._DAEMON, bounces._DAEMON_NEEDS),
]


@pytest.mark.parametrize(("pattern", "needed"), SPARED, ids=["away", "quote", "daemon"])
@given(drawn=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_pattern_finds_holds_one_of_its_pieces(pattern, needed, drawn):
    found = pattern.search(drawn.draw(st.from_regex(pattern)))
    assert found is not None and has_one(found.group(), needed)


@pytest.mark.parametrize("needed", [needed for _, needed in SPARED], ids=["away", "quote", "daemon"])
def test_no_piece_holds_a_letter_with_a_third_case(needed):
    assert not [piece for piece in needed if set(piece) & set("iks") or piece != piece.lower()]


def test_the_case_does_not_matter():
    assert has_one("I am AWAY", ["away"]) and not has_one("I am here", ["away"])
