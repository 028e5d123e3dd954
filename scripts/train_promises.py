"""Learn how much the words of a sentence speak for a promise, in one language.

Run: python scripts/train_promises.py [--language LANGUAGE] [--check] [--ordinary FILE]
Learned from amana/language/data/promises_LANGUAGE*.txt (lines "+ side sentence" and "- side sentence", and "# heading"
where a sector or a voice begins) and from the messages of amana/language/tests/promises/LANGUAGE.jsonl, sentence by
sentence: logistic regression with an L2 penalty, the same every time.
FILE is of lines {"text", "source"} (gzipped): of the named sources sentences are taken in which the rules find nothing, as
texts without a promise; the weights of this repository were learned with such. Their words are in no file here.
--check prints instead how well each round of messages is told from the others (a round was written at one time and
carries one time of sending), and the data file by its sectors, or in ten parts where it names none.
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
from amana.language.promises import weighing
from amana.language.promises.arabic import weighing as ar_weighing
from amana.language.promises.english import weighing as en_weighing
from amana.language.promises.finding import GRAMMARS
from amana.language.promises.heads import tokens
from amana.language.promises.hebrew import weighing as he_weighing
from amana.language.sentences import sentences

ROOM = Path(__file__).resolve().parent.parent / "amana" / "language"
VOCABULARIES = {"en": en_weighing.ENGLISH, "he": he_weighing.HEBREW, "ar": ar_weighing.ARABIC}
SIDES: dict[str, Side] = {side: side for side in ("company", "customer", "caller_note")}  # type: ignore[misc]  # Side is these three
PENALTY = 1.0
ROUNDS = 200
LEAST = 2  # how often a feature must have been seen
HEED = 0.1  # how much a sentence counts that nobody labelled
SMALLEST = 0.03  # weights nearer to nothing are left out
PARTS = 10
# How many texts of each kind are taken.
ORDINARY = {"en": {"vader": 900, "banking77": 500, "email": 900, "multidogo": 1500}, "he": {"hebemo": 2500}}
FEWEST = 30  # sentences: rounds with less are told together

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
    parser.add_argument("--language", choices=[*VOCABULARIES], default="en")
    parser.add_argument("--check", action="store_true", help="print how well rounds are told that were left out")
    parser.add_argument("--ordinary", type=Path, metavar="FILE", help="texts of other kinds, taken to hold no promise")
    options = parser.parse_args()
    language = options.language
    examples = [*of_messages(language), *of_sentences(language)]
    if options.ordinary:
        examples += of_ordinary(options.ordinary, language)
    if options.check:
        check(examples, language)
        return 0
    of_feature, bias = learned(examples, language)
    kept = {name: round(float(one), 2) for name, one in sorted(of_feature.items()) if abs(one) >= SMALLEST}
    bias = round(bias, 3)
    version = VOCABULARIES[language].version
    made = {"features": version, "examples": len(examples)}
    path = ROOM / "weights" / f"promises_{language}.json"
    path.write_text(weighing.written(made, bias, kept), encoding="utf-8")
    print(f"{len(examples)} sentences, {sum(one.promises for one in examples)} with a promise, {len(kept)} weights")
    return 0


def of_messages(language: str) -> list[Example]:
    """The sentences of the tests' messages; one holds a promise when it shares half of a quote with it."""
    found = []
    messages = ROOM / "tests" / "promises" / f"{language}.jsonl"
    for line in messages.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        folded, places = fold_in_place(record["text"])
        quotes = [
            (start := record["text"].index(one["quote"]), start + len(one["quote"])) for one in record["promises"]
        ]
        for start, end in sentences(folded):
            begins, ends = (start, end) if places is None else (places[start], places[end - 1] + 1)
            shared = any(
                2 * (min(ends, last) - max(begins, first)) >= min(ends - begins, last - first) for first, last in quotes
            )
            found.append(Example(folded[start:end], record["side"], shared, record.get("round", record["sent_at"])))
    return found


def of_sentences(language: str) -> list[Example]:
    """The sentences of the data files; of a line with several, the line as a whole."""
    files = sorted((ROOM / "data").glob(f"promises_{language}*.txt"))
    return [example for file in files for example in of_file(file)]


def of_file(path: Path) -> list[Example]:
    """The sentences of one data file, by their sector or voice, or in parts of seven lines in a row."""
    found, sector = [], ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        sign, side, text = line.split(" ", 2) if line[0] != "#" else (line[0], "", line[2:])
        if sign == "#":
            sector = text
            continue
        part = sector or f"part {number // 7 % PARTS}"
        found.append(Example(fold_in_place(text)[0], SIDES[side], sign == "+", part))
    return found


def of_ordinary(path: Path, language: str) -> list[Example]:
    """Sentences of other kinds of text in which the rules find no promise: reviews, comments on news, business mail."""
    chance, sides = random.Random(2026), cycle(SIDES.values())
    texts: dict[str, list[str]] = {}
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        record = json.loads(line)
        kind = record["source"].partition("_")[0]
        if record["lang"] == language and kind in ORDINARY.get(language, {}):
            texts.setdefault(kind, []).append(record["text"])
    found = []
    for kind, count in ORDINARY.get(language, {}).items():
        for text in chance.sample(texts.get(kind, []), min(count, len(texts.get(kind, [])))):
            folded, side = fold_in_place(text)[0], next(sides)
            for start, end in sentences(folded):
                words = tokens(folded[start:end])
                if len(words) > 2 and not GRAMMARS[language].heads(folded[start:end], words, side):
                    found.append(Example(folded[start:end], side, False, f"ordinary {kind}"))
    return found


def learned(examples: Sequence[Example], language: str) -> tuple[dict[str, float], float]:
    """The weight of each feature, and the bias: steps of gradients, each feature by its own measure (Adagrad)."""
    found = [features_of(one, language) for one in examples]
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


def features_of(example: Example, language: str) -> list[str]:
    """The features of one sentence."""
    asks = example.sentence.rstrip(" \"')").endswith(("?", "\u061f"))
    words = [token.word for token in tokens(example.sentence)]
    return list(weighing.features(words, example.side, VOCABULARIES[language], asks=asks))


def check(examples: Sequence[Example], language: str) -> None:
    """Print precision, recall and F1 at odds of one to one, each round learned from the others alone."""
    odds: list[tuple[float, bool]] = []
    many = Counter(one.round for one in examples)
    examples = [one if many[one.round] >= FEWEST else one._replace(round="few") for one in examples]
    for name in sorted({one.round for one in examples}):
        of_feature, bias = learned([one for one in examples if one.round != name], language)
        own = [one for one in examples if one.round == name]
        found = [
            (bias + sum(of_feature.get(each, 0.0) for each in features_of(one, language)), one.promises) for one in own
        ]
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
