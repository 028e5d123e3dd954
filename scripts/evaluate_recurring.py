"""How well questions are grouped, on sets whose intents are known: the table of docs/reference/recurring.md.

Run: python scripts/evaluate_recurring.py [--en FILE] [--ar FILE] [--he FILE] [--json]

Each file holds lines of {"text", "label"}; without any, the development halves beside this checkout are used. Groupings
are compared with the labels by normalised mutual information, and by the measure of a person who is shown 200 pairs, of
which 100 have the same label, and says which belong together. Behind each figure stands its 95 % interval: of 300
bootstrap samples of the questions, or of 300 draws of pairs. The two baselines are measured when their packages are
there (umap-learn, hdbscan, scikit-learn; none is a requirement of the product), and named as left out when not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from amana.insight.recurring.likeness.framing import Frame, places_of
from amana.insight.recurring.likeness.gathering import Bundles, gather, join
from amana.insight.recurring.likeness.matching import matched, matches
from amana.insight.recurring.likeness.nearing import Index
from amana.insight.recurring.likeness.picturing import pictures_of
from amana.language.vectors import DIMENSIONS, vectors_of

EVAL = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"
SAMPLES, PAIRS, SEED = 300, 200, 7
Rows = list[tuple[str, str]]
Figure = tuple[float, float, float]  # the figure, and its interval
Labels = Any  # an array of whole numbers


def main() -> int:
    """Measure and print; 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for language in ("en", "ar", "he"):
        parser.add_argument(f"--{language}", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print one object on the last line")
    options = parser.parse_args()
    named = {language: getattr(options, language) for language in ("en", "ar", "he") if getattr(options, language)}
    files = named or {language: EVAL / f"recurring_{language}.jsonl" for language in ("en", "ar")}
    if not all(path.is_file() for path in files.values()):
        print("the development sets are not beside this checkout", file=sys.stderr)
        return 2
    sets = {language: _read(path) for language, path in files.items()}
    result: dict[str, Any] = {language: alone(rows, language) for language, rows in sets.items()}
    if len(sets) > 1:
        result["together"] = together(sets)
    if {"en", "ar"} <= sets.keys():
        result["ar_to_en"] = across(sets["en"], sets["ar"])
    show(result)
    if options.json:
        print(json.dumps(result))
    return 0


def _read(path: Path) -> Rows:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [(row["text"], str(row["label"])) for row in rows]


def _numbered(labels: Sequence[str]) -> Labels:
    return np.unique(np.array(labels), return_inverse=True)[1]


def _points(texts: Sequence[str], languages: Sequence[str]) -> tuple[Any, Any]:
    pictures, places = pictures_of(texts), places_of(languages)
    frame = Frame()
    frame.add(pictures, places)
    return frame.points(pictures, places), places


# ── one language by itself, and all together ─────────────────────────────────


def alone(rows: Rows, language: str) -> dict[str, Any]:
    """Return the figures of each way of grouping one set."""
    texts, labels = [text for text, _label in rows], _numbered([label for _text, label in rows])
    points, places = _points(texts, [language] * len(texts))
    found, bundles = gather(points, places)
    ways: dict[str, Callable[[], Labels]] = {
        "amana": lambda: join(bundles)[found],
        "umap_hdbscan": lambda: _umap_hdbscan(texts, language),
        "kmeans_tfidf": lambda: _kmeans(texts, int(labels.max()) + 1),
    }
    needs = {"umap_hdbscan": ("umap", "hdbscan"), "kmeans_tfidf": ("sklearn",)}
    result: dict[str, Any] = {"questions": len(texts), "intents": int(labels.max()) + 1}
    for name, group in ways.items():
        missing = [one for one in needs.get(name, ()) if find_spec(one) is None]
        result[name] = {"left_out": f"not installed: {', '.join(missing)}"} if missing else _judged(labels, group())
    return result


def together(sets: dict[str, Rows]) -> dict[str, Any]:
    """Return the figures of all languages grouped as one."""
    rows = [(language, text, label) for language, some in sets.items() for text, label in some]
    labels = _numbered([label for _language, _text, label in rows])
    points, places = _points([text for _language, text, _label in rows], [language for language, *_rest in rows])
    found, bundles = gather(points, places)
    groups = matched(bundles, join(bundles))[found]
    return _judged(labels, groups)


def _judged(labels: Labels, groups: Labels) -> dict[str, Any]:
    random = np.random.default_rng(SEED)
    draws = [random.integers(0, len(labels), len(labels)) for _sample in range(SAMPLES)]
    shared = [mutual(labels[draw], groups[draw]) for draw in draws]
    judged = [_pairs_right(labels, groups, random) for _draw in range(SAMPLES)]
    return {
        "groups": int(groups.max()) + 1,
        "nmi": _with_interval(mutual(labels, groups), shared),
        "pairs": _with_interval(float(np.mean(judged)), judged),
    }


def mutual(labels: Labels, groups: Labels) -> float:
    """Return the mutual information of two groupings by the mean of their entropies: 1 when they are the same."""
    table = np.zeros((int(labels.max()) + 1, int(groups.max()) + 1))
    np.add.at(table, (labels, groups), 1 / len(labels))
    first, second = table.sum(axis=1), table.sum(axis=0)
    outer = np.outer(first, second)
    there = table > 0
    information = float((table[there] * np.log(table[there] / outer[there])).sum())
    entropies = sum(-float((one[one > 0] * np.log(one[one > 0])).sum()) for one in (first, second))
    return 2 * information / entropies if entropies else 1.0


def _pairs_right(labels: Labels, groups: Labels, random: Any) -> float:
    """Draw 100 pairs of one label and 100 of two; return the share that the grouping has right."""
    right, half = 0, PAIRS // 2
    for is_same in (True, False):
        drawn = 0
        while drawn < half:
            one, other = random.integers(0, len(labels), 2)
            if one != other and (labels[one] == labels[other]) == is_same:
                right += int((groups[one] == groups[other]) == is_same)
                drawn += 1
    return right / PAIRS


def _with_interval(value: float, samples: Sequence[float]) -> Figure:
    low, high = np.quantile(samples, [0.025, 0.975])
    return round(value, 3), round(float(low), 3), round(float(high), 3)


def _umap_hdbscan(texts: Sequence[str], language: Any) -> Labels:
    """The way of BERTopic with its usual settings, over the same vectors; what it calls noise is one group."""
    hdbscan, umap = _absent("hdbscan"), _absent("umap")
    reduce = umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42)
    found = hdbscan.HDBSCAN(min_cluster_size=10).fit_predict(reduce.fit_transform(vectors_of(texts, language)))
    return np.unique(found, return_inverse=True)[1]


def _kmeans(texts: Sequence[str], count: int) -> Labels:
    """k-means over TF-IDF of words, told the true number of intents; the best of five starts."""
    weights = _absent("sklearn.feature_extraction.text").TfidfVectorizer(sublinear_tf=True).fit_transform(texts)
    return _absent("sklearn.cluster").KMeans(count, n_init=5, random_state=SEED).fit_predict(weights)


def _absent(name: str) -> Any:  # Any: what a package holds that is no requirement of the product
    """Return a package that is looked for before it is asked of."""
    return import_module(name)


# ── Arabic questions to English groups ───────────────────────────────────────


def across(english: Rows, arabic: Rows) -> dict[str, Any]:
    """Return the share of Arabic questions that join the right one of the English groups, which are those of the labels.

    "Apart" asks each question only of the half of the English ones in which its nearest, mostly its own translation, is
    not.
    """
    names = sorted({label for _text, label in english})
    known = {name: place for place, name in enumerate(names)}
    theirs = np.array([known[label] for _text, label in english])
    ours = np.array([known.get(label, -1) for _text, label in arabic])
    points, places = _points([text for text, _ in [*english, *arabic]], ["en"] * len(english) + ["ar"] * len(arabic))
    rows, questions = points[: len(english)], points[len(english) :]
    meant, asked = rows[:, :DIMENSIONS], questions[:, :DIMENSIONS]
    nearest = (asked @ meant.T).argmax(axis=1)
    half = np.random.default_rng(SEED).integers(0, 2, len(english))
    result: dict[str, Any] = {"groups": len(names), "questions": len(arabic)}
    everything, everyone = np.arange(len(rows)), np.arange(len(questions))
    splits = {
        "": [(everything, everyone)],
        "apart": [(np.flatnonzero(half == one), np.flatnonzero(half[nearest] != one)) for one in (0, 1)],
    }
    for name, parts in splits.items():
        ways = {"nearest_question": _nearest, "at_once": _at_once, "one_by_one": _one_by_one}
        for way, joined in ways.items():
            right = np.concatenate(
                [joined(rows[mine], theirs[mine], questions[some], places[0], places[-1]) == ours[some] for mine, some in parts]
            )  # fmt: skip
            result[f"{way}_{name}".rstrip("_")] = _share(right)
    return result


def _share(right: Any) -> Figure:
    random = np.random.default_rng(SEED)
    samples = [float(right[random.integers(0, len(right), len(right))].mean()) for _sample in range(SAMPLES)]
    return _with_interval(float(right.mean()), samples)


def _nearest(rows: Any, labels: Labels, questions: Any, _their: int, _our: int) -> Labels:
    return labels[(questions[:, :DIMENSIONS] @ rows[:, :DIMENSIONS].T).argmax(axis=1)]


def _at_once(rows: Any, labels: Labels, questions: Any, their: int, our: int) -> Labels:
    """As a regrouping does: bundles of Arabic questions are matched with the groups."""
    names, places = np.unique(labels, return_inverse=True)
    groups = _each(rows, their).relabelled(places)
    found, bundles = gather(questions, np.full(len(questions), our, np.int8))
    best = matches(bundles, groups)[found]
    return np.where(best >= 0, names[best], -2)


def _each(rows: Any, language: int) -> Bundles:
    count = len(rows)
    return Bundles(np.full(count, language, np.int8), np.ones(count, np.int64), rows, np.zeros(count, np.float32))


def _one_by_one(rows: Any, labels: Labels, questions: Any, their: int, our: int) -> Labels:
    """As they come in: each joins a group, or begins one, before the next is looked at."""
    index, sums = Index(), {}
    for label in np.unique(labels):
        sums[int(label)] = {their: [int((labels == label).sum()), rows[labels == label].sum(axis=0)]}
        _put(index, sums, int(label))
    found = np.full(len(questions), -2)
    for place in np.random.default_rng(SEED).permutation(len(questions)):
        near = index.nearest(questions[place], our, most=1)
        key = near[0].key.int if near and near[0].is_same else 10**6 + int(place)
        row = sums.setdefault(key, {}).setdefault(our, [0, 0])
        row[0], row[1] = row[0] + 1, row[1] + questions[place]
        _put(index, sums, key)
        found[place] = key
    return found


def _put(index: Index, sums: Any, key: int) -> None:
    index.put(UUID(int=key), [(language, count, total) for language, (count, total) in sums[key].items()])


def show(result: dict[str, Any]) -> None:
    """Print every figure with its interval."""
    for part, figures in result.items():
        print(part)
        for name, value in figures.items():
            if isinstance(value, dict):
                said = value.get("left_out") or ", ".join(f"{key} {_said(one)}" for key, one in value.items())
                print(f"  {name:<24} {said}")
            else:
                print(f"  {name:<24} {_said(value)}")


def _said(value: Any) -> str:
    return f"{value[0]:.3f} ({value[1]:.3f} to {value[2]:.3f})" if isinstance(value, list | tuple) else str(value)


if __name__ == "__main__":
    sys.exit(main())
