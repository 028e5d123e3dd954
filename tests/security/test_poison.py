"""A mail that ends whoever reads it, where no process is kept for reading: it is tried apart, held, and holds up no other (A41 to A43)."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from amana.channels.email.trying import LIMITS, can_be_read
from amana.handling.intake import letters
from amana.handling.intake.receiving import receive
from amana.kit.confining import Limits
from amana.post.leasing import LEASE, claim
from amana.post.models import DONE, HELD, RawMessage
from tests.letters import accept, letter
from tests.readers import no_reader_of_mail


@pytest.mark.django_db
@no_reader_of_mail()
def test_a41_a42_a43_a_mail_that_ended_its_worker_is_tried_apart_and_held(brand, dana, now, monkeypatch):
    tried = []

    def fails(raw: bytes) -> bool:
        tried.append(raw)
        return b"poison" not in raw

    monkeypatch.setattr(letters, "can_be_read", fails)
    accept(
        *[letter(f"n{n}@customer.example", "poison" if n == 2 else "Where is it?", at=now) for n in range(4)], at=now
    )
    # A worker takes all of them in hand, and is never heard of again.
    assert len(claim(RawMessage.objects.waiting(now), most=9, at=now, worker="dead")) == 4
    receive(worker="next", at=now + LEASE + timedelta(seconds=1))

    assert len(tried) == 4 and RawMessage.objects.filter(state=DONE).count() == 3
    assert "more time or memory" in RawMessage.objects.get(state=HELD).reason


@pytest.mark.django_db
@no_reader_of_mail()
def test_a_mail_that_comes_in_for_the_first_time_is_not_tried_apart(brand, dana, now, monkeypatch):
    monkeypatch.setattr(letters, "can_be_read", lambda raw: False)
    accept(letter("noa@customer.example", "Where is it?", at=now), at=now)
    receive(worker="first", at=now)
    assert RawMessage.objects.get().state == DONE


def test_a41_a42_a43_trying_a_mail_apart_has_an_end_in_time_and_in_memory(shared, now):
    assert can_be_read(letter("noa@customer.example", "Where is it?", at=now)) and can_be_read(b"")
    hostile = shared / "mail/_synthetic"
    for name in ("nest-multipart-2000", "parts-20000", "header-1mb", "html-tagflood"):
        assert can_be_read((hostile / f"{name}.eml").read_bytes()), name
    began = time.monotonic()
    large = b"From: noa@customer.example\r\n\r\n" + b"words\r\n" * 2_000_000
    assert not can_be_read(large, limits=Limits(memory=60 * 2**20, processor=20, files=64))
    assert not can_be_read(large, seconds=0.05)
    assert time.monotonic() - began < 20
    assert LIMITS.memory <= 2 * 2**30 and LIMITS.processor <= 30
