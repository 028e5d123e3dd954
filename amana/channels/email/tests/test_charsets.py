"""Bytes become text whatever they are called, and text becomes fit to keep."""

from __future__ import annotations

import pytest

from amana.channels.email.charsets import charset_in_html, clean, clean_line, decode, python_name

HEBREW = "שלום, ההזמנה לא הגיעה"
ARABIC = "مرحبا، الطلب لم يصل بعد"


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("iso-8859-8-i", "cp1255", HEBREW),
        ("ISO_8859-8-E", "cp1255", HEBREW),
        ("logical", "cp1255", HEBREW),
        ("DOS-862", "cp862", HEBREW),
        ('"windows-1255"', "cp1255", HEBREW),
        ("windows-1256", "cp1256", ARABIC),
        ("asmo-708", "iso8859_6", "مرحبا"),
        ("gb2312", "gb18030", "你好"),
    ],
)
def test_a44_every_label_of_real_mail_is_known(label: str, codec: str, text: str) -> None:
    assert decode(text.encode(codec), label) == (text, False)


@pytest.mark.parametrize(
    "label", [None, "utf-8", "x-nonsense", "us-ascii", "base64", "punycode", "unicode_escape", "\x00", ""]
)
def test_a44_a_false_label_is_put_right_by_a_guess(label: str | None) -> None:
    assert decode(HEBREW.encode("cp1255"), label) == (HEBREW, True)
    assert decode(ARABIC.encode("cp1256"), label) == (ARABIC, True)
    assert decode("Crème brûlée à Noël".encode("cp1252"), label) == ("Crème brûlée à Noël", True)
    assert decode(HEBREW.encode(), label)[0] == HEBREW


def test_a44_codecs_that_are_no_character_sets_are_not_used() -> None:
    assert [python_name(label) for label in ("rot13", "hex", "zip", "idna", "undefined", "raw_unicode_escape")] == [
        ""
    ] * 6


def test_the_page_may_name_its_own_character_set() -> None:
    assert (
        charset_in_html(b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1255">') == "windows-1255"
    )
    assert charset_in_html(b"<p>charset</p>") is None


def test_f42_marks_of_direction_stay_and_controls_go() -> None:
    assert clean("a\u200fb\u200e\r\nc\rd") == "a\u200fb\u200e\nc\nd"
    assert clean("a\u202eb\u2066c\u2069\x00\x07\ud800") == "a[U+202E]bc\ufffd"
    assert clean_line(" a\n b\tc \x00", limit=4) == "a b"
