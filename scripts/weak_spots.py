"""Look for weak spots in the product: with bandit, and with our own rules for semgrep; exit status 1 when there are any.

A line that says with `# noqa: S…` why it may is left out, as for ruff, whose numbers are bandit's; so is what ruff leaves out
by pyproject.toml. Nothing is asked of the network.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "scripts" / "weak_spots.yml"
BIN = Path(sys.executable).parent
SECONDS = 240
NOTE = re.compile(r"#\s*noqa:\s*([A-Z0-9, ]+)")
# Of importing alone nothing comes; how it is used is looked at by rules of its own.
OF_IMPORTS = {"B404", "B405"}
QUIET = {"SEMGREP_ENABLE_VERSION_CHECK": "0", "SEMGREP_SEND_METRICS": "off"}


@dataclass(frozen=True)
class Spot:
    """A place in the code that a tool finds fault with; `marks` are the notes that would answer it."""

    path: str
    first: int
    last: int
    rule: str
    says: str
    marks: frozenset[str] = frozenset()


def main() -> int:
    spots = [spot for spot in (*of_bandit("amana"), *of_semgrep("amana")) if not is_answered(spot)]
    for spot in spots:
        print(f"{spot.path}:{spot.first}: {spot.rule}: {spot.says}")
    return 1 if spots else 0


def of_bandit(folder: str) -> Iterator[Spot]:
    """Yield what bandit finds and is sure of, of every weight, but for tests."""
    left_out = ",".join(sorted(OF_IMPORTS | {f"B{number[1:]}" for number in ignored_by_ruff()}))
    found = run("bandit", "-q", "-r", folder, "-x", "*/tests/*", "-f", "json", "-ii", "-s", left_out)
    for one in found["results"]:
        if one["issue_text"].endswith("password: ''"):
            continue  # an empty one is none
        lines = one["line_range"]
        mark = frozenset({f"S{one['test_id'][1:]}"})
        yield Spot(one["filename"], min(lines), max(lines), one["test_id"], one["issue_text"], mark)


def of_semgrep(*where: str) -> Iterator[Spot]:
    """Yield what our own rules find in files that are not tests."""
    found = run(
        "semgrep", "scan", "--quiet", "--json", "--metrics=off", "--disable-version-check", "--no-git-ignore", "--jobs=1",
        "--exclude=tests", "--exclude=locale", "--exclude=static", f"--config={RULES}", *where,
    )  # fmt: skip
    if found["errors"]:
        raise SystemExit(f"semgrep could not look at everything: {found['errors'][:3]}")
    for one in found["results"]:
        extra = one["extra"]
        marks = frozenset(extra["metadata"].get("noqa", []))
        rule = one["check_id"].rpartition(".")[2]
        yield Spot(one["path"], one["start"]["line"], one["end"]["line"], rule, extra["message"], marks)


def run(tool: str, *arguments: str) -> Mapping[str, Any]:
    done = subprocess.run(
        [str(BIN / tool), *arguments], capture_output=True, text=True, timeout=SECONDS, check=False, cwd=ROOT,
        env={**os.environ, **QUIET, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"},
    )  # fmt: skip
    if done.returncode not in {0, 1} or not done.stdout.strip():
        raise SystemExit(f"{tool} did not run: {done.stderr[-2000:]}")
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def ignored_by_ruff() -> set[str]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]["ignore"]
    return {rule for rule in told if re.fullmatch(r"S\d{3}", rule)}


def is_answered(spot: Spot) -> bool:
    lines = (ROOT / spot.path).read_text("utf-8").splitlines()[spot.first - 1 : spot.last]
    return not spot.marks.isdisjoint(notes_in(lines))


def notes_in(lines: Iterable[str]) -> set[str]:
    return {mark.strip() for line in lines if (found := NOTE.search(line)) for mark in found[1].split(",")}


if __name__ == "__main__":
    sys.exit(main())
