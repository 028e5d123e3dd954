"""Trying a mail apart where no process is kept to read it in: in one of its own with limits, which may end without harm."""

from __future__ import annotations

import subprocess
from pathlib import Path

from amana.kit.confining import Limits, run_confined

LIMITS = Limits(memory=2 * 2**30, processor=20, files=64)
SECONDS = 40.0
READER = Path(__file__).with_name("trial_reader.py")


def can_be_read(raw: bytes, *, limits: Limits = LIMITS, seconds: float = SECONDS) -> bool:
    """Say whether reading these bytes ends, within its limits of time and memory. Takes half a second, at most 40."""
    try:
        return run_confined(READER, limits=limits, seconds=seconds, given=raw).returncode == 0
    except subprocess.TimeoutExpired:
        return False
