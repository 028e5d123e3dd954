from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from amana.kit.confining import Limits, run_confined

LIMITS = Limits(memory=512 * 2**20, processor=5, files=16)
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")


def program(folder: Path, text: str) -> Path:
    path = folder / "program.py"
    path.write_text(text)
    return path


def test_it_gets_its_arguments_its_input_and_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("AMANA_SECRET", "x")
    text = "import os, sys; print(sys.argv[1:], sys.stdin.read(), 'AMANA_SECRET' in os.environ, __name__)"
    done = run_confined(program(tmp_path, text), "a", "b c", limits=LIMITS, seconds=20, given=b"words")

    assert done.stdout.decode().split("\n")[0] == "['a', 'b c'] words False __main__"


def test_its_exit_status_is_told(tmp_path):
    assert run_confined(program(tmp_path, "raise SystemExit(3)"), limits=LIMITS, seconds=20).returncode == 3


@linux
@pytest.mark.parametrize(
    "text", ["x = b'x' * (2 * 2**30)", "keep = [open(__file__) for _ in range(64)]"], ids=["memory", "files"]
)
def test_one_that_takes_too_much_fails(tmp_path, text):
    assert run_confined(program(tmp_path, text), limits=LIMITS, seconds=20).returncode == 1


@linux
def test_one_that_works_without_end_is_ended_by_the_processor_or_the_clock(tmp_path):
    endless = program(tmp_path, "while True: pass")

    assert run_confined(endless, limits=Limits(512 * 2**20, 1, 16), seconds=60).returncode == -24
    with pytest.raises(subprocess.TimeoutExpired):
        run_confined(endless, limits=LIMITS, seconds=0.5)
