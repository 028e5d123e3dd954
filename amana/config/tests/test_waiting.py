"""What starts while another process changes the tables waits for it: two real processes and one folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from amana.config.holding import Held, hold, wait_for
from amana.config.tests.test_running import environment

pytestmark = pytest.mark.slow
# Half of the tables are there; the rest follows once somebody says so.
HALF = """
import sys
from amana.config import preparing
preparing.begin()
from django.conf import settings
from django.core.management import call_command
from amana.config.holding import hold
with hold(settings.DATA / "migrate.lock"):
    call_command("migrate", "people", verbosity=0)
    assert preparing.state() == "behind"
    print("half", flush=True)
    sys.stdin.readline()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
"""


def begun(folder: Path, *words: str) -> subprocess.Popen[str]:
    with_pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, *words], env=environment(folder), text=True, **with_pipes)


@pytest.mark.parametrize("command", ["begin", "recount"])
def test_what_starts_during_a_migration_says_that_it_waits_and_goes_on(tmp_path, command):
    migrating = begun(tmp_path, "-c", HALF)
    try:
        assert migrating.stdout.readline() == "half\n", migrating.stderr.read()
        starting = begun(tmp_path, "-m", "amana", command)
        try:
            assert starting.stderr.readline().startswith("Another process is changing the database. Waiting for it")
            assert starting.poll() is None
            migrating.communicate("\n")
            _said, errors = starting.communicate()
        finally:
            starting.kill()
            starting.wait()
        assert (starting.returncode, "older" in errors) == (0, False), errors
    finally:
        migrating.kill()
        migrating.wait()


def test_waiting_ends_and_is_told_once(tmp_path):
    told = []
    with (
        hold(tmp_path / "a.lock"),
        pytest.raises(Held),
        hold(tmp_path / "a.lock", wait=0.35, waiting=lambda: told.append(1)),
    ):
        pass
    assert told == [1]
    wait_for(lambda: True, wait=0.0, waiting=lambda: told.append(2))
    assert told == [1]
