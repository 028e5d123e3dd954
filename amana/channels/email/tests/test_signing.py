"""Ids and addresses that lead back to a case, and cannot be made up."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.channels.email.signing import Claimed, message_id, read_message_id, read_reply_address, reply_address

KEY, OLD = b"k" * 32, b"o" * 32
CASE, ENTRY, PERSON = UUID(int=2**126 + 1), UUID(int=2**127 + 5), UUID(int=3)


@given(st.uuids(), st.uuids())
def test_an_id_says_its_case_and_entry(case: UUID, entry: UUID) -> None:
    value = message_id(KEY, case, entry, "Shop.example")

    assert value.isascii() and value == value.lower() and len(value.partition("@")[0]) < 80
    assert read_message_id([KEY], value) == read_message_id([KEY], f"<{value.upper()}>") == Claimed(case, entry)


def test_the_same_entry_has_the_same_id() -> None:
    assert message_id(KEY, CASE, ENTRY, "x.example") == message_id(KEY, CASE, ENTRY, "x.example")


def test_an_old_key_still_reads_and_a_strange_one_does_not() -> None:
    value = message_id(OLD, CASE, ENTRY, "x.example")

    assert read_message_id([KEY, OLD], value) == Claimed(CASE, ENTRY)
    assert read_message_id([KEY], value) is None and read_message_id([], value) is None


def test_a02_no_changed_letter_passes() -> None:
    value = message_id(KEY, CASE, ENTRY, "x.example")
    for place in range(2, value.index("@")):
        for letter in "a7":
            changed = value[:place] + letter + value[place + 1 :]
            assert changed == value or read_message_id([KEY], changed) is None


@pytest.mark.parametrize(
    "value",
    ["", "<>", "a.@x", "case-1001-2@desk.example", "a." + "a" * 77 + "@x.example", "a." + "a" * 78 + "@x", "\0", "א"],
)
def test_a02_a_guess_finds_no_case(value: str) -> None:
    assert read_message_id([KEY], value) is None
    assert read_reply_address([KEY], value) is None


def test_a02_an_id_belongs_to_its_domain() -> None:
    value = message_id(KEY, CASE, ENTRY, "x.example").replace("x.example", "y.example")

    assert read_message_id([KEY], value) is None


@given(st.uuids(), st.uuids())
def test_an_address_says_its_case_and_knows_its_person(case: UUID, person: UUID) -> None:
    value = reply_address(KEY, case, person, "support@shop.example")
    claim = read_reply_address([OLD, KEY], value.upper())

    assert claim and claim.case == case and claim.is_for(person) and not claim.is_for(uuid4())
    assert len(value.partition("@")[0]) <= 64


def test_a02_an_address_for_one_is_not_one_for_another() -> None:
    ours = reply_address(KEY, CASE, PERSON, "support@shop.example")
    other = reply_address(KEY, UUID(int=9), PERSON, "support@shop.example")
    mixed = ours[: len("support+") + 20] + other[len("support+") + 20 :]

    assert read_reply_address([KEY], mixed) is None and read_reply_address([OLD], ours) is None


def test_a02_a_seal_for_one_use_is_no_seal_for_another() -> None:
    letters = message_id(KEY, CASE, ENTRY, "x.example")[2:47]

    assert read_reply_address([KEY], f"support+{letters}@x.example") is None


def test_a_base_without_room_stays_plain() -> None:
    assert (
        reply_address(KEY, CASE, PERSON, "customer-service-israel@shop.example")
        == "customer-service-israel@shop.example"
    )
    with pytest.raises(ValueError):
        reply_address(KEY, CASE, PERSON, "no address")


def test_an_empty_key_seals_nothing() -> None:
    with pytest.raises(ValueError):
        message_id(b"", CASE, ENTRY, "x.example")
