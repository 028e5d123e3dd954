"""Learn how much the words of an English sentence speak for a promise.

Run: python scripts/train_promises.py [--check] [--ordinary FILE]
Learned from amana/language/data/promises_en.txt (lines "+ side sentence" and "- side sentence") and from the messages of
amana/language/tests/promises/en.jsonl, sentence by sentence: logistic regression with an L2 penalty, the same every time.
FILE is of lines {"text", "source"} (gzipped): of the named sources sentences are taken in which the rules find nothing, as
texts without a promise; the weights of this repository were learned with such. Their words are in no file here.
--check prints instead how well each round of messages is told from the others (a round was written at one time and
carries one time of sending), and the data file in ten parts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import numpy.typing as npt

from amana.language.findings import Side
from amana.language.normalising import fold_in_place
from amana.language.promises.en import ENGLISH
from amana.language.promises.en_weighing import VERSION, WEIGHTS, checksum, features
from amana.language.promises.heads import tokens
from amana.language.sentences import sentences

LANGUAGE = WEIGHTS.parent.parent
SENTENCES = LANGUAGE / "data" / "promises_en.txt"
MESSAGES = LANGUAGE / "tests" / "promises" / "en.jsonl"
SIDES: dict[str, Side] = {side: side for side in ("company", "customer", "caller_note")}  # type: ignore[misc]
PENALTY = 1.0
ROUNDS = 200
LEAST = 2  # how often a feature must have been seen
HEED = 0.1  # how much a sentence counts that nobody labelled
SMALLEST = 0.03  # weights nearer to nothing are left out
PARTS = 10
ORDINARY = {"vader": 900, "banking77": 500, "email": 900}  # how many texts of each kind

Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    """A folded sentence, whose it is, whether it holds a promise, and the round it was written in."""

    sentence: str
    side: Side
    promises: bool
    round: str


def main() -> int:
    """Learn and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="print how well rounds are told that were left out")
    parser.add_argument("--ordinary", type=Path, metavar="FILE", help="texts of other kinds, taken to hold no promise")
    options = parser.parse_args()
    examples = [*of_messages(), *of_sentences(), *(of_ordinary(options.ordinary) if options.ordinary else [])]
    if options.check:
        check(examples)
        return 0
    of_feature, bias = learned(examples)
    kept = {name: round(float(one), 2) for name, one in sorted(of_feature.items()) if abs(one) >= SMALLEST}
    bias = round(bias, 3)
    made = {"features": VERSION, "examples": len(examples), "sha256": checksum(kept, bias), "bias": bias}
    WEIGHTS.write_text(json.dumps(made | {"weights": kept}, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(examples)} sentences, {sum(one.promises for one in examples)} with a promise, {len(kept)} weights")
    return 0


def of_messages() -> list[Example]:
    """The sentences of the tests' messages; one holds a promise when it shares half of a quote with it."""
    found = []
    for line in MESSAGES.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        folded, _places = fold_in_place(record["text"])
        quotes = [
            (start := record["text"].index(one["quote"]), start + len(one["quote"])) for one in record["promises"]
        ]
        for start, end in sentences(folded):
            shared = any(
                2 * (min(end, last) - max(start, first)) >= min(end - start, last - first) for first, last in quotes
            )
            found.append(Example(folded[start:end], record["side"], shared, record.get("round", record["sent_at"])))
    return found


def of_sentences() -> list[Example]:
    """The sentences of the data file; of a line with several, the line as a whole."""
    found = []
    for number, line in enumerate(SENTENCES.read_text(encoding="utf-8").splitlines()):
        sign, side, text = line.split(" ", 2)
        found.append(Example(fold_in_place(text)[0], SIDES[side], sign == "+", f"part {number // 7 % PARTS}"))
    return found


def of_ordinary(path: Path) -> list[Example]:
    """Sentences of other kinds of text in which the rules find no promise: reviews, questions to a bank, business mail."""
    chance, sides = random.Random(2026), cycle(SIDES.values())
    texts: dict[str, list[str]] = {}
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        record = json.loads(line)
        kind = record["source"].partition("_")[0]
        if record["lang"] == "en" and kind in ORDINARY:
            texts.setdefault(kind, []).append(record["text"])
    found = []
    for kind, count in ORDINARY.items():
        for text in chance.sample(texts.get(kind, []), min(count, len(texts.get(kind, [])))):
            folded, side = fold_in_place(text)[0], next(sides)
            for start, end in sentences(folded):
                words = tokens(folded[start:end])
                if len(words) > 2 and not ENGLISH.heads(folded[start:end], words, side):
                    found.append(Example(folded[start:end], side, False, f"ordinary {kind}"))
    return found


def learned(examples: Sequence[Example]) -> tuple[dict[str, float], float]:
    """The weight of each feature, and the bias: steps of gradients, each feature by its own measure (Adagrad)."""
    found = [features_of(one) for one in examples]
    seen = Counter(name for names in found for name in set(names))
    place = {name: number for number, name in enumerate(sorted(name for name in seen if seen[name] >= LEAST))}
    rows = [[place[name] for name in names if name in place] for names in found]
    which = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    columns = np.concatenate([np.array(row, int) for row in rows])
    gold = np.array([one.promises for one in examples], float)
    heed = np.array([HEED if one.round.startswith("ordinary") else 1.0 for one in examples])
    weights, squares = np.zeros(len(place) + 1), np.full(len(place) + 1, 1e-8)
    for _ in range(ROUNDS):
        sums = np.bincount(which, weights=weights[columns], minlength=len(rows)) + weights[-1]
        missed = heed * (1 / (1 + np.exp(-sums)) - gold)
        step = np.bincount(columns, weights=missed[which], minlength=len(place) + 1) + PENALTY * weights
        step[-1] = missed.sum()
        squares += step * step
        weights -= 0.3 * step / np.sqrt(squares)
    return {name: float(weights[number]) for name, number in place.items()}, float(weights[-1])


def features_of(example: Example) -> list[str]:
    """The features of one sentence."""
    asks = example.sentence.rstrip(" \"')").endswith("?")
    return list(features([token.word for token in tokens(example.sentence)], example.side, asks=asks))


def check(examples: Sequence[Example]) -> None:
    """Print precision, recall and F1 at odds of one to one, each round learned from the others alone."""
    odds: list[tuple[float, bool]] = []
    for name in sorted({one.round for one in examples}):
        of_feature, bias = learned([one for one in examples if one.round != name])
        own = [one for one in examples if one.round == name]
        found = [(bias + sum(of_feature.get(each, 0.0) for each in features_of(one)), one.promises) for one in own]
        odds += found
        print(f"{name:20} {len(own):5} {scored(found)}")
    for least in (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5):
        print(f"all, from {least:+.1f} {scored([(one - least, gold) for one, gold in odds])}")


def scored(found: Sequence[tuple[float, bool]]) -> str:
    """Precision, recall and F1 of what is above nothing."""
    right = sum(odds > 0 and gold for odds, gold in found)
    said, gold = sum(odds > 0 for odds, _ in found), sum(gold for _, gold in found)
    return f"P {right / max(1, said):.3f}  R {right / max(1, gold):.3f}  F1 {2 * right / max(1, said + gold):.3f}"


if __name__ == "__main__":
    raise SystemExit(main())
