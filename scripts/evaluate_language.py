"""How well texts are read, on the development sets beside this checkout: the table of docs/reference/language.md.

Run: python scripts/evaluate_language.py [--json] [--tactic-labels]
F1 with a 95 % interval from 1,000 bootstrap samples of whole records; the same samples every time. A set or a part that
is not there is named as such. The last line of --json is one object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from amana.language import read
from amana.language.detecting import language_of
from amana.language.unquoting import split

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
EVAL = SHARED / "eval"
LANGUAGES = ("en", "he", "ar")
SAMPLES = 1000
AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
ANGRY = 50  # the heat from which a text is called angry

Counts = tuple[int, int, int]  # right, invented, missed
Table = list[tuple[str, str]]


def main() -> int:
    """Measure and print; 2 when the development sets are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--tactic-labels", action="store_true", help="print each tactic by itself")
    options = parser.parse_args()
    if not EVAL.is_dir():
        print("the development sets are not beside this checkout", file=sys.stderr)
        return 2
    table: Table = []
    for section in (promises, real_promises, tactics, short_lines, new_parts, anger):
        table += section()
    width = max(len(name) for name, _figures in table)
    for name, figures in table:
        print(name.ljust(width), figures)
    if options.tactic_labels:
        for name, figures in tactics_by_label():
            print(name.ljust(width), figures)
    if options.json:
        print(json.dumps(dict(table), ensure_ascii=False))
    return 0


def promises() -> Table:
    """Promises by quote, and of those found by whom and when."""
    from promises import due_right, lines, matched, reading_of

    table: Table = []
    for language in LANGUAGES:
        counts: list[Counts] = []
        details: list[tuple[int, int, int, int]] = []
        for record in lines(f"promises_dev_{language}.jsonl"):
            pairs, missed, invented = matched(record, reading_of(record))
            counts.append((len(pairs), len(invented), len(missed)))
            dues = [due_right(gold, promise, record["tz"]) for gold, promise in pairs]
            by = sum(gold["by"] == promise.by for gold, promise in pairs)
            details.append((by, len(pairs), sum(map(bool, dues)), sum(due is not None for due in dues)))
        by, all_, due, known = (sum(column) for column in zip(*details, strict=True))
        table += [
            (f"promises {language}", scored(counts)),
            (f"  by whom / due right {language}", f"{by / max(1, all_):.3f} / {due / max(1, known):.3f}"),
        ]
    return table


def real_promises() -> Table:
    """Promises in real English service sentences, each found or not."""
    from promises import lines, reading_of

    counts: list[Counts] = []
    for record in lines("promises_real_en.jsonl"):
        found = bool(reading_of({**record, "sent_at": AT.isoformat(), "side": "company"}))
        counts.append(compared(found, record["is_commitment"]))
    return [("promises, real English sentences", scored(counts))]


def tactics() -> Table:
    """Tactics: each language over its labels together, macro-F1 over the three, and clean turns left clean."""
    table: Table = []
    every: list[tuple[set[str], set[str]]] = []
    for language in LANGUAGES:
        judged = judged_turns(language)
        every += judged
        table.append((f"tactics {language}, all labels together", scored([_labels(*one) for one in judged])))
    low, high = interval(every, macro)
    table.append(("tactics, macro-F1 of three languages", f"{macro(every):.3f} ({low:.2f} to {high:.2f})"))
    clean = [not found for found, gold in every if not gold]
    low, high = interval(clean, _share)
    table.append(("  clean turns left clean", f"{_share(clean):.3f} ({low:.2f} to {high:.2f}), {len(clean)} turns"))
    return table


def judged_turns(language: str) -> list[tuple[set[str], set[str]]]:
    """For each turn the tactics found and those it is labelled with."""
    judged = []
    for record in _records(f"tactics_dev_{language}.jsonl"):
        reading = read(record["text"], sent_at=AT, side="company", only={"tactics"})
        judged.append(({tactic.id for tactic in reading.tactics}, set(record["tactics"])))
    return judged


def tactics_by_label() -> Table:
    """Each tactic over the three languages."""
    judged = [one for language in LANGUAGES for one in judged_turns(language)]
    labels = sorted({label for _found, gold in judged for label in gold})
    return [
        (f"  {label}", scored([compared(label in found, label in gold) for found, gold in judged])) for label in labels
    ]


def macro(judged: Sequence[tuple[set[str], set[str]]]) -> float:
    """The mean of the F1 of each label that occurs."""
    labels = {label for _found, gold in judged for label in gold}
    each = [f1([compared(label in found, label in gold) for found, gold in judged]) for label in labels]
    return sum(each) / max(1, len(each))


def short_lines() -> Table:
    """The language of the first eight words of each text of the development sets."""
    right: dict[str, list[bool]] = {}
    for language in LANGUAGES:
        records = _records(f"promises_dev_{language}.jsonl") + _records(f"tactics_dev_{language}.jsonl")
        right[language] = [language_of(" ".join(record["text"].split()[:8])) == language for record in records]
    everything = [one for ones in right.values() for one in ones]
    each = ", ".join(f"{language} {_share(ones):.3f}" for language, ones in right.items())
    return [("language of a line of up to 8 words", f"{_share(everything):.3f} ({each})")]


def new_parts() -> Table:
    """The new part of a reply, exact but for blanks, on the collected mails of a reply trimmer."""
    folder = SHARED / "mail" / "discourse-email_reply_trimmer" / "test"
    if not folder.is_dir():
        return [("new part of a reply exact", "the collected mails are not there")]
    right = []
    for path in sorted((folder / "emails").glob("*.txt")):
        expected = folder / "trimmed" / path.name
        if expected.is_file():
            new = split(path.read_text(encoding="utf-8", errors="replace")).new
            right.append(new.split() == expected.read_text(encoding="utf-8", errors="replace").split())
    return [("new part of a reply exact", f"{_share(right):.3f}, {len(right)} mails" if right else "no mails found")]


def anger() -> Table:
    """Angry or not: Hebrew comments and English reviews, by the heat of their tone."""
    table: Table = []
    for language in ("he", "en"):
        counts = []
        for record in _records(f"anger_{language}.jsonl"):
            tone = read(record["text"], sent_at=AT, side="customer", only={"tone"}).tone
            angry = tone.heat >= ANGRY or any(feeling.kind == "anger" for feeling in tone.feelings)
            counts.append(compared(angry, record["label"] == "angry"))
        nothing = not any(right + invented for right, invented, _missed in counts)
        table.append((f"angry or not, {language}", "nothing is found yet" if nothing else scored(counts)))
    return table


def compared(found: bool, gold: bool) -> Counts:
    """One answer as counts."""
    return int(found and gold), int(found and not gold), int(gold and not found)


def f1(counts: Sequence[Counts]) -> float:
    """F1 of counts together; 0 where nothing is right."""
    right, invented, missed = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    return 2 * right / max(1, 2 * right + invented + missed)


def scored(counts: Sequence[Counts]) -> str:
    """Precision, recall, and F1 with its interval."""
    right, invented, missed = (sum(column) for column in zip(*counts, strict=True))
    low, high = interval(counts, f1)
    precision, recall = right / max(1, right + invented), right / max(1, right + missed)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1(counts):.3f} ({low:.2f} to {high:.2f})"


def interval(items: Sequence[Any], measure: Callable[[Any], float]) -> tuple[float, float]:
    """The middle 95 % of a measure over samples drawn from the items with replacement."""
    chance = random.Random(2026)
    found = sorted(measure(chance.choices(items, k=len(items))) for _ in range(SAMPLES)) if items else [0.0]
    return found[int(len(found) * 0.025)], found[int(len(found) * 0.975)]


def _labels(found: set[str], gold: set[str]) -> Counts:
    return len(found & gold), len(found - gold), len(gold - found)


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(1, len(right))


def _records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVAL / name).read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
