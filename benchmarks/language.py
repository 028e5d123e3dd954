"""How fast texts are read without the large model: messages a second a core, memory, start, and how length tells.

Run: python benchmarks/language.py [--quick] [--json]
Times are processor time of one thread. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from amana.language import read, read_many
from amana.language.sentences import sentences

ROOT = Path(__file__).resolve().parent.parent
EVAL = ROOT.parent / "shared" / "eval"
AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
WORDS = 60  # of a typical message, or a few less or more: a text is not cut
# What is done once before the first reading, measured in a process of its own.
START = """
import resource, time
began = time.perf_counter()
from datetime import UTC, datetime
from amana.language import read
read("Hello, we will call you tomorrow. It is our policy.", sent_at=datetime(2026, 3, 3, tzinfo=UTC), side="company")
took = time.perf_counter() - began
for word in range(3000):
    read(f"word{word} we are sorry שלום{word} مرحبا{word}", sent_at=datetime(2026, 3, 3, tzinfo=UTC), side="company")
try:  # the highest since the program began; ru_maxrss also counts the process that started it
    most = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
except OSError:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(took, most / 1024)
"""


def main() -> int:
    """Measure and print; 2 when the development sets are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    options = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":  # one thread is what is measured
        alone = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        return subprocess.run([sys.executable, *sys.argv], env=alone, check=False).returncode
    if not EVAL.is_dir():
        print("the development sets are not beside this checkout", file=sys.stderr)
        return 2
    result = measured(rounds=2 if options.quick else 8)
    for name, figure in result.items():
        print(f"{name:32} {figure}")
    if options.json:
        print(json.dumps(result))
    return 0


def measured(rounds: int) -> dict[str, Any]:
    """All figures by their names; what is read for the first time comes first."""
    result: dict[str, Any] = {}
    for language in ("en", "he", "ar"):
        result |= never_read(language, rounds)
    for side in ("company", "customer", "caller_note"):
        for language in ("en", "he", "ar"):
            result[f"{side}_{language}_per_second"] = round(per_second(messages(language), side, rounds))
            result[f"{side}_{language}_together_per_second"] = round(together(messages(language), side, rounds))
    result["intake_per_second"] = round(
        per_second(messages("he"), "customer", rounds, only={"promises", "questions", "requests", "identifiers"})
    )
    for language in ("en", "he", "ar"):
        made = messages(language)
        result[f"words_{language}"] = round(sum(len(text.split()) for text in made) / len(made), 1)
        result[f"sentences_{language}"] = round(sum(len(list(sentences(text))) for text in made) / len(made), 1)
    result["twice_the_text"] = twice(rounds)
    result["seconds_to_first_reading"], result["megabytes"] = started()
    return result


def messages(language: str) -> list[str]:
    """Different messages of about sixty words, each of whole texts of the development sets, a line a text.

    The texts are the turns and short messages that people wrote for the sets; three to five make a message. Its
    sentences are then as long as those of the sets: 7.4 words in Hebrew, 9.1 in Arabic, 10.2 in English.
    """
    names = (f"promises_dev_{language}.jsonl", f"tactics_dev_{language}.jsonl")
    lines = [line for name in names for line in (EVAL / name).read_text(encoding="utf-8").splitlines()]
    return of_sixty_words(json.loads(line)["text"].strip() for line in lines)


def never_read(language: str, rounds: int) -> dict[str, Any]:
    """How fast messages are read for the first time, and again, by a process that has read as many others before.

    The messages are all distinct texts of the language in the development sets and in the tests, in a mixed order; the
    second half of them is measured. What share of its words had not been met before is told beside.
    """
    made = of_sixty_words(distinct_texts(language))
    before, new = made[: len(made) // 2], made[len(made) // 2 :]
    for text in before:
        read(text, sent_at=AT, side="company")
    first = per_second(new, "company", 0)
    met = {word for text in before for word in text.lower().split()}
    words = unmet = 0
    for text in new:
        own = text.lower().split()
        words += len(own)
        unmet += sum(word not in met for word in own)
        met.update(own)
    return {
        f"never_read_{language}_messages": len(new),
        f"never_read_{language}_new_words_percent": round(100 * unmet / words, 1),
        f"never_read_{language}_first_per_second": round(first),
        f"never_read_{language}_again_per_second": round(per_second(new, "company", rounds)),
    }


def distinct_texts(language: str) -> list[str]:
    """All texts of the language in the development sets and in the tests, each once, in a mixed order."""
    files = [*sorted(EVAL.glob(f"*_{language}.jsonl")), ROOT / f"amana/language/tests/promises/{language}.jsonl"]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = list(dict.fromkeys(json.loads(line)["text"].strip() for line in lines))
    random.Random(60).shuffle(found)
    return found


def of_sixty_words(texts: Iterable[str]) -> list[str]:
    """Messages of about sixty words, each of whole texts, a line a text."""
    found: list[str] = []
    lines: list[str] = []
    for text in texts:
        lines.append(text)
        if sum(len(one.split()) for one in lines) >= WORDS - 6:
            found.append("\n".join(lines))
            lines = []
    return found


def per_second(texts: list[str], side: Any, rounds: int, only: set[str] | None = None) -> float:
    """Messages read in a second of processor time; the best round, the first left out."""
    best = float("inf")
    for _round in range(rounds + 1):
        began = time.process_time()
        for text in texts:
            read(text, sent_at=AT, side=side, only=only)
        took = time.process_time() - began
        best = took if _round == 0 else min(best, took)
    return len(texts) / best


def together(texts: list[str], side: Any, rounds: int) -> float:
    """Messages read in a second of processor time by `read_many`, which takes up to 64 at once; the best round."""
    best = float("inf")
    for _round in range(rounds + 1):
        began = time.process_time()
        for _reading in read_many((text, AT, side) for text in texts):
            pass
        best = min(best, time.process_time() - began)
    return len(texts) / best


def twice(rounds: int) -> float:
    """How many times as long twice the text takes, for a text near the longest that is read."""
    text = "\n".join(messages("en") * 12)[:40_000]
    once, double = (min(seconds(one) for _ in range(rounds)) for one in (text, text + "\n" + text))
    return round(double / once, 2)


def seconds(text: str) -> float:
    """Processor time to read one text."""
    began = time.process_time()
    read(text, sent_at=AT, side="company")
    return time.process_time() - began


def started() -> tuple[float, float]:
    """Seconds from import to first reading, the best of three, and the memory of a process that has read for a while."""
    runs = []
    for _run in range(3):
        ran = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True, cwd=ROOT)
        took, megabytes = ran.stdout.split()
        runs.append((float(took), float(megabytes)))
    return round(min(took for took, _ in runs), 3), round(max(megabytes for _, megabytes in runs), 1)


if __name__ == "__main__":
    sys.exit(main())
