"""Train the learned heads of amana.language from its data, and write their weights and manifest.

Run: python scripts/train_language.py [--only HEAD …] [--extra FOLDER] [--report] [--apart]
Each head is learned from amana/language/data/HEAD_LANGUAGE.jsonl, lines {"text", "labels", "note"}: logistic regression
with a squared penalty, one column a label. The head of tactics gives one answer at most: its labels, and a column for
plain service, share one whole (multinomial), and it weighs hints beside the words. Lines with the same note are variants
of one sentence and stay in one part of the cross-validation, in every language. Thresholds and calibration come from
answers on parts left out. The same data give the same weights. --extra adds the lines of files of the same names, as an
installation keeps its corrections; --only trains again the heads it names and keeps the others as they are. --apart
learns without the lines whose note begins with "apart", prints how well those are read, and writes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zlib
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fitting import best_thresholds, calibrate, lbfgs, lost, shares, sharpened, sigmoid, thresholds_of_one

from amana.language.features import BLOCKS, SIZE, blocks
from amana.language.features import VERSION as FEATURES
from amana.language.heads import LANGUAGES, WEIGHTS, Floats, segments, vectors_digest
from amana.language.hinting import digest as hints_digest
from amana.language.hinting import hints_in
from amana.language.normalising import fold_in_place

DATA = WEIGHTS.parent / "data"
PARTS = 4  # of the cross-validation
PENALTY = 0.6  # of the squared weights
PENALTY_OF_ONE = 0.15  # the same, for the heads with one answer at most
VECTORS = 256  # dimensions of the vector of a sentence
# How much each block counts: kinds of words, words, pairs of words, parts of words; and the sentence vector.
BLOCK_WEIGHTS = np.array([1.3, 1.0, 0.8, 0.8], dtype=np.float32)
VECTOR_WEIGHT = 1.2
CLEAN_SHARE = 0.4  # of the examples that carry no label, in the texts the heads will meet
HINT_WEIGHT = 0.35  # chosen, as the penalty was, by cross-validation
# What a finding on a clean text costs, measured in other false findings: it troubles somebody who did nothing.
ALARM = 2.0
ONE_OF = {"tactics": 0.95}  # the heads with one answer at most, and what share of the clean is to be left clean
Ints = npt.NDArray[np.intp]


@dataclass
class Examples:
    """The examples of one head, in all languages."""

    labels: tuple[str, ...]
    texts: list[str] = field(default_factory=list)
    spoken: list[int] = field(default_factory=list)
    one_of: bool = False  # whether a text has one label, or none: the last column is then PLAIN
    groups: list[str] = field(default_factory=list)
    truths: list[list[str]] = field(default_factory=list)

    def truth(self) -> Floats:
        """One row an example, one column a label: 1 where it has it; the last is that of plain service, where there is one."""
        rows = [[label in found for label in self.labels] for found in self.truths]
        plain = [[not found] * self.one_of for found in self.truths]
        return np.array([row + last for row, last in zip(rows, plain, strict=True)], dtype=np.float32)


def main() -> int:
    """Train and write; 2 when there are no data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=None, help="heads to train (default: all that have data)")
    parser.add_argument("--extra", type=Path, help="a folder with more lines of the same names")
    parser.add_argument("--report", action="store_true", help="print precision, recall and F1 of each label")
    parser.add_argument("--apart", action="store_true", help="measure on the lines set apart; write nothing")
    options = parser.parse_args()
    found = sorted({path.stem.rsplit("_", 1)[0] for path in DATA.glob("*_*.jsonl")})
    names = [name for name in found if options.only is None or name in options.only]
    if not names:
        print("there are no data to learn from", file=sys.stderr)
        return 2
    if options.apart:
        for name in names:
            print(name, json.dumps(measured_apart(name)))
        return 0
    arrays, heads = _kept(set(found) - set(names))
    for name in names:
        trained, about = train(name, options.extra, report=options.report)
        arrays |= {f"{name}/{what}": values for what, values in trained.items()}
        heads[name] = about
    write(arrays, heads)
    return 0


def train(name: str, extra: Path | None, *, report: bool) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """The arrays of one head and what is to be known of it."""
    examples, digest = load(name, extra)
    matrix = Matrix(examples)
    everything = np.arange(len(examples.texts))
    slope, offset, threshold, sure = judged(name, examples, matrix, everything)
    summary = measured(sure >= threshold, examples, everything)
    print(name, json.dumps(summary["all"]))
    if report:
        for label, figures in summary.items():
            print(f"  {label:26}", json.dumps(figures))
    learned = fit(matrix, everything, examples)
    exported = matrix.exported(learned) | {
        "slope": _each(slope), "offset": _each(offset), "threshold": _each(threshold)
    }  # fmt: skip
    version = f"{name}-{digest[:8]}"
    about = {"version": version, "labels": list(examples.labels), "data": digest, "examples": len(everything)}
    about |= {"one_of": True} if examples.one_of else {}
    return exported, about | {"cross_validated": summary["all"]}


def judged(name: str, examples: Examples, matrix: Matrix, chosen: Ints) -> tuple[Floats, Floats, Floats, Floats]:
    """Slopes, offsets and thresholds from answers on parts left out of the chosen examples, and those answers."""
    truth, weights = examples.truth(), _weights(examples)
    parts = np.array([zlib.crc32(group.encode()) % PARTS for group in examples.groups])[chosen]
    outside = np.zeros((len(chosen), truth.shape[1]), dtype=np.float32)
    for part in range(PARTS):
        outside[parts == part] = matrix.logits(fit(matrix, chosen[parts != part], examples), chosen[parts == part])
    truth, weights = truth[chosen], weights[chosen]
    if examples.one_of:
        slope, offset = sharpened(outside, truth, weights)
        sure = shares(outside * slope + offset)
        return slope, offset, thresholds_of_one(sure, truth, clean=ONE_OF[name]), sure
    slope, offset = calibrate(outside, truth, weights)
    sure = sigmoid(outside * slope + offset)
    return slope, offset, best_thresholds(sure, truth, weights, alarm=ALARM), sure


def measured_apart(name: str) -> dict[str, Any]:
    """How well the lines set apart are read by a head that was learned without them, in all languages and in each."""
    examples, _digest = load(name, None)
    matrix = Matrix(examples)
    apart = np.array([group.startswith("apart") for group in examples.groups])
    learned_from, left = np.flatnonzero(~apart), np.flatnonzero(apart)
    slope, offset, threshold, _sure = judged(name, examples, matrix, learned_from)
    logits = matrix.logits(fit(matrix, learned_from, examples), left) * slope + offset
    said = (shares(logits) if examples.one_of else sigmoid(logits)) >= threshold
    found = {"all": measured(said, examples, left)["all"]}
    for place, language in enumerate(LANGUAGES):
        own = matrix.spoken[left] == place
        found[language] = measured(said[own], examples, left[own])["all"]
    return found


def load(name: str, extra: Path | None) -> tuple[Examples, str]:
    """The examples of a head, and the digest of the files they came from."""
    lines: list[tuple[int, dict[str, Any]]] = []
    digest = hashlib.sha256()
    for place, language in enumerate(LANGUAGES):
        for folder in [DATA, *([extra] if extra else [])]:
            path = folder / f"{name}_{language}.jsonl"
            if path.is_file():
                packed = path.read_bytes()
                digest.update(packed)
                lines += [(place, json.loads(line)) for line in packed.decode("utf-8").splitlines() if line.strip()]
    labels = tuple(sorted({label for _place, line in lines for label in line["labels"]}))
    examples = Examples(labels, one_of=name in ONE_OF)
    for place, line in lines:
        examples.texts.append(line["text"])
        examples.spoken.append(place)
        examples.groups.append(str(line.get("note") or line["text"]))
        examples.truths.append(line["labels"])
    return examples, digest.hexdigest()


class Matrix:
    """The features of the examples as one sparse matrix: kinds of words, shared; the rest of each language; vectors."""

    def __init__(self, examples: Examples) -> None:
        spoken = np.array(examples.spoken)
        named = [blocks(text, LANGUAGES[place]) for text, place in zip(examples.texts, spoken, strict=True)]
        ids, starts, norm = segments(named)
        lengths = np.diff(starts, append=len(ids))
        block = np.repeat(np.tile(np.arange(4), len(named)), lengths)
        language = np.repeat(np.repeat(spoken, 4), lengths)
        full = np.where(block == 0, ids, ids + language * SIZE).astype(np.intp)
        self.spoken = spoken
        self.active, columns = np.unique(full, return_inverse=True)
        self._columns: Ints = columns.reshape(-1)
        self._values: Floats = (np.repeat(norm, lengths) * BLOCK_WEIGHTS[block]).astype(np.float32)
        self._starts: Ints = starts[::4]
        self._ends: Ints = np.append(self._starts[1:], len(full))
        self.dense = np.concatenate([_vectors(examples) * VECTOR_WEIGHT, _hints(examples) * HINT_WEIGHT], axis=1)

    def rows(self, chosen: Ints) -> tuple[Ints, Floats, Ints]:
        """Columns and values of the chosen examples in a row, and where each begins."""
        places = np.concatenate([np.arange(self._starts[row], self._ends[row]) for row in chosen])
        lengths = self._ends[chosen] - self._starts[chosen]
        return self._columns[places], self._values[places], np.concatenate(([0], np.cumsum(lengths)[:-1]))

    def logits(self, learned: Floats, chosen: Ints) -> Floats:
        """What the learned weights say of the chosen examples."""
        columns, values, starts = self.rows(chosen)
        sparse, dense, bias = self.split(learned)
        sums = np.add.reduceat(sparse[columns] * values[:, None], starts, axis=0)
        found: Floats = sums + self.dense[chosen] @ dense + bias[self.spoken[chosen]]
        return found

    def split(self, learned: Floats) -> tuple[Floats, Floats, Floats]:
        """The weights of features, of the vector, and of each language alone."""
        count, width = len(self.active), self.dense.shape[1]
        return learned[:count], learned[count : count + width], learned[count + width :]

    @property
    def height(self) -> int:
        """How many rows of weights there are."""
        return len(self.active) + int(self.dense.shape[1]) + len(LANGUAGES)

    def exported(self, learned: Floats) -> dict[str, npt.NDArray[Any]]:
        """The weights as they are shipped: eight bits each, with a scale for each language, block and label."""
        sparse, dense, bias = self.split(learned)
        labels = sparse.shape[1]
        full = np.zeros((len(LANGUAGES), SIZE, labels), dtype=np.float32)
        own = self.active >= BLOCKS[1]
        kinds = self.active < BLOCKS[1]
        full[:, self.active[kinds]] = sparse[kinds][None]
        for language in range(len(LANGUAGES)):
            here = own & (self.active >= language * SIZE + BLOCKS[1]) & (self.active < (language + 1) * SIZE)
            full[language, self.active[here] - language * SIZE] = sparse[here]
        whole = np.zeros_like(full, dtype=np.int8)
        scale = np.zeros((len(LANGUAGES), 4, labels), dtype=np.float32)
        for number, (start, end) in enumerate(zip(BLOCKS, (*BLOCKS[1:], SIZE), strict=True)):
            largest = np.maximum(np.abs(full[:, start:end]).max(axis=1), 1e-9)
            whole[:, start:end] = np.round(full[:, start:end] / largest[:, None] * 127)
            scale[:, number] = largest / 127 * BLOCK_WEIGHTS[number]
        vectors, hints = np.split(dense, [VECTORS])
        exported: dict[str, npt.NDArray[Any]] = {"weights": whole, "scale": scale, "bias": bias}
        exported["dense"] = (vectors * VECTOR_WEIGHT).astype(np.float16)
        if len(hints):
            exported["hints"] = (hints * HINT_WEIGHT).astype(np.float16)
        return exported


def fit(matrix: Matrix, chosen: Ints, examples: Examples) -> Floats:
    """The weights of all labels that fit the chosen examples, found by L-BFGS."""
    truth, weights = examples.truth(), _weights(examples)
    penalise = PENALTY_OF_ONE if examples.one_of else PENALTY
    columns, values, starts = matrix.rows(chosen)
    order = np.argsort(columns, kind="stable")
    sorted_columns = columns[order]
    begins = np.flatnonzero(np.diff(sorted_columns, prepend=-1))
    touched, owners = sorted_columns[begins], np.repeat(np.arange(len(chosen)), np.diff(starts, append=len(columns)))
    right, heavy = truth[chosen], weights[chosen]
    if examples.one_of:
        right = right / right.sum(axis=1, keepdims=True)
    owners, sorted_values = owners[order], values[order][:, None]
    dense, spoken = matrix.dense[chosen], np.eye(len(LANGUAGES), dtype=np.float32)[matrix.spoken[chosen]]
    count = len(matrix.active)

    def loss(learned: Floats) -> tuple[float, Floats]:
        logits = matrix.logits(learned, chosen)
        wrong, cost = lost(logits, right, heavy, one_of=examples.one_of)
        slope = learned * penalise
        slope[count + dense.shape[1] :] = 0
        penalty = float((learned * slope).sum()) / 2
        slope[touched] += np.add.reduceat(wrong[owners] * sorted_values, begins, axis=0)
        slope[count:] += np.concatenate([dense.T @ wrong, spoken.T @ wrong])
        return cost + penalty, slope

    start = np.zeros((matrix.height, truth.shape[1]), dtype=np.float32)
    return lbfgs(loss, start)


def measured(said: npt.NDArray[np.bool_], examples: Examples, chosen: Ints) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of each label of the chosen, of all, and how many of the clean stay clean."""
    summary: dict[str, dict[str, float]] = {}
    truth = examples.truth()[chosen, : len(examples.labels)]
    said = said[:, : len(examples.labels)]
    for number, label in enumerate(examples.labels):
        right = truth[:, number] > 0
        hit = float((said[:, number] & right).sum())
        precision, recall = hit / max(1, said[:, number].sum()), hit / max(1, right.sum())
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        summary[label] = {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}
    clean = truth.sum(axis=1) == 0
    left = float((~said[clean].any(axis=1)).mean()) if clean.any() else 1.0
    macro = float(np.mean([figures["f1"] for figures in summary.values()]))
    return {"all": {"macro_f1": round(macro, 3), "clean_left_clean": round(left, 3)}} | summary


def write(arrays: dict[str, npt.NDArray[Any]], heads: dict[str, Any]) -> None:
    """Write the weights and, beside them, the manifest that names their digest."""
    packed = BytesIO()
    # Not packed smaller: a program that reads texts would wait for it at each start.
    np.savez(packed, **{key: arrays[key] for key in sorted(arrays)})  # type: ignore[arg-type]  # numpy's stub takes a name for allow_pickle
    WEIGHTS.mkdir(exist_ok=True)
    (WEIGHTS / "heads.npz").write_bytes(packed.getvalue())
    about = {
        "features": FEATURES,
        "vectors": vectors_digest(),
        "hints": hints_digest(),
        "sha256": hashlib.sha256(packed.getvalue()).hexdigest(),
        "heads": {name: heads[name] for name in sorted(heads)},
    }
    (WEIGHTS / "manifest.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _kept(names: set[str]) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """The heads that are not trained again, as they were shipped."""
    path = WEIGHTS / "manifest.json"
    if not names or not path.is_file():
        return {}, {}
    heads = {
        name: about for name, about in json.loads(path.read_text(encoding="utf-8"))["heads"].items() if name in names
    }
    with np.load(WEIGHTS / "heads.npz", allow_pickle=False) as shipped:
        return {key: shipped[key] for key in shipped.files if key.split("/")[0] in heads}, heads


def _weights(examples: Examples) -> Floats:
    """How much each example counts for each label: the clean as often as they will be met, the rare label somewhat more.

    Where there is one answer at most, variants of one sentence share its weight in part.
    """
    if examples.one_of:
        return _weights_of_one(examples)
    truth = examples.truth()
    clean = truth.sum(axis=1) == 0
    share = CLEAN_SHARE / (1 - CLEAN_SHARE) * (~clean).sum() / max(1, clean.sum())
    each = np.where(clean, max(1.0, share), 1.0).astype(np.float32)[:, None]
    rare = np.sqrt(len(truth) / np.maximum(truth.sum(axis=0), 1) / 4)
    return each * np.where(truth > 0, np.clip(rare, 1, 4), 1).astype(np.float32)


def _weights_of_one(examples: Examples) -> Floats:
    together = list(zip(examples.groups, examples.spoken, strict=True))
    variants = Counter(together)
    each = np.array([variants[one] for one in together], np.float32) ** -0.5
    truth = examples.truth()
    right = truth / truth.sum(axis=1, keepdims=True)
    often = (each[:, None] * right).sum(axis=0)
    heavy = np.sqrt(often[:-1].mean() / often[:-1])
    plain = CLEAN_SHARE / (1 - CLEAN_SHARE) * float((often[:-1] * heavy).sum()) / often[-1]
    weights: Floats = (each * (right @ np.append(heavy, plain)))[:, None].astype(np.float32)
    weights *= 2 * len(truth) / weights.sum()
    return weights


def _vectors(examples: Examples) -> Floats:
    found = np.zeros((len(examples.texts), VECTORS), dtype=np.float32)
    if vectors_digest():
        from amana.language.vectors import vectors_of

        for place, language in enumerate(LANGUAGES):
            chosen = [number for number, spoken in enumerate(examples.spoken) if spoken == place]
            if chosen:
                found[chosen] = vectors_of([examples.texts[number] for number in chosen], language)
    return found


def _hints(examples: Examples) -> Floats:
    """The hints of each example, for the heads that weigh them; without a column for the others."""
    if not examples.one_of:
        return np.zeros((len(examples.texts), 0), np.float32)
    found = [
        hints_in([fold_in_place(text)[0]], LANGUAGES[place])
        for text, place in zip(examples.texts, examples.spoken, strict=True)
    ]
    rows: Floats = np.concatenate(found)
    return rows


def _each(values: Floats) -> Floats:
    """The same values for each language."""
    return np.repeat(values[None], len(LANGUAGES), axis=0)


if __name__ == "__main__":
    sys.exit(main())
