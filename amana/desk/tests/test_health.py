from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from amana.commitments.models import Commitment
from amana.desk.health import MOST_COUNTED
from amana.desk.tests.conftest import agent, mail, signed_in
from amana.kit.codes import new_id
from amana.readings.models import READER_VERSION, Reading
from amana.record.storing import insert_rows
from amana.team.models import Agent
from tests.plans import plans_of


@pytest.fixture
def watching(brand):
    """A browser in which whoever sees to all of it is signed in."""
    return signed_in(agent("Adi", brand, role=Agent.ADMIN))


def test_a_stranger_and_whoever_serves_are_told_whether_it_is_well_and_no_more(case, dana, now):
    for client in (Client(), signed_in(dana)):
        Commitment.objects.outstanding().update(alarm_at=now + timedelta(hours=1))
        well = client.get("/health/")
        assert (well.status_code, well.json()) == (200, {"ok": True})
        Commitment.objects.outstanding().update(alarm_at=now - timedelta(minutes=2))
        ill = client.get("/health/")
        assert (ill.status_code, ill.json()) == (503, {"ok": False})


def test_the_health_page_counts_and_names_nobody(case, now, watching):
    Commitment.objects.outstanding().update(alarm_at=now + timedelta(hours=1))
    answer = watching.get("/health/")

    assert answer.status_code == 200
    assert answer.json()["ok"] is True and answer.json()["held"] == 0
    assert "Noa" not in answer.content.decode() and "tavor" not in answer.content.decode()


def test_a_clock_that_stands_still_is_not_well(case, now, watching):
    Commitment.objects.outstanding().update(alarm_at=now - timedelta(minutes=2))

    answer = watching.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["late_alarms"] == 1


def test_what_is_held_is_counted(brand, dana, watching):
    mail("Who am I?", sender="nobody")

    assert watching.get("/health/").json()["held"] == 1


def readings(case, now, *, count, version=0):
    rows = [(new_id(), case.pk, "customer", now, version) for _number in range(count)]
    insert_rows(Reading, ("entry", "case_id", "side", "at", "version"), rows)


def test_what_waits_to_be_read_is_counted_up_to_a_thousand(case, now, watching):
    Reading.objects.update(version=READER_VERSION)
    assert watching.get("/health/").json()["readings"] == "all"

    readings(case, now, count=3)
    assert watching.get("/health/").json()["readings"] == "3 waiting"

    readings(case, now, count=MOST_COUNTED)
    assert watching.get("/health/").json()["readings"] == "1000 or more waiting"


def test_readings_cost_the_page_no_more_however_many_there_are(case, now, watching):
    readings(case, now, count=4_000, version=READER_VERSION)
    readings(case, now, count=4_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    plans = [plan for plan in plans_of(lambda: watching.get("/health/")) if "readings_reading" in plan.sql]

    assert len(plans) == 1 and not plans[0].scans, plans
    assert plans[0].rows is None or plans[0].rows <= MOST_COUNTED * 2, plans[0].text  # the rows, and their count
