"""Measure which lines and branches of the packages that must not be wrong are reached by the tests, and print those left.

    .venv/bin/python scripts/covering.py [record] [post] [portal] [permissions] [channels]

Runs the tests that reach them, on SQLite and, where its server is installed, those of the database on PostgreSQL. It ends
with 1 when a package is below the share asked of it. Needs pytest-cov, which is no requirement of the product:
`uv pip install pytest-cov`. With all packages it takes about half an hour on two cores.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from private_postgres import has_postgres, running_postgres

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = """
[run]
branch = true
omit =
    */tests/*
    */migrations/*
"""
ON_SQLITE = "not browser and not postgres and not teacher"
ON_POSTGRES = "not browser and not sqlite and not teacher"
# Seconds a test may take: counting lines makes each several times as long.
PATIENCE = 1200


class Package(NamedTuple):
    """What is measured, the tests that reach it, those to repeat on PostgreSQL, and the share asked for, in percent."""

    sources: list[str]
    tests: list[str]
    again: list[str] = []
    share: float = 100


DOORS = [
    "amana.team.viewing",
    "amana.portal.permissions",
    "amana.portal.entering",
    "amana.portal.door",
    "amana.portal.directory.door",
    "amana.portal.widget.entering",
    "amana.desk.entering",
    "amana.api.calling",
    "amana.api.opening",
    "amana.directory.permissions",
    "amana.readings.permissions",
]
HANDED_OUT = [
    "amana/handling/tests/handing_out",
    "amana/handling/tests/tying",
    "amana/portal/tests/test_checkpoints.py",
]
ASKED = [
    "amana/team",
    "amana/portal",
    "amana/api",
    "amana/directory",
    "amana/readings",
    "amana/desk/tests/test_access.py",
    "amana/desk/tests/test_roles.py",
]
ANSWERED = [
    "amana/handling",
    "amana/config",
    "amana/desk",
    "amana/recordings",
    "amana/api/tests/test_incoming_messengers.py",
    "tests/mail",
    "tests/journeys",
    "tests/security/test_asking_other_servers.py",
]
# A package by its folder, and then also what is run as a program; a file by its name as a module.
PACKAGES = {
    "record": Package(["amana/record"], ["amana/record", *HANDED_OUT], ["amana/record"]),
    "post": Package(["amana/post"], ["amana/post"], ["amana/post"]),
    "portal": Package(["amana/portal"], ["amana/portal", "amana/desk/tests/insight/test_knowledge.py"]),
    "permissions": Package(DOORS, ASKED),
    "channels": Package(["amana/channels"], ["amana/channels", *ANSWERED], share=95),
}


class Left(NamedTuple):
    """A file, how many lines and branches it has, how many of them were reached, and those that were not."""

    path: str
    whole: int
    reached: int
    lines: list[int]
    branches: list[list[int]]


def measure(tests: list[str], marks: str, sources: list[str], folder: Path, *, database: str = "") -> bool:
    """Run the tests and add what they reach to the data in the folder; return whether they passed."""
    configuration = folder / "configuration"
    configuration.write_text(CONFIGURATION, "ascii")
    environment = os.environ | {"COVERAGE_FILE": str(folder / "data"), "AMANA_DATA": str(folder / "amana")}
    environment.pop("AMANA_DATABASE_URL", None)
    if database:
        environment["AMANA_DATABASE_URL"] = database
    measured = [f"--cov={source}" for source in sources]
    words = ["-q", "-n", "2", "--dist", "loadgroup", "-m", marks, f"--timeout={PATIENCE}", *measured]
    counted = [f"--cov-config={configuration}", "--cov-append", "--cov-report="]
    command = [sys.executable, "-m", "pytest", *words, *counted, *tests]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def found(folder: Path) -> dict[str, Any]:
    """Return what coverage tells of each file; Any: its report is JSON."""
    told = folder / "told.json"
    words = ["json", "-q", f"--data-file={folder / 'data'}", f"--rcfile={folder / 'configuration'}", "-o", str(told)]
    subprocess.run([sys.executable, "-m", "coverage", *words], cwd=ROOT, check=True)
    files: dict[str, Any] = json.loads(told.read_text("utf-8"))["files"]
    return files


def left(files: dict[str, Any], package: Package) -> Iterator[Left]:
    """Yield each file of a package."""
    within = tuple(source.replace(".", "/") for source in package.sources)
    for path, file in sorted(files.items()):
        if path.removesuffix(".py").startswith(within):
            counted = file["summary"]
            whole = counted["num_statements"] + counted["num_branches"]
            reached = counted["covered_lines"] + counted["covered_branches"]
            yield Left(path, whole, reached, file["missing_lines"], file["missing_branches"])


def told(name: str, files: list[Left]) -> float:
    """Print what is left of a package; return its share in percent."""
    share = 100 * sum(file.reached for file in files) / max(sum(file.whole for file in files), 1)
    print(f"\n{name}: {share:.1f} %")
    for file in files:
        if file.reached < file.whole:
            branches = [
                f"{start}->{end if end > 0 else 'end'}" for start, end in file.branches if start not in file.lines
            ]
            places = ", ".join([*map(str, file.lines), *branches])
            print(f"  {file.path}: {places}")
    return share


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "packages", nargs="*", metavar="PACKAGE", help=f"of {', '.join(PACKAGES)}; all if none is named"
    )
    names = parser.parse_args().packages or list(PACKAGES)
    if unknown := set(names) - set(PACKAGES):
        parser.error(f"no such package: {', '.join(sorted(unknown))}")
    if importlib.util.find_spec("pytest_cov") is None:
        parser.error("pytest-cov is not installed: uv pip install pytest-cov")
    asked = [PACKAGES[name] for name in names]
    sources = sorted({source for package in asked for source in package.sources})
    tests = sorted({test for package in asked for test in package.tests})
    again = sorted({test for package in asked for test in package.again})
    with tempfile.TemporaryDirectory(prefix="amana-covering-") as place:
        folder = Path(place)
        has_passed = measure(tests, ON_SQLITE, sources, folder)
        if again and has_postgres():
            with running_postgres() as address:
                has_passed &= measure(again, ON_POSTGRES, sources, folder, database=address)
        files = found(folder)
    shares = {name: told(name, list(left(files, PACKAGES[name]))) for name in names}
    return 0 if has_passed and all(share >= PACKAGES[name].share for name, share in shares.items()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
