from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from amana.config.running import Part, is_free, url_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite,
    pytest.mark.skipif(os.name != "posix", reason="sends signals as POSIX knows them"),
]
PATIENCE = 60.0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder):
    found = {name: value for name, value in os.environ.items() if not name.startswith("AMANA_")}
    return found | {"AMANA_DATA": str(folder), "AMANA_MAIL_IN": f"127.0.0.1:{free_port()}", "PYTHONUNBUFFERED": "1"}


class Running:
    """One `amana up` with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.port, self.log = free_port(), folder / "up.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "amana", "up", "--port", str(self.port)],
                env=environment(folder / "data"), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def wait_for(self, pattern: str) -> re.Match[str]:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = re.search(pattern, self.said)
            if found:
                return found
            assert self.process.poll() is None, self.said
            time.sleep(0.1)
        raise AssertionError(f"{pattern!r} was not said:\n{self.said}")

    def children(self) -> dict[int, str]:
        """The parts and what they have started themselves, by process id."""
        found: dict[int, str] = {}
        above = {self.process.pid}
        for _generation in range(3):
            found |= {pid: words for pid, parent, words in processes() if parent in above}
            above |= set(found)
        return found

    def part(self, name: str) -> int:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for pid, words in self.children().items():
                if f" part {name} " in words:
                    return pid
            time.sleep(0.1)
        raise AssertionError(f"{name} does not run:\n{self.said}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> float:
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        return time.monotonic() - began


def processes():
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        pid, parent, words = line.split(None, 2)
        yield int(pid), int(parent), words


def is_alive(pid):
    return any(pid == one and "defunct" not in words for one, _parent, words in processes())


def none_alive(pids, *, within):
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.2)
    return False


@pytest.fixture
def running(tmp_path):
    one = Running(tmp_path)
    yield one
    if one.process.poll() is None:
        one.process.kill()
        one.process.wait()


def test_it_answers_gives_a_code_brings_back_what_dies_and_stops_all_together(running):
    assert running.wait_for(r"type this code, once:\s+([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})")
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/accounts/login/", timeout=10) as page:
        assert page.status == 200
    clock, web = running.part("clock"), running.part("web")
    os.kill(clock, signal.SIGKILL)
    os.kill(web, signal.SIGKILL)
    running.wait_for(r"clock ended \(signal 9\); it is started again in 1 s")
    running.wait_for(r"web ended \(signal 9\)")
    assert running.part("clock") != clock and running.part("web") != web
    until = time.monotonic() + PATIENCE
    while is_free("127.0.0.1", running.port) and time.monotonic() < until:
        time.sleep(0.1)

    all_of_them = list(running.children())
    assert len(all_of_them) >= 4
    assert running.stop() < 15.0  # told to end they end; those that do not are ended after five seconds
    assert running.process.returncode == 0
    assert none_alive(all_of_them, within=10.0)
    assert "Traceback" not in running.said


def test_the_parts_end_with_whoever_started_them(running):
    running.wait_for("Amana is at")
    all_of_them = list(running.children())
    running.process.kill()

    assert none_alive(all_of_them, within=10.0)


def test_it_does_not_run_twice_on_one_folder(running, tmp_path):
    running.wait_for("Amana is at")
    again = subprocess.run(
        [sys.executable, "-m", "amana", "up", "--port", str(free_port())],
        env=environment(tmp_path / "data"), capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert again.returncode == 1
    assert "running already" in again.stderr
    assert running.stop(signal.SIGTERM) < 5.5


def test_a_taken_port_is_said_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not is_free("127.0.0.1", taken.getsockname()[1])
    assert is_free("127.0.0.1", free_port())


def test_the_wait_before_a_restart_doubles_up_to_a_minute():
    part = Part("clock", [], {})
    waits = []
    for failures in range(1, 10):
        part.failures = failures
        waits.append(part.wait)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_the_address_names_this_machine_where_it_listens_everywhere():
    assert [url_of(host, 80) for host in ("127.0.0.1", "0.0.0.0", "::", "amana.example")] == [
        "http://localhost:80",
        "http://localhost:80",
        "http://localhost:80",
        "http://amana.example:80",
    ]
