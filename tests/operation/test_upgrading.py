"""Renewing the tables has a way back, and goes on after a kill."""

from __future__ import annotations

import json

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_f44_an_upgrade_goes_back_when_it_is_not_well_and_goes_on_after_a_kill(installation, copies):
    more = {"AMANA_BACKUP_TO": str(copies)}
    done = installation.run(
        "tests.operation.steps", json.dumps({"do": ["fall_behind", "renew_badly", "fall_behind"]}), **more
    )
    assert done.returncode == 0, done.stderr
    said, _state, has_remains = json.loads(done.stdout)["renew_badly"]
    assert "record_entry has 1 rows of 2. The database is as it was" in said
    assert not has_remains

    killed = installation.run("amana", "upgrade", AMANA_CRASH_AT="U2", **more)
    assert killed.returncode == -9, killed.stderr
    assert (installation.folder / "upgrade.json").exists()
    assert "the pages were looked at" in installation.amana("upgrade", **more)
    assert not (installation.folder / "upgrade.json").exists() and not (installation.folder / "upgrade").exists()
    now = installation.do("standing")["standing"]
    assert (now["cases"], now["faults"], now["outbox"]) == (30, [], ["waiting"] * 3)
