from __future__ import annotations

from datetime import timedelta

from django.test import Client

from amana.commitments.models import Commitment
from amana.desk.tests.conftest import mail


def test_the_health_page_counts_and_names_nobody(case):
    answer = Client().get("/health/")

    assert answer.status_code == 200
    assert answer.json()["ok"] is True and answer.json()["held"] == 0
    assert "Noa" not in answer.content.decode() and "tavor" not in answer.content.decode()


def test_a_clock_that_stands_still_is_not_well(case, now):
    Commitment.objects.outstanding().update(alarm_at=now - timedelta(minutes=2))

    answer = Client().get("/health/")

    assert answer.status_code == 503
    assert answer.json()["late_alarms"] == 1


def test_what_is_held_is_counted(brand, dana):
    mail("Who am I?", sender="nobody")

    assert Client().get("/health/").json()["held"] == 1
