"""Part the meanings into cells, so that what means alike is looked for in a few of them: amana/search/weights/cells.npz.

    python scripts/train_cells.py

The sentences of amana/language/data are turned into vectors and gathered round 256 of them (spherical k-means). Run it
again when the vectors of amana/language/weights are made anew; then run `amana reindex`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from amana.language.vectors import Floats, vectors_of  # noqa: E402  # the root is on the path from here

TEXTS, OUT = ROOT / "amana" / "language" / "data", ROOT / "amana" / "search" / "weights" / "cells.npz"
CELLS, ROUNDS, SEED = 256, 30, 7


def main() -> None:
    """Make the cells and say how evenly they are filled."""
    points = vectors_of(sorted(sentences()), "unknown")
    points = points[np.abs(points).sum(axis=1) > 0]
    cells = gathered(points)
    filled = np.bincount((points @ cells.T).argmax(axis=1), minlength=CELLS)
    OUT.parent.mkdir(exist_ok=True)
    np.savez_compressed(OUT, cells=np.round(cells * 127).astype(np.int8))
    print(
        f"{len(points)} sentences in {CELLS} cells: {filled.min()} to {filled.max()} in one, {np.median(filled):.0f} in the middle"
    )


def sentences() -> set[str]:
    """Return the sentences of the texts, without the alternatives in braces."""
    found = set()
    for path in sorted(TEXTS.iterdir()):
        for line in path.read_text("utf-8").splitlines():
            text = str(json.loads(line).get("text", "")) if path.suffix == ".jsonl" else line
            if path.suffix in {".jsonl", ".txt"} and len(text) > 8 and not text.startswith("#"):
                found.add(text)
    return found


def gathered(points: Floats) -> Floats:
    """Return the middles of the cells, each of length 1; an empty cell begins anew at a point far from its own."""
    random = np.random.default_rng(SEED)
    cells = points[random.choice(len(points), CELLS, replace=False)].copy()
    for _round in range(ROUNDS):
        nearness = points @ cells.T
        own = nearness.argmax(axis=1)
        sums = np.zeros_like(cells)
        np.add.at(sums, own, points)
        empty = np.flatnonzero(np.bincount(own, minlength=CELLS) == 0)
        sums[empty] = points[np.argsort(nearness.max(axis=1))[: len(empty)]]
        cells = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return cells


if __name__ == "__main__":
    main()
