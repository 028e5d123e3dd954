from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from amana.config import preparing
from amana.config.holding import Held, hold

pytestmark = pytest.mark.django_db


def test_a_prepared_database_is_ready():
    assert preparing.state() == "ready"
    preparing.require_ready()


def test_a_migration_nobody_here_knows_is_refused():
    MigrationRecorder(connection).record_applied("record", "0999_from_the_future")

    with pytest.raises(preparing.NotReady, match=r"newer Amana \(it has record\.0999_from_the_future\)"):
        preparing.state()


def test_a_migration_that_is_not_applied_is_noticed():
    recorder = MigrationRecorder(connection)
    app, name = max(key for key in recorder.applied_migrations() if key[0] == "commitments")
    recorder.record_unapplied(app, name)

    assert preparing.state() == "behind"
    with pytest.raises(preparing.NotReady, match="amana migrate"):
        preparing.require_ready()


def test_what_one_holds_another_does_not_get(tmp_path):
    with hold(tmp_path / "a.lock"):
        with pytest.raises(Held), hold(tmp_path / "a.lock"):
            pass
        with hold(tmp_path / "b.lock"):
            pass
    with hold(tmp_path / "a.lock"):
        pass
