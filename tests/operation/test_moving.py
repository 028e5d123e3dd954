"""Everything moves from SQLite to PostgreSQL and back, also when it is killed on the way."""

from __future__ import annotations

import shutil

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from amana.config.moving.taking_along import _mark
from amana.handling.mails.plain_mail import post_plain
from amana.post.models import Outgoing
from tests.operation.conftest import Place

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(300)]


def test_f44_moving_goes_on_after_a_kill_and_proves_that_everything_came_along(tmp_path, new_database):
    here = Place(tmp_path / "data")
    before = here.do("prepare", "standing")["standing"]
    there = new_database()

    killed = here.run("amana", "move-database", "--to", there, AMANA_CRASH_AT="M1:12")
    assert killed.returncode == -9
    said = here.amana("move-database", "--to", there)
    assert "every chain of the record holds" in said and "secret" not in said
    moved = Place(here.folder, there)
    shutil.move(here.folder / "amana.sqlite3", tmp_path / "old.sqlite3")
    # Keys that the database counts go on where they were.
    found = moved.do("standing", "write", "again")
    assert found["standing"] == before | {"vendor": "postgresql"}
    after = found["again"]
    moved.amana("move-database", "--to", "sqlite")
    assert here.do("standing")["standing"] == after | {"vendor": "sqlite"}


@pytest.mark.django_db
def test_a_mail_that_leaves_meanwhile_is_noticed_as_every_change_is(db):
    now = timezone.now()
    row = post_plain("noa@example.com", "Noa", "Hello", "Hello", what="notice", language="en", brand=None, at=now)
    before = _mark("default")
    assert _mark("default") == before
    # Within a transaction each savepoint writes as a transaction of its own.
    with transaction.atomic():
        Outgoing.objects.filter(pk=row.pk).update(state=Outgoing.SENT)
    after = _mark("default")
    assert after != before
    with transaction.atomic():
        Session.objects.create(session_key="s", session_data="x", expire_date=now)
    assert _mark("default") != after
