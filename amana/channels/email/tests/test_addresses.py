"""Addresses beyond doubt, and none where there is a doubt."""

from __future__ import annotations

import pytest

from amana.channels.email.addresses import is_address, read_address, read_addresses
from amana.channels.email.mail import Address


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("dana@x.example", "", "dana@x.example"),
        ("Dana Levi <Dana@X.Example>", "Dana Levi", "Dana@x.example"),
        ('"Levi, Dana" <dana@x.example>', "Levi, Dana", "dana@x.example"),
        ('"D \\"Q\\" L" <dana@x.example>', 'D "Q" L', "dana@x.example"),
        ("dana@x.example (Dana Levi)", "Dana Levi", "dana@x.example"),
        ("=?utf-8?B?15PXoNeU?= <dana@x.example>", "דנה", "dana@x.example"),
        ("דנה <dana@x.example>", "דנה", "dana@x.example"),
        ("'Dana' <dana+a@sub.x.example>", "Dana", "dana+a@sub.x.example"),
        ("dana@x.example <dana@x.example>", "dana@x.example", "dana@x.example"),
        ("<dana@דוגמה.example>", "", "dana@דוגמה.example"),
    ],
)
def test_one_address_is_read(written: str, name: str, address: str) -> None:
    assert read_address(written) == Address(name, address)


@pytest.mark.parametrize(
    "written",
    [
        "alice@corp.example)mallory@evil.example",
        "alice@corp.example<mallory@evil.example>",
        "alice@corp.example <mallory@evil.example>",
        "<alice@corp.example> mallory@evil.example",
        "alice@corp.example(<mallory@evil.example>",
        '"alice@corp.example" "<mallory@evil.example>',
        "alice@corp.example\\,<mallory@evil.example>",
        "[alice@corp.example]mallory@evil.example",
        "alice@corp.example, mallory@evil.example",
        "alice@corp.example@evil.example",
        "<alice@corp.example",
        "alice",
        "a..b@x.example",
        "a@-x.example",
        "a@x..example",
        "a\u200b@x.example",
        "a\u202e@x.example",
    ],
)
def test_a11_a_doubt_gives_no_address(written: str) -> None:
    assert read_address(written) is None


def test_a_list_gives_the_good_ones_and_says_that_others_were_bad() -> None:
    found = read_addresses(b'a@x.example, "B, C" <b@x.example>,, broken, Team: d@x.example, e@x.example;')

    assert [one.address for one in found.found] == ["a@x.example", "b@x.example", "d@x.example", "e@x.example"]
    assert found.is_damaged and found.has_group


def test_nobody_is_disclosed() -> None:
    found = read_addresses(b"undisclosed-recipients:;")

    assert (found.found, found.is_damaged) == ((), False)


def test_an_address_is_at_most_as_long_as_mail_allows() -> None:
    assert is_address("a" * 64 + "@x.example") and not is_address("a" * 65 + "@x.example")
    assert not is_address("a@" + "b" * 64 + ".example") and not is_address("a@x.example\nb")
    whole = "a@" + ".".join(["b" * 60] * 4)  # no longer one can be kept
    assert is_address(f"{whole}.{'c' * (253 - len(whole))}") and not is_address(f"{whole}.{'c' * (254 - len(whole))}")
