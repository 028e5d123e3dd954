"""How well promises are found: presence, side, due time and firmness on the development sets, and the speed.

Run: python benchmarks/promises.py [--quick] [--json] [--errors LANGUAGE]
The last line of --json is one object. Spans match when they overlap by half of the shorter one.
"""

from __future__ import annotations

import argparse
import json
import sys
import time as clock
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from amana.kit.working_time import week_in_zone
from amana.language import Promise, read

EVAL = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"
LANGUAGES = ("en", "he", "ar")
SIX_HOURS = 6 * 3600


def main() -> int:
    """Measure and print; 2 when the development sets are not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="measure the speed on fewer rounds")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    parser.add_argument("--errors", metavar="LANGUAGE", help="also list what is missed, invented or wrong")
    options = parser.parse_args()
    if not EVAL.is_dir():
        print("the development sets are not beside this checkout", file=sys.stderr)
        return 2
    result: dict[str, Any] = {language: measure(language, errors=options.errors == language) for language in LANGUAGES}
    result["real_en"] = measure_real(errors=options.errors == "real")
    result["speed"] = measure_speed(rounds=3 if options.quick else 15)
    for name, figures in result.items():
        print(name, json.dumps(figures))
    if options.json:
        print(json.dumps(result))
    return 0


def lines(name: str) -> list[dict[str, Any]]:
    """The records of one development set."""
    return [json.loads(line) for line in (EVAL / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def reading_of(record: dict[str, Any]) -> list[Promise]:
    """The promises read in one record, in the plain week of its zone."""
    sent = datetime.fromisoformat(record["sent_at"])
    week = week_in_zone(record.get("tz", "UTC"))
    found = read(record["text"], sent_at=sent, side=record["side"], week=week, only=("promises",))
    return list(found.promises)


def measure(language: str, *, errors: bool) -> dict[str, Any]:
    """Spans, messages and details on one development set."""
    counts = dict.fromkeys("hit missed invented messages_right messages by due due_known kind firmness".split(), 0)
    for record in lines(f"promises_dev_{language}.jsonl"):
        found = reading_of(record)
        pairs, missed, invented = matched(record, found)
        counts["messages"] += 1
        counts["messages_right"] += bool(found) == bool(record["promises"])
        counts["hit"] += len(pairs)
        counts["missed"] += len(missed)
        counts["invented"] += len(invented)
        if errors:
            for gold in missed:
                print("MISSED  ", record["id"], record["side"], gold["quote"])
            for promise in invented:
                print("INVENTED", record["id"], record["side"], promise.quote, "|", promise.reason, promise.confidence)
        for gold, promise in pairs:
            counts["by"] += gold["by"] == promise.by
            counts["firmness"] += gold["firmness"] == promise.firmness
            counts["kind"] += gold["due_kind"] == promise.due.kind
            right = due_right(gold, promise, record["tz"])
            counts["due_known"] += right is not None
            counts["due"] += bool(right)
            if errors and (right is False or gold["firmness"] != promise.firmness or gold["by"] != promise.by):
                local = promise.due.at.astimezone(ZoneInfo(record["tz"])) if promise.due.at else None
                say = f"{promise.quote} | gold {gold['due']} {gold['due_kind']} {gold['firmness']} {gold['by']}"
                print("WRONG   ", record["id"], record["sent_at"], say)
                print("         got", local, promise.due.kind, repr(promise.due.words), promise.firmness, promise.by)
    return figures(counts)


def figures(counts: dict[str, int]) -> dict[str, Any]:
    """Precision, recall, F1 and the shares of the found that are right in detail."""
    hit, missed, invented = counts["hit"], counts["missed"], counts["invented"]
    precision, recall = share(hit, hit + invented), share(hit, hit + missed)
    return {
        "precision": precision,
        "recall": recall,
        "f1": round(2 * precision * recall / (precision + recall), 3) if precision + recall else 0.0,
        "messages": share(counts["messages_right"], counts["messages"]),
        "by": share(counts["by"], hit),
        "due": share(counts["due"], counts["due_known"]),
        "kind": share(counts["kind"], hit),
        "firmness": share(counts["firmness"], hit),
    }


def share(part: int, whole: int) -> float:
    """A share to three places; 0 of nothing."""
    return round(part / whole, 3) if whole else 0.0


def matched(
    record: dict[str, Any], found: list[Promise]
) -> tuple[list[tuple[dict[str, Any], Promise]], list[Any], list[Promise]]:
    """Pairs of gold and found, the gold that was missed, and what was invented."""
    left, pairs, missed = list(found), [], []
    for gold in record["promises"]:
        start = record["text"].find(gold["quote"])
        end = start + len(gold["quote"])

        def overlap(promise: Promise, start: int = start, end: int = end) -> float:
            shared = min(end, promise.end) - max(start, promise.start)
            return shared / min(end - start, promise.end - promise.start)

        best = max(left, key=overlap, default=None)
        if best is not None and overlap(best) >= 0.5:
            left.remove(best)
            pairs.append((gold, best))
        else:
            missed.append(gold)
    return pairs, missed, left


def due_right(gold: dict[str, Any], promise: Promise, zone: str) -> bool | None:
    """Whether the due time is right by the conventions; None where they leave it out."""
    if gold["due_kind"] == "vague":
        return None
    if gold["due"] is None:
        return promise.due.at is None
    if promise.due.at is None:
        return False
    local = promise.due.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if len(gold["due"]) == 10:
        return local.date().isoformat() == gold["due"]
    expected = datetime.fromisoformat(gold["due"])
    if gold["due_kind"] == "at":
        return local.date() == expected.date() and abs((local - expected).total_seconds()) <= SIX_HOURS
    return local.replace(second=0, microsecond=0) == expected


def measure_real(*, errors: bool) -> dict[str, Any]:
    """Precision and recall per sentence of real English service talk, also for what outlives the conversation."""
    hit = missed = invented = clean = later = later_hit = 0
    for record in lines("promises_real_en.jsonl"):
        found = bool(reading_of({**record, "sent_at": "2026-03-03T10:00:00+00:00", "side": "company"}))
        hit += found and record["is_commitment"]
        missed += not found and record["is_commitment"]
        invented += found and not record["is_commitment"]
        clean += not record["is_commitment"]
        later += record["scope"] == "later"
        later_hit += found and record["scope"] == "later"
        if errors and found != record["is_commitment"]:
            print("MISSED  " if record["is_commitment"] else "INVENTED", record["source"], record["text"])
    precision, recall = share(hit, hit + invented), share(hit, hit + missed)
    return {
        "precision": precision,
        "recall": recall,
        "f1": round(2 * precision * recall / (precision + recall), 3) if precision + recall else 0.0,
        "clean_left_clean": share(clean - invented, clean),
        "recall_later": share(later_hit, later),
    }


def measure_speed(*, rounds: int) -> dict[str, Any]:
    """Milliseconds per message of about a hundred words, best of the rounds, and how a longer text compares."""
    speeds: dict[str, Any] = {}
    for language in LANGUAGES:
        texts = [record["text"] for record in lines(f"promises_dev_{language}.jsonl")]
        message = "\n".join(texts[10:26])
        words = message.split()[:100]
        message = " ".join(words)
        best = min(timed(message) for _ in range(rounds * 5))
        speeds[f"{language}_ms_per_100_words"] = round(best * 1000, 3)
    long = "\n".join(record["text"] for record in lines("promises_dev_en.jsonl"))
    once, twice = (min(timed(text) for _ in range(rounds)) for text in (long, long * 2))
    speeds["twice_the_text"] = round(twice / once, 2)
    return speeds


def timed(text: str) -> float:
    """Seconds of computing to read the promises of one text."""
    sent = datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("Asia/Jerusalem"))
    started = clock.process_time()
    read(text, sent_at=sent, side="company", only=("promises",))
    return clock.process_time() - started


if __name__ == "__main__":
    raise SystemExit(main())
