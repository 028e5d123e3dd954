from __future__ import annotations

import os
import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from amana.config import preparing
from amana.config.watching import beating
from amana.config.watching.measuring import MOST_COUNTED, figures
from amana.handling.mails.plain_mail import post_plain
from amana.post.models import Outgoing, RawMessage
from tests.letters import deliver
from tests.plans import plans_of

pytestmark = pytest.mark.django_db
LIVE, READY, METRICS = "/health/live", "/health/ready", "/metrics"


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.FILES = settings.DATA = tmp_path
    monkeypatch.setattr(beating, "_last", {})
    return tmp_path


def test_it_is_ready_when_a_worker_gives_signs_of_life(files):
    assert Client().get(READY).json() == {"ready": False, "lacks": ["worker"]}
    beating.beat("worker")
    answer = Client().get(READY)
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "lacks": []})

    long_ago = timezone.now().timestamp() - 200
    os.utime(files / "beats" / "worker", (long_ago, long_ago))
    assert Client().get(READY).status_code == 503


def test_it_is_not_ready_with_the_tables_of_another_version():
    beating.beat("worker")
    MigrationRecorder(connection).record_applied("record", "0999_from_the_future")
    assert Client().get(READY).json()["lacks"] == ["tables"]
    beating._last.clear()
    with pytest.raises(preparing.NotReady, match="newer Amana"):
        beating.beat("worker")


def test_without_its_database_it_is_alive_and_not_ready(monkeypatch):
    def gone():
        raise OperationalError("connection refused at 10.0.0.7 as amana_app")

    beating.beat("worker")
    monkeypatch.setattr(connection, "ensure_connection", gone)
    assert Client().get(LIVE).status_code == 200
    answer = Client().get(READY)
    assert (answer.status_code, answer.json()["lacks"]) == (503, ["database"])
    assert b"10.0.0.7" not in answer.content


def test_a_stranger_learns_a_yes_or_a_no_and_nothing_of_versions(brand):
    for page in (LIVE, READY):
        said = Client().get(page).content.decode()
        assert len(said) < 80 and not re.search(r"\d|sqlite|postgres|tavor", said, re.IGNORECASE), said
        assert Client().post(page).status_code == 405


def test_figures_are_there_with_the_token_alone_or_on_a_machine_of_ones_own(settings):
    def asked(**more):
        return Client().get(METRICS, **more).status_code

    settings.BASE_URL = "http://localhost:8000"
    assert (asked(), asked(REMOTE_ADDR="10.0.0.9")) == (200, 404)
    settings.BASE_URL = "https://help.example"
    assert asked() == 404
    settings.METRICS_TOKEN = "a long word"
    assert asked(headers={"authorization": "Bearer a long word"}) == 200
    for wrong in ("", "a long word", "Bearer a long wor", "Bearer é", "Basic a long word"):
        assert asked(headers={"authorization": wrong}) == 404


def test_figures_say_how_old_the_oldest_is_and_name_nobody(brand):
    now = timezone.now()
    deliver("noa@customer.example", "Where is my kettle?", at=now, to="help@tavor.example")
    RawMessage.objects.update(state="waiting", not_before=now - timedelta(minutes=10))
    post_plain("noa@example.com", "Noa", "Hello", "Hello", what="notice", language="en", brand=brand, at=now)
    Outgoing.objects.update(not_before=now - timedelta(hours=1), state=Outgoing.WAITING)

    said = figures(at=now).decode()
    assert 'amana_oldest_seconds{what="mail_in"} 600.0' in said
    assert 'amana_oldest_seconds{what="outbox"} 3600.0' in said
    assert 'amana_oldest_seconds{what="search"}' in said and 'amana_waiting{what="mail_in"} 1.0' in said
    assert not re.search(r"noa|kettle|tavor|example", said, re.IGNORECASE)


def test_figures_read_no_more_than_the_end_of_an_index_however_much_waits(brand):
    now = timezone.now()
    RawMessage.objects.bulk_create(
        RawMessage(digest=str(number), sha256="s", size=1, body=b"x", received_at=now, not_before=now, state="held",
                   reason="unreadable") for number in range(3_000)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plans = plans_of(lambda: figures(at=now))
    assert len(plans) >= 15
    assert [plan for plan in plans if plan.scans] == []
    assert all(plan.rows is None or plan.rows <= MOST_COUNTED * 2 for plan in plans)
    assert f'amana_waiting{{what="held"}} {MOST_COUNTED}.0' in figures(at=now).decode()
