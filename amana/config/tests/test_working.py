from __future__ import annotations

import time

import pytest
from django.utils import timezone

from amana.cases.models import Case
from amana.channels.email.peeking import peek
from amana.config.watching import beating
from amana.config.working import PAUSE, receive_once, send_once
from amana.handling.intake.importing import ensure_brand
from amana.post.accepting import Came, accept_all

RAW = b"From: noa@example.org\r\nTo: support@example.com\r\nSubject: Router\r\nMessage-ID: <1@example.org>\r\n\r\nIt is broken.\r\n"

pytestmark = pytest.mark.django_db


def test_an_idle_worker_asks_one_question_of_an_index_and_claims_nothing(django_assert_num_queries, monkeypatch):
    monkeypatch.setitem(beating._last, "worker", time.monotonic())  # it has just said that it is at work
    with django_assert_num_queries(1):
        assert receive_once() == PAUSE
    with django_assert_num_queries(1):
        assert send_once() == PAUSE


def test_what_waits_is_received_and_the_next_look_is_at_once():
    now = timezone.now()
    ensure_brand(["support@example.com"], at=now)
    accept_all([Came(RAW, peek(RAW).digest, "test", "1@example.org")], at=now)

    assert receive_once() == 0.0
    assert Case.objects.count() == 1
    assert receive_once() == PAUSE
