from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from amana.record.errors import Malformed
from amana.record.sealing import canonical

keys = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_canonical_json_is_rfc_8785_to_the_byte(value):
    assert canonical(value).encode() == rfc8785.dumps(value)


@pytest.mark.parametrize("bad", [1.5, 2**53, {"שם": 1}, {1: 2}, "\ud800", b"x", {"a": {"b": [0.1]}}])
def test_what_has_no_single_form_is_refused(bad):
    with pytest.raises(Malformed):
        canonical(bad)
