"""Mail at its edges: what is damaged, cut off or bent is read as far as it goes, and never further."""

from __future__ import annotations

import binascii
import hashlib

import pytest

from amana.channels.email.fingerprinting import digest_and_fields, trace_free_digest
from amana.channels.email.mail import Unparseable
from amana.channels.email.parsing import parse
from amana.channels.email.signing import read_message_id
from amana.channels.email.splitting import fields_and_body
from amana.channels.email.tests.messages import message, multipart
from amana.channels.email.trying import can_be_read
from amana.kit.confining import Limits


def uuencoded(*lines: bytes) -> bytes:
    return b"\r\n".join([b"begin 644 note.txt", *lines])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (uuencoded(binascii.b2a_uu(b"hello").strip(), b"end"), "hello"),
        (uuencoded(binascii.b2a_uu(b"hello").strip()), "hello"),
        (uuencoded(binascii.b2a_uu(b"hello").strip(), b"\xff\xfe rubbish", b"end"), "hello"),
        (b"nothing of the kind", "nothing of the kind"),
    ],
)
def test_uuencoded_words_are_read_up_to_where_they_are_damaged(body, text):
    assert parse(message(body, content_type="text/plain", content_transfer_encoding="x-uuencode")).text == text


def test_a_subject_that_turns_its_direction_round_is_odd_and_shown_turned_back():
    mail = parse(
        message(subject="=?utf-8?B?" + binascii.b2a_base64("abc\u202efed".encode(), newline=False).decode() + "?=")
    )
    assert "subject_bidi" in mail.oddities and "\u202e" not in mail.subject


def test_flowing_lines_whose_last_space_is_no_word_are_joined_without_it():
    body = "שלו \r\nם\r\n> quo \r\n> ted\r\n"
    mail = parse(message(body, content_type="text/plain; charset=utf-8; format=flowed; delsp=yes"))
    assert "שלום" in mail.text and "> quoted" in mail.text


def test_a_report_that_names_nobody_in_one_of_its_blocks_is_read_for_the_others():
    status = "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    mail = parse(multipart(("Content-Type: text/plain", "Sorry"), ("Content-Type: message/delivery-status", status),
                           kind="report; report-type=delivery-status", sender=None))  # fmt: skip
    assert mail.bounce is not None
    assert [(one.address, one.status) for one in mail.bounce.recipients] == [("x@y.example", "5.1.1")]


def test_a_message_beyond_all_limits_is_known_again_by_its_bytes():
    raw = b"a:b\n" * 3000 + b"\nwords"
    with pytest.raises(Unparseable):
        fields_and_body(raw)
    assert digest_and_fields(raw) == (hashlib.sha256(raw).digest(), [])
    assert trace_free_digest(raw) != trace_free_digest(raw + b"!")


@pytest.mark.parametrize("letters", ["", "1", "189", "a" * 7 + "!", "é" * 40])
def test_an_id_in_letters_that_are_none_of_ours_says_nothing(letters):
    assert read_message_id([b"k" * 32], f"<{letters}.{letters}.{letters}@shop.example>") is None


def test_a_mail_is_tried_apart_and_ends_there_when_it_takes_more_than_it_may():
    assert can_be_read(message("Hello"))
    assert not can_be_read(message("Hello"), seconds=0.01)
    assert not can_be_read(message("Hello"), limits=Limits(memory=2**20, processor=20, files=64))
