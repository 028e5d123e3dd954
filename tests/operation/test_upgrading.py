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


def test_f44_going_back_that_was_killed_is_ended_before_anything_else_is_done(installation, copies):
    more = {"AMANA_BACKUP_TO": str(copies)}
    killed = installation.run(
        "tests.operation.steps", json.dumps({"do": ["fall_behind", "renew_badly"]}), AMANA_CRASH_AT="U3", **more
    )
    assert killed.returncode == -9, killed.stderr
    assert "amana upgrade" in installation.amana("migrate", status=78, **more)

    said = installation.amana("begin", status=78, **more)
    assert "Going back had broken off and is done now." in said
    assert not (installation.folder / "upgrade.json").exists()
    now = installation.do("standing")["standing"]
    assert (now["cases"], now["faults"], now["outbox"]) == (30, [], ["waiting"] * 3)


@pytest.mark.postgres
def test_a_copy_that_cannot_be_read_is_found_before_anything_is_taken_away(installation, copies):
    more = {"AMANA_BACKUP_TO": str(copies), "LOSE_A_PIECE_OF": str(copies)}
    done = installation.run("tests.operation.steps", json.dumps({"do": ["fall_behind", "renew_badly"]}), **more)
    assert done.returncode == 0, done.stderr
    said, state, has_remains = json.loads(done.stdout)["renew_badly"]
    assert "nothing was taken away" in said and state == "ready" and has_remains
    assert installation.do("standing")["standing"]["cases"] == 30


@pytest.mark.sqlite  # the same files beside either database
def test_no_upgrade_and_no_move_while_a_part_is_at_work_and_no_upgrade_of_nothing(installation, empty_machine):
    (installation.folder / "files" / "beats").mkdir(exist_ok=True)
    (installation.folder / "files" / "beats" / "worker@another-host-17").touch()
    target = f"sqlite:///{installation.folder.parent}/moved.sqlite3"
    for words in (["upgrade"], ["move-database", "--to", target]):
        assert "At work a moment ago: worker." in installation.amana(*words, status=78)
    assert not (installation.folder / "moving.json").exists()

    assert "There is nothing in" in empty_machine.amana("upgrade", status=1)
    assert "missing" in empty_machine.amana("migrate", "--check", status=1)
