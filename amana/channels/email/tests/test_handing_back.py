from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.channels.email.handing_back import Misshapen, as_frames, as_json, from_json, mail_from
from amana.channels.email.mail import Address, Automatic, Bounce, Undelivered
from amana.channels.email.parsing import parse
from amana.channels.email.tests.messages import message

MAIL = replace(
    parse(message("Where is it?")),
    sender=Address("Noa", "noa@example.com"),
    sent_at=datetime(2026, 3, 1, 9, 0, 0, 5, tzinfo=UTC),
    automatic=Automatic("bounce", "report"),
    bounce=Bounce((Undelivered("a@example.com", None, "failed"), Undelivered("", "5.1.1", "")), "id@example.com"),
    html="<p>\x00\udcff שלום</p>",
)
WORDS = ["", "x", "pass", 0, 1, True, None, [], {}, [["a", "b"]], [["a", "b", "c"]], "2026-01-01", "9999-99-99", 1e400]


def test_a_mail_comes_back_as_it_was():
    assert mail_from(as_frames(MAIL)) == MAIL
    assert repr(mail_from(as_frames(MAIL))) == repr(MAIL)


@given(st.text(st.characters()), st.datetimes(timezones=st.just(UTC)))
def test_any_text_and_any_time_come_back_as_they_were(text, at):
    mail = replace(MAIL, text=text, subject=text, html=text, sent_at=at)
    assert mail_from(as_frames(mail)) == mail


def test_the_digest_of_a_file_is_ours():
    raw = b"From: a@b.example\r\nContent-Type: application/pdf; name=x.pdf\r\n\r\n%PDF"
    mail = parse(raw)
    frames = as_frames(mail)
    assert mail_from(frames) == mail and mail.files[0].sha256 not in frames[0].decode()
    assert mail_from([frames[0], b"other"]).files[0].sha256 != mail.files[0].sha256


def test_a_value_of_another_kind_is_refused_wherever_it_stands():
    said = json.loads(as_frames(MAIL)[0])
    for place in range(len(said)):
        refused = 0
        for word in WORDS:
            other = [*said[:place], word, *said[place + 1 :]]
            try:
                mail = mail_from([as_json(other)])
            except Misshapen:
                refused += 1
            else:
                assert as_frames(mail) and hash(mail)
        assert refused >= 5, place


@pytest.mark.parametrize(
    "frames",
    [[], [b""], [b"\xff"], [b"null"], [b"{}"], [b"[]"], [b"[" * 100_000], [b"9" * 5000], [*as_frames(MAIL), b"one file too many"]],
)  # fmt: skip
def test_what_is_no_mail_is_refused(frames):
    with pytest.raises(Misshapen):
        mail_from(frames)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=60))
def test_nothing_that_is_said_raises_anything_else(value):
    assert from_json(as_json(value)) == value
    with pytest.raises(Misshapen):
        mail_from([as_json(value)])
