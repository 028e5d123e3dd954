"""Running a small program of ours over somebody else's file: a process of its own, with limits and nothing of ours in reach."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# Limits first, then the program; Windows has none of them, and there the clock of the caller remains.
_START = """
import runpy, sys
memory, processor, files = map(int, sys.argv[1:4])
try:
    import resource
except ImportError:
    pass
else:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # A second between what is told and what is forced: told and forced at once is no -24, but an end like any other.
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
sys.argv = sys.argv[4:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
_KEPT = {"PATH", "SYSTEMROOT", "LANG"}


@dataclass(frozen=True)
class Limits:
    """How much a program may take: bytes of memory, seconds of a processor, files open at once."""

    memory: int
    processor: int
    files: int


def run_confined(
    program: Path, *arguments: str, limits: Limits, seconds: float, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run a program that imports nothing of the product, with `given` on its standard input; return how it ended.

    It sees none of our environment but where programs and languages are found. One that is ended by the limit of
    processor time returns -24. Raises subprocess.TimeoutExpired after `seconds`.
    """
    return subprocess.run(
        confined(program, *arguments, limits=limits), input=given, capture_output=True, timeout=seconds, check=False,
        env=environment(),
    )  # fmt: skip


def confined(program: Path, *arguments: str, limits: Limits) -> list[str]:
    """Return the command that sets these limits and then runs the program."""
    bounds = [str(bound) for bound in (limits.memory, limits.processor, limits.files)]
    return [sys.executable, "-I", "-c", _START, *bounds, str(program), *arguments]


def environment() -> dict[str, str]:
    """Return what a confined program sees of our environment: where programs and languages are found."""
    return {name: value for name, value in os.environ.items() if name in _KEPT}
