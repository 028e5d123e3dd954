"""Run the suite in stages, what fails fast first: SQLite, PostgreSQL, the browser; end with one line that counts all.

bin/test calls this. `--quick` stops after SQLite and leaves out what is slow; everything else goes to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from private_postgres import has_postgres, running_postgres

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5
IN_PARALLEL = ["-n", "2", "--dist", "loadgroup"]
# The second database asks whether every statement holds there too: what asks none has run, and every value once.
EVERY_STATEMENT_NOT_EVERY_VALUE = ["--asking", "--ends"]
# Plain Python: nothing in these rooms knows which database there is, so they are not even gone through.
WITHOUT_DATABASE = ["--ignore=amana/language", "--ignore=amana/writing", "--ignore=amana/kit"]
# Where those that need a browser are; nothing else is gone through for them.
IN_A_BROWSER = "tests/browser"


class Stage(NamedTuple):
    """One run of pytest: its name, its own arguments, its database (none: SQLite)."""

    name: str
    arguments: list[str]
    database: str = ""


class Outcome(NamedTuple):
    """What a stage ended with; `counts` has passed, failed, skipped and xfailed."""

    name: str
    counts: Counter[str]
    seconds: float


def run(stage: Stage, given: list[str], scratch: Path) -> Outcome:
    """Run one stage; a run that broke off without counting is one failure."""
    print(f"\n── {stage.name} ──", flush=True)
    report = scratch / f"{stage.name}.xml"
    environment = os.environ | {"AMANA_DATA": str(scratch / f"{stage.name}-data")}
    environment.pop("AMANA_DATABASE_URL", None)
    if stage.database:
        environment["AMANA_DATABASE_URL"] = stage.database
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", *stage.arguments, f"--junitxml={report}", *given]
    status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    counts = counted(report)
    if status not in {0, NO_TESTS} and not counts["failed"]:
        counts["failed"] += 1
    return Outcome(stage.name, counts, time.monotonic() - began)


def counted(report: Path) -> Counter[str]:
    """Count passed, failed and skipped in a JUnit file; nothing if there is none."""
    counts: Counter[str] = Counter()
    if not report.exists():
        return counts
    for case in ET.parse(report).getroot().iter("testcase"):
        tags = {"xfailed" if child.get("type") == "pytest.xfail" else child.tag for child in case}
        ends = [("failed", {"failure", "error"}), ("skipped", {"skipped"}), ("xfailed", {"xfailed"})]
        counts[next((word for word, signs in ends if tags & signs), "passed")] += 1
    return counts


def run_all(*, quick: bool, given: list[str], scratch: Path) -> list[Outcome]:
    if quick:
        marks = "not browser and not postgres and not slow and not teacher"
        return [run(Stage("SQLite", [*IN_PARALLEL, "-m", marks]), given, scratch)]
    # Without a server the tests that need PostgreSQL stay in, so that they are skipped by name.
    marks = "not teacher and not browser" + (" and not postgres" if has_postgres() else "")
    outcomes = [run(Stage("SQLite", [*IN_PARALLEL, "-m", marks]), given, scratch)]
    if has_postgres():
        with running_postgres() as address:
            marks = "not browser and not sqlite and not teacher"
            stage = Stage(
                "PostgreSQL", [*IN_PARALLEL, *WITHOUT_DATABASE, *EVERY_STATEMENT_NOT_EVERY_VALUE, "-m", marks], address
            )
            outcomes.append(run(stage, given, scratch))
    else:
        print("\nPostgreSQL's server is not installed: the suite ran on SQLite alone.", flush=True)
    place = [] if names_a_place(given) else [IN_A_BROWSER]
    outcomes.append(run(Stage("browser", [*IN_PARALLEL, "-m", "browser", *place]), given, scratch))
    return outcomes


def names_a_place(given: list[str]) -> bool:
    return any((ROOT / one.partition("::")[0]).exists() for one in given)


def closing_line(outcomes: list[Outcome]) -> str:
    total = sum((outcome.counts for outcome in outcomes), Counter[str]())
    line = f"{total['passed']} passed, {total['failed']} failed"
    return f"{line}, {total['skipped']} skipped" if total["skipped"] else line


def main() -> int:
    given = sys.argv[1:]
    quick = "--quick" in given
    with tempfile.TemporaryDirectory(prefix="amana-test-") as folder:
        given = [argument for argument in given if argument != "--quick"]
        outcomes = run_all(quick=quick, given=given, scratch=Path(folder))
    print()
    for outcome in outcomes:
        counts = ", ".join(f"{outcome.counts[word]} {word}" for word in ("passed", "failed", "skipped"))
        print(f"{outcome.name:<12} {outcome.seconds:7.1f} s   {counts}")
    print(closing_line(outcomes))
    has_failed = any(outcome.counts["failed"] for outcome in outcomes)
    has_passed = any(outcome.counts["passed"] for outcome in outcomes)
    return 1 if has_failed or not has_passed else 0


if __name__ == "__main__":
    raise SystemExit(main())
