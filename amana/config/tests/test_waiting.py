"""What starts while another process changes the tables waits for it: two real processes and one folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from amana.config.holding import Held, hold, wait_for
from amana.config.tests.test_running import environment

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
# All tables but the newest of one room are there; it follows once somebody says so.
HALF = """
import sys
from amana.config import preparing
preparing.begin()
from django.conf import settings
from django.core.management import call_command
from amana.config.holding import hold
with hold(settings.DATA / "migrate.lock"):
    call_command("migrate", verbosity=0)
    call_command("migrate", "api", "0001", verbosity=0)
    assert preparing.state() == "behind"
    print("half", flush=True)
    sys.stdin.readline()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
"""


@contextmanager
def begun(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    with_pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([sys.executable, *words], env=environment(folder), text=True, **with_pipes)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.timeout(300)
def test_what_starts_during_a_migration_says_that_it_waits_and_goes_on(tmp_path):
    with ExitStack() as running:
        migrating = running.enter_context(begun(tmp_path, "-c", HALF))
        assert migrating.stdout.readline() == "half\n", migrating.stderr.read()
        starting = [running.enter_context(begun(tmp_path, "-m", "amana", command)) for command in ("begin", "recount")]
        for one in starting:
            assert one.stderr.readline().startswith("Another process is changing the database. Waiting for it")
            assert one.poll() is None
        migrating.communicate("\n")
        for one in starting:
            _said, errors = one.communicate()
            assert (one.returncode, "older" in errors) == (0, False), errors


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
