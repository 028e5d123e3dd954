from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from amana.record.errors import Malformed
from amana.record.sealing import Header, beginning, canonical, leaf, link

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


@pytest.mark.parametrize(
    "bad",
    [
        1.5,
        2**53,
        {"שם": 1},
        {1: 2},
        "\ud800",
        b"x",
        {"a": {"b": [0.1]}},
        {"a\x7f": 1},
        {True: 1},
        {"a": "é\udfff"},
        [float("nan")],
        {1},
    ],
)
def test_what_has_no_single_form_is_refused(bad):
    with pytest.raises(Malformed):
        canonical(bad)


@given(
    st.builds(
        Header,
        book=st.uuids(),
        audience=st.sampled_from(["shared", "company", "customer"]),
        number=st.integers(1, 2**53 - 1),
        entry=st.uuids(),
        kind=texts,
        version=st.integers(1, 9),
        at=st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("Asia/Jerusalem")]), min_value=datetime(1000, 1, 1)),
        actor_kind=texts,
        actor_key=texts,
        corrects=st.none() | st.uuids(),
        leaf=texts,
    ),
    texts,
)
def test_the_header_written_directly_is_the_canonical_form_of_its_fields(header, previous):
    assert header.canonical(previous) == canonical(header.plain(previous))


def test_half_a_character_is_refused_in_a_header():
    header = Header(
        UUID(int=1), "shared", 1, UUID(int=2), "k", 1, datetime(2026, 1, 1, tzinfo=UTC), "person", "\ud800", None, ""
    )
    with pytest.raises(Malformed):
        header.canonical("")


def test_the_same_entry_has_the_same_hash_for_ever():
    content = {
        "text": 'שלום "א"\n\\ \u2028 😀',
        "n": -7,
        "ok": True,
        "none": None,
        "list": ["a", {"b": []}],
        "to": ("x",),
    }
    body = canonical(content)
    book = UUID("018f0000-0000-7000-8000-000000000001")
    header = Header(
        book=book,
        audience="shared",
        number=3,
        entry=UUID("018f0000-0000-7000-8000-000000000002"),
        kind="message.received",
        version=1,
        at=datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=2))),
        actor_kind="person",
        actor_key='018f"\\é',
        corrects=UUID("018f0000-0000-7000-8000-000000000003"),
        leaf=leaf("00" * 16, body),
    )
    assert header.leaf == "af6c84d1e46834ff3658b270be18ab9d36dd70dd71c07ab13d83601db3c3dce8"
    first = beginning(book, "shared")
    assert first == "d955a4797f338a4424ca9c2cef14bf78a12215d34af1a6b3f28cdb8d18ba1657"
    second = link(first, header)
    assert second == "10ad0fd07d25d7788e89b0a36d39bfdf06c2e3fb6349774a26c6407400e8e003"
    third = link(second, replace(header, corrects=None))
    assert third == "7ae785c31bd50a1048e9a16c17cfec0a3f2167a95880513edcf2335dd64ea041"
