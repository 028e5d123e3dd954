"""Encoded words and parameters, whole and broken."""

from __future__ import annotations

import pytest

from amana.channels.email.decoding import from_transfer, parameters, words


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b"plain", "plain"),
        (b"=?windows-1255?B?+ezl7Q==?= x", "שלום x"),
        (b"a =?utf-8?Q?b=20c?= =?utf-8?Q?d?= e", "a b cd e"),
        (b"=?utf-8?B?16k=?= =?utf-8?B?15w=?=", "של"),
        (b"=?utf-8?B?1w==?= =?utf-8?B?qQ==?=", "ש"),
        (b"=?utf-8?Q?a_b?=", "a b"),
        (b"=?nonsense?Q?abc?=", "abc"),
        (b"=?utf-8?B?!!!?=", ""),
        (b"=?utf-8*he?Q?abc?=", "abc"),
        (b"=?utf-8?Q?open", "=?utf-8?Q?open"),
        ("שלום".encode(), "שלום"),
    ],
)
def test_words_are_decoded(written: bytes, text: str) -> None:
    assert words(written) == text


@pytest.mark.parametrize(
    "written",
    [
        b'attachment; filename="=?utf-8?B?15fXqdeR15XXnQ==?="',
        b"attachment; filename*=utf-8''%D7%97%D7%A9%D7%91%D7%95%D7%9D",
        b"attachment; filename*0*=utf-8''%D7%97%D7; filename*1*=%A9%D7%91%D7%95; filename*2*=%D7%9D",
        b"attachment; filename=wrong; filename*=windows-1255''%E7%F9%E1%E5%ED",
        "attachment; filename=חשבום".encode(),
    ],
)
def test_a_name_is_read_however_it_was_sent(written: bytes) -> None:
    assert parameters(written) == ("attachment", {"filename": "חשבום"})


def test_quotes_and_broken_parameters_are_read_as_far_as_they_go() -> None:
    assert parameters(rb'text/plain; a="x\"y"; b = z; c="open; d=1') == (
        "text/plain",
        {"a": 'x"y', "b": "z", "c": '"open', "d": "1"},
    )
    assert parameters(b"") == ("", {})


def test_a_damaged_transfer_says_so_and_keeps_what_it_can() -> None:
    assert from_transfer(b"base64", b"aGVsbG8") == (b"hello", True)
    assert from_transfer(b"base64", b"these are plain words, not base64") == (
        b"these are plain words, not base64",
        True,
    )
    assert from_transfer(b"x-uuencode", b"begin 644 ../../evil\n#0V%T\n`\nend\n") == (b"Cat", False)
    assert from_transfer(b"unknown", b"x") == (b"x", True)
