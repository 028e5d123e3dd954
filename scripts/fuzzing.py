"""Look for what breaks with ever new examples: every call of the API, the reading of mail, histories of cases.

    .venv/bin/python scripts/fuzzing.py [--minutes 10] [--seed 1] [api] [mail] [histories]

Each part runs in rounds, each round with the next seed, until its minutes are over (the last round is run to its end) or
something failed. What failed is printed with its smallest example and the line that shows it again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Part(NamedTuple):
    """What is run in each round, and what its environment asks for."""

    arguments: list[str]
    asks: dict[str, str]


PARTS = {
    "api": Part(["amana/api/tests/test_every_call.py"], {"API_EXAMPLES": "10"}),
    "mail": Part(["amana/channels/email", "amana/language/tests/test_unquoting.py", "-m", "hypothesis"], {}),
    "histories": Part(["tests/journeys/test_random_histories.py"], {"HISTORIES": "20"}),
}


def command(part: Part, seed: int) -> list[str]:
    more = ["--hypothesis-profile=long", f"--hypothesis-seed={seed}", "--timeout=0"]
    return [sys.executable, "-m", "pytest", "-q", "-n", "0", *part.arguments, *more]


def run(name: str, minutes: float, seed: int) -> bool:
    """Run one part for so long; return whether all held."""
    part, began, rounds = PARTS[name], time.monotonic(), 0
    while rounds == 0 or time.monotonic() - began < minutes * 60:
        words = command(part, seed + rounds)
        rounds += 1
        if subprocess.run(words, cwd=ROOT, env=os.environ | part.asks, check=False).returncode:
            asked = " ".join(f"{key}={value}" for key, value in part.asks.items())
            print(f"{name}: failed in round {rounds}; again: {asked} {' '.join(words)}".replace("  ", " "), flush=True)
            return False
    print(f"{name}: held in {rounds} rounds, {(time.monotonic() - began) / 60:.1f} minutes", flush=True)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all of them if none is named")
    parser.add_argument("--minutes", type=float, default=10, help="for each part")
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    results = [run(name, given.minutes, given.seed) for name in given.parts or PARTS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
