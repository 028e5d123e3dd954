"""What a message says, and what is odd about it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.channels.email.mail import Address, Unparseable
from amana.channels.email.parsing import parse
from amana.channels.email.tests.messages import HEADER, message, multipart


def test_a_simple_letter_is_read_whole() -> None:
    mail = parse(
        message("Hello\r\n\r\nOn 3 Nov 2026, at 9:00, D <d@x.example> wrote:\r\n> old\r\n", in_reply_to="<b@c>")
    )

    assert mail.sender == Address("Noa Cohen", "noa@customer.example")
    assert mail.to == (Address("Support", "support@shop.example"),)
    assert (mail.message_id, mail.in_reply_to) == ("a1@customer.example", "b@c")
    assert mail.sent_at == datetime(2026, 11, 3, 8, tzinfo=UTC)
    assert mail.text_new == "Hello" and "> old" in mail.text
    assert (mail.automatic, mail.bounce, mail.authenticity, mail.oddities) == (None, None, "none", ())


def test_a_page_and_its_words_are_one_text() -> None:
    mail = parse(
        multipart(("Content-Type: text/plain", "plain"), ("Content-Type: text/html", "<p>page</p>"), kind="alternative")
    )

    assert (mail.text, mail.html) == ("plain", "<p>page</p>")
    assert mail.files == ()


def test_a_page_alone_gives_its_words() -> None:
    mail = parse(message("<p>שלום</p><p>מה <b>קורה</b>?</p>", content_type="text/html; charset=utf-8"))

    assert mail.text == "שלום\n\nמה קורה?"


def test_the_page_decides_when_the_plain_text_shows_no_quote() -> None:
    page = '<div>Blue.</div><div class="gmail_quote"><blockquote>Which colour?</blockquote></div>'
    mail = parse(
        multipart(
            ("Content-Type: text/plain", "Blue.\r\nWhich colour?"),
            ("Content-Type: text/html", page),
            kind="alternative",
        )
    )

    assert mail.text_new == "Blue."
    assert "Which colour?" in mail.text


def test_files_keep_their_bytes_and_lose_their_paths() -> None:
    picture_type = "Content-Type: image/png|Content-ID: <pic@x>|Content-Transfer-Encoding: base64"
    mail = parse(
        multipart(
            ("Content-Type: text/plain", "see file"),
            (
                f'{picture_type}|Content-Disposition: inline; filename="..\\..\\a.png"',
                "AAEC",
            ),
            ("Content-Type: message/rfc822", "Subject: inner\r\n\r\nhi"),
        )
    )
    picture, letter = mail.files

    assert (picture.name, picture.content, picture.content_id, picture.is_inline) == ("a.png", b"\0\1\2", "pic@x", True)
    assert (letter.type, letter.name) == ("message/rfc822", "message.eml")
    assert len(picture.sha256) == 64


def test_text_that_another_program_wrapped_is_unwrapped() -> None:
    mail = parse(message("one \r\ntwo\r\n-- \r\nNoa", content_type="text/plain; format=flowed"))

    assert mail.text == "one two\n-- \nNoa"


def test_a_text_without_a_label_is_guessed_and_said_to_be() -> None:
    mail = parse(message("שלום, מה שלומך?".encode("cp1255")))

    assert mail.text == "שלום, מה שלומך?"
    assert "charset_guessed" in mail.oddities


@pytest.mark.parametrize(
    "date", ["Thu, 01 Jan 1970 00:00:00 +0000", "Fri, 31 Dec 2099 10:00:00 +0000", "tomorrow", "1 Jan 99999 00:00"]
)
def test_an_absurd_date_is_no_date(date: str) -> None:
    mail = parse(message(date=date))

    assert mail.sent_at is None and "date_absurd" in mail.oddities


def test_a_date_in_the_future_is_no_date() -> None:
    received_at = datetime(2026, 10, 1, tzinfo=UTC)

    assert parse(message(), received_at=received_at).sent_at is None


@pytest.mark.parametrize(
    "sender",
    [
        "Boss <boss@corp.example>\r\nFrom: mallory@evil.example",
        "boss@corp.example, mallory@evil.example",
        "Team: boss@corp.example;",
        "",
        "Boss <boss@corp.example> <mallory@evil.example>",
        "<@relay.example:boss@corp.example>",
        '"boss@corp.example" mallory',
    ],
)
def test_a10_a_doubtful_sender_is_nobody(sender: str) -> None:
    mail = parse(message(**{"from": sender}))

    assert mail.sender is None and mail.authenticity == "none"
    assert any(oddity.startswith("from_") for oddity in mail.oddities)


def test_a12_a_name_that_deceives_is_named() -> None:
    spoofed = parse(message(**{"from": '"boss@corp.example" <mallory@evil.example>'}))
    mixed = parse(message(**{"from": "P\u0430ypal <x@evil.example>"}))
    reversed_ = parse(message(**{"from": '"a\u202egpj" <x@evil.example>'}))

    assert spoofed.sender and spoofed.sender.address == "mallory@evil.example"
    assert "name_is_other_address" in spoofed.oddities
    assert "name_mixed_scripts" in mixed.oddities
    assert "name_bidi" in reversed_.oddities and reversed_.sender and reversed_.sender.name == "a[U+202E]gpj"


def test_a12_hebrew_beside_latin_is_ordinary() -> None:
    assert parse(message(**{"from": "דנה Levi <d@x.example>"})).oddities == ()


def test_a13_an_answer_wanted_elsewhere_is_named() -> None:
    assert "reply_to_elsewhere" in parse(message(reply_to="x@evil.example")).oddities
    assert "reply_to_elsewhere" not in parse(message(reply_to="Noa@customer.example")).oddities


NEST = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(2_000))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"From: a@b.example\r\n" + NEST.encode(), "nested"),
        (message("--B\r\n\r\nx\r\n" * 20_000, content_type="multipart/mixed; boundary=B"), "more than 500 parts"),
        (b"A: b\r\n" * 30_000 + message(), "too many header lines"),
        (b"A: b\r\n" + b" c\r\n" * 30_000 + message(), "too many header lines"),
    ],
)
def test_a41_nesting_parts_and_headers_have_limits(raw: bytes, reason: str) -> None:
    started = time.process_time()
    with pytest.raises(Unparseable, match=reason):
        parse(raw)

    assert time.process_time() - started < 2


def test_a41_what_is_within_the_limits_is_read() -> None:
    nest = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(50))

    assert parse(b"From: a@b.example\r\n" + nest.encode() + b"\r\nhello").text == "hello"
    assert len(parse(message("--B\r\n\r\nx\r\n" * 499, content_type="multipart/mixed; boundary=B")).text.split()) == 499


@pytest.mark.parametrize(
    "raw",
    [
        message(subject="x" * 1_000_000),
        message(**{"from": "(" * 60_000 + "a@b.example"}),
        message(**{"from": '"' + '\\"' * 30_000}),
        message(**{"from": " " * 60_000 + "<"}),
        message(**{"from": "a" * 60_000 + "@"}),
        message(subject="=?utf-8?q?" * 6_000),
        message(subject="=?a?q?x?= " * 6_000),
        message(message_id="<" * 60_000),
        message(references=" ".join(f"<{n}@x>" for n in range(5_000))),
        message(to=", ".join(f"u{n}@x.example" for n in range(5_000))),
        message(content_type="text/plain; " + "a*0*=x'y'z;" * 5_000),
        message(content_type="multipart/mixed; boundary=" + '"' * 60_000),
        message(content_type='text/plain; name="' + '\\"' * 8_000),
        message("--" * 500_000, content_type="multipart/mixed; boundary=-"),
        message("<" * 400_000, content_type="text/html"),
        message('<a "' * 100_000, content_type="text/html"),
        message("<a href='" * 100_000, content_type="text/html"),
        message("<!--" * 100_000, content_type="text/html"),
        message("&" * 400_000, content_type="text/html"),
        message("<p>" * 150_000, content_type="text/html"),
        message("<blockquote type=cite>" * 30_000, content_type="text/html"),
        message("x@" * 200_000, return_path="<>", subject="Undelivered"),
        message("a" * 500_000, return_path="<>", subject="Undelivered"),
        message("I am away " * 190),
    ],
)
def test_a42_a43_no_header_and_no_page_takes_two_seconds(raw: bytes) -> None:
    started = time.process_time()
    parse(raw)

    assert time.process_time() - started < 2


def test_a42_what_was_cut_is_named() -> None:
    assert "header_cut" in parse(message(subject="x" * 1_000_000)).oddities
    assert len(parse(message(references=" ".join(f"<{n}@x>" for n in range(5_000)))).references) == 50
    many = parse(message(to=", ".join(f"u{n}@x.example" for n in range(5_000))))
    assert len(many.to) == 200 and "recipients_cut" in many.oddities


def test_a45_fifty_megabytes_are_read_and_one_more_is_refused() -> None:
    attached = ("Content-Type: application/zip|Content-Transfer-Encoding: base64", "QUJD" * (49 * 1024 * 256))
    started = time.process_time()
    mail = parse(multipart(attached))

    assert len(mail.files[0].content) == 49 * 1024 * 768
    assert time.process_time() - started < 5
    with pytest.raises(Unparseable, match="larger than 50 MB"):
        parse(message("x" * (50 * 1024 * 1024)))


def test_a46_a_lone_dot_ends_nothing() -> None:
    mail = parse(message("one\r\n.\r\nMAIL FROM:<x@y.example>\r\n"))

    assert mail.text == "one\n.\nMAIL FROM:<x@y.example>"


def test_a47_an_encoded_line_break_in_a_subject_is_a_space() -> None:
    assert parse(message(subject="=?utf-8?Q?hi=0D=0ABcc:_v@x.example?=")).subject == "hi Bcc: v@x.example"


def test_f42_texts_hold_nothing_that_a_database_refuses() -> None:
    mail = parse(message("a\x00b\u202ec\u202a\ufeffd", subject="s\x00t", content_type="text/plain; charset=utf-8"))

    assert (mail.text, mail.subject) == ("ab[U+202E]cd", "st")
    assert "nul" in mail.oddities


def test_what_cannot_be_read_says_why() -> None:
    with pytest.raises(Unparseable, match="empty"):
        parse(b"\r\n")
    with pytest.raises(Unparseable, match="no header"):
        parse(b"just words\r\n\r\nmore words")


@given(
    st.binary(max_size=400),
    st.sampled_from([*HEADER, "Content-Type", "References", "Return-Path"]),
    st.binary(max_size=300),
)
def test_no_bytes_raise_anything_else(value: bytes, name: str, body: bytes) -> None:
    raw = f"{name}: ".encode() + value + b"\r\n" + message(body)
    try:
        mail = parse(raw, authserv_id="mx.shop.example", ours={"support@shop.example"})
    except Unparseable:
        return
    "\n".join([mail.text, mail.text_new, mail.subject, *(file.name for file in mail.files)]).encode()
    assert "\0" not in mail.text + mail.subject


def test_old_macintosh_line_ends_are_read() -> None:
    assert parse(message("a\r\nb").replace(b"\r\n", b"\r")).text == "a\nb"


def test_damaged_base64_keeps_what_can_be_read() -> None:
    mail = parse(message("aGVsbG8!", content_type="text/plain", content_transfer_encoding="base64"))

    assert mail.text == "hello"
