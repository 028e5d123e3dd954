from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.channels.systems.shaping import MOST_ITEMS, Misshapen, card_in


def card(*items, **more):
    return card_in(json.dumps({"items": list(items), **more}).encode())


def test_each_kind_is_read_as_what_it_is():
    found = card(
        {"label": "Order", "value": 88213},
        {"label": "Paid", "value": 149.9, "kind": "amount", "currency": "ILS"},
        {"label": "Refund", "value": "-1234567.891", "kind": "amount"},
        {"label": "Due", "value": "2026-11-24", "kind": "date"},
        {"label": "Seen", "value": "2026-11-24T10:00:00Z", "kind": "date"},
        {"label": "Track", "value": "https://courier.example/t?x=1", "kind": "link"},
    ).items
    assert [one.value for one in found] == ["88213", "149.90", "-1234567.89", "2026-11-24", "2026-11-24T10:00:00+00:00",
                                            "https://courier.example/t?x=1"]  # fmt: skip
    assert found[1].currency == "ILS" and found[2].currency == ""


@pytest.mark.parametrize(
    "item",
    [
        {"label": "x", "value": "javascript:alert(1)", "kind": "link"},
        {"label": "x", "value": "http://shop.example/", "kind": "link"},
        {"label": "x", "value": "https://a@shop.example/", "kind": "link"},
        {"label": "x", "value": "https://shop.example/\"><script>", "kind": "link"},
        {"label": "x", "value": "https://[::1", "kind": "link"},
        {"label": "x", "value": "https://שלום.example/", "kind": "link"},
        {"label": "x", "value": "Infinity", "kind": "amount"},
        {"label": "x", "value": True, "kind": "amount"},
        {"label": "x", "value": "1e999999999", "kind": "amount"},
        {"label": "x", "value": "10000000000000", "kind": "amount"},
        {"label": "x", "value": "yesterday", "kind": "date"},
        {"label": "x", "value": "0001-01-01T00:00:00+23:59", "kind": "date"},
        {"label": "x", "value": {"a": 1}},
        {"label": "x", "value": None},
        {"label": "", "value": "x"},
        {"label": "\u202e\u200b", "value": "x"},
        {"label": "x", "value": "y", "kind": "html"},
        {"label": "x", "value": "y", "kind": ["text"]},
        "text", 7, None, [],
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_left_out_and_counted(item):
    found = card(item, {"label": "Order", "value": "1"})
    assert [one.label for one in found.items] == ["Order"] and found.left_out == 1


def test_marks_that_turn_the_direction_are_taken_out():
    found = card({"label": "Or\u202eder", "value": "1\u2066\u00002\n3"}, title="a\u202eb").items[0]
    assert (found.label, found.value) == ("Or der", "1 2 3")


def test_more_than_is_shown_is_counted():
    found = card(*[{"label": "a", "value": "b"}] * (MOST_ITEMS + 7))
    assert len(found.items) == MOST_ITEMS and found.left_out == 7


def test_what_lies_too_deep_is_refused():
    with pytest.raises(Misshapen, match="deep"):
        card_in(json.dumps({"items": [{"label": [[[["x"]]]]}]}).encode())


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
                        st.sampled_from(["items", "label", "value", "kind", "title", "at", "currency"]), inner)))  # fmt: skip
def test_no_json_at_all_breaks_it(said):
    try:
        found = card_in(json.dumps(said).encode())
    except Misshapen:
        return
    assert all(one.label and one.value and "\n" not in one.value for one in found.items)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(body):
    try:
        found = card_in(body)
    except Misshapen:
        return
    assert all(one.label and one.value and "\n" not in one.value for one in found.items)
