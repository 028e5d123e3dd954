"""Every command is documented, and every documented command exists and explains itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from amana.__main__ import FRAME, PLAIN, managed
from tests.architecture.sources import text

NAMES = sorted({*FRAME, *PLAIN, *managed()})


def test_every_command_is_in_the_reference():
    documented = set(re.findall(r"^\| `amana ([\w-]+)", text(Path("docs/reference/commands.md")), re.M))
    assert documented == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_and_refuses_rubbish_without_a_traceback(name, tmp_path):
    environment = {"PATH": "/usr/bin:/bin", "AMANA_DATA": str(tmp_path)}
    helped, refused = (
        subprocess.run(
            [sys.executable, "-m", "amana", name, word], env=environment, capture_output=True, text=True, check=False
        )
        for word in ("--help", "--no-such-option")
    )
    assert helped.returncode == 0 and "usage" in helped.stdout.lower()
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr + refused.stdout
