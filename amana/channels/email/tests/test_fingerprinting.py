"""The same mail by two ways is one; two mails are two."""

from __future__ import annotations

from amana.channels.email.fingerprinting import trace_free_digest
from amana.channels.email.tests.messages import message


def test_the_way_a_mail_came_does_not_count() -> None:
    one = (
        b"Return-Path: <n@x>\r\nDelivered-To: a@y\r\nReceived: from p by q; now\r\nX-Spam-Score: 1\r\nARC-Seal: i=1\r\n"
        + message()
    )
    other = b"From noa Tue Nov  3 10:00:00 2026\nReceived: from r\n by s\nDKIM-Signature: v=1;\n b=x\nStatus: RO\n"
    other += message().replace(b"\r\n", b"\n") + b"\n\n"

    assert trace_free_digest(one) == trace_free_digest(other) == trace_free_digest(message())


def test_the_order_of_fields_does_not_count_but_of_two_alike_it_does() -> None:
    assert trace_free_digest(b"A: 1\r\nB: 2\r\n\r\nx") == trace_free_digest(b"B: 2\r\nA: 1\r\n\r\nx")
    assert trace_free_digest(b"A: 1\r\nA: 2\r\n\r\nx") != trace_free_digest(b"A: 2\r\nA: 1\r\n\r\nx")


def test_a14_the_same_id_with_other_words_is_another_mail() -> None:
    assert trace_free_digest(message("one")) != trace_free_digest(message("two"))
    assert trace_free_digest(message(subject="one")) != trace_free_digest(message(subject="two"))


def test_words_do_not_move_between_header_and_body() -> None:
    assert trace_free_digest(b"A: 1\r\n\r\nB: 2") != trace_free_digest(b"A: 1\r\nB: 2\r\n\r\n")
    assert trace_free_digest(b"A: 1\r\nB: 2\r\n\r\n") != trace_free_digest(b"A: 1 B: 2\r\n\r\n")
    assert len(trace_free_digest(b"")) == 32
