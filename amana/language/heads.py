"""The learned heads: how likely each label is for a sentence, from small weights that are loaded when first asked."""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from amana.language.features import VERSION as FEATURES
from amana.language.features import Blocks, joined, noticed
from amana.language.findings import Language

WEIGHTS = Path(__file__).parent / "weights"
LANGUAGES: tuple[Language, ...] = ("he", "ar", "en")

Floats = npt.NDArray[np.float32]


class DamagedWeights(Exception):
    """The file of weights is not the one its manifest names."""


@dataclass(frozen=True)
class _Heads:
    """All heads side by side: a column is one label of one head; the first axis is the language."""

    columns: tuple[tuple[str, str], ...]
    spans: tuple[tuple[str, int, int, tuple[str, ...]], ...]  # of each head: its columns from and to, and its labels
    weights: npt.NDArray[np.int8]  # language, feature, column
    scale: Floats  # language, block, column
    dense: Floats  # dimension of a sentence vector, column
    bias: Floats  # language, column
    slope: Floats  # language, column: the calibration, as the offset is
    offset: Floats
    thresholds: dict[tuple[str, str, str], float]  # head, label, language: a probability


def scores(sentences: Sequence[tuple[str, Language]]) -> list[dict[str, dict[str, float]]]:
    """For each sentence, for each head, the calibrated probability (0 to 1) of each label.

    A sentence in no language the heads were trained in, or a head without weights, is answered with nothing. Raises
    DamagedWeights when the file is not the one its manifest names.
    """
    return turn_scores([[sentence] for sentence in sentences])


def turn_scores(turns: Sequence[Sequence[tuple[str, Language]]]) -> list[dict[str, dict[str, float]]]:
    """As `scores`, each turn of a few sentences judged as one, in the language of its longest sentence."""
    heads = _heads()
    result: list[dict[str, dict[str, float]]] = [{} for _ in turns]
    if heads is None:
        return result
    spoken = [max(turn, key=_length)[1] if turn else "unknown" for turn in turns]
    for place, language in enumerate(LANGUAGES):
        chosen = [number for number, one in enumerate(spoken) if one == language]
        if chosen:
            rows = _probabilities(heads, [turns[number] for number in chosen], place).tolist()
            for number, row in zip(chosen, rows, strict=True):
                result[number] = {
                    name: dict(zip(labels, row[start:end], strict=True)) for name, start, end, labels in heads.spans
                }
    return result


def _length(sentence: tuple[str, Language]) -> int:
    return len(sentence[0])


def threshold(head: str, label: str, language: Language) -> float:
    """The probability from which a label is to be said; above 1 when there is no such label or language."""
    heads = _heads()
    if heads is None or (head, label, language) not in heads.thresholds:
        return 2.0
    return heads.thresholds[head, label, language]


def versions() -> dict[str, str]:
    """What the heads were made with: for each its name and version."""
    return {f"head:{name}": about["version"] for name, about in manifest().get("heads", {}).items()}


@lru_cache(maxsize=1)
def manifest() -> dict[str, Any]:
    """What the weights are, what they were made of and by which version; empty where there are none."""
    path = WEIGHTS / "manifest.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


@lru_cache(maxsize=1)
def vectors_digest() -> str:
    """The digest of the word vectors that ship; empty where none do."""
    path = WEIGHTS / "vectors.json"
    return str(json.loads(path.read_text(encoding="utf-8"))["sha256"]) if path.is_file() else ""


def segments(sentences: Sequence[Blocks]) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.intp], Floats]:
    """The ids of all sentences in a row, where each of their blocks begins, and 1/sqrt of the length of each block."""
    parts = [block for sentence in sentences for block in sentence]
    lengths = np.array([len(part) // 2 for part in parts])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.intp)
    return np.frombuffer(b"".join(parts), dtype="<u2"), starts, (1 / np.sqrt(lengths)).astype(np.float32)


def _probabilities(heads: _Heads, turns: Sequence[Sequence[tuple[str, Language]]], place: int) -> Floats:
    """One row a turn, one column a label, all in the language of that place."""
    language = LANGUAGES[place]
    ids, starts, norm = segments([joined([noticed(text, language) for text, _ in turn]) for turn in turns])
    sums = np.add.reduceat(heads.weights[place][ids], starts, axis=0, dtype=np.int32)
    blocks = (sums * norm[:, None]).reshape(len(turns), 4, -1)
    logits: Floats = np.einsum("tbc,bc->tc", blocks, heads.scale[place]) + heads.bias[place]
    if (vectors := _vectors([" ".join([text for text, _ in turn]) for turn in turns], language)) is not None:
        logits += vectors @ heads.dense
    found: Floats = 1 / (1 + np.exp(np.clip(-logits * heads.slope[place] - heads.offset[place], -30, 30)))
    return found


def _vectors(texts: Sequence[str], language: Language) -> Floats | None:
    """The sentence vectors, where those that the heads were trained with are there."""
    made = _vectors_of() if vectors_digest() and manifest().get("vectors") == vectors_digest() else None
    return None if made is None else made(texts, language)


@lru_cache(maxsize=1)
def _vectors_of() -> Callable[[Sequence[str], Language], Floats] | None:
    try:
        found: Callable[[Sequence[str], Language], Floats] = importlib.import_module(
            "amana.language.vectors"
        ).vectors_of
    except ModuleNotFoundError:
        return None
    return found


@lru_cache(maxsize=1)
def _heads() -> _Heads | None:
    about = manifest()
    if not about:
        return None
    packed = (WEIGHTS / "heads.npz").read_bytes()
    if hashlib.sha256(packed).hexdigest() != about["sha256"]:
        raise DamagedWeights("heads.npz is not the file that manifest.json names")
    if about["features"] != FEATURES:
        raise DamagedWeights(f"heads.npz was made for {about['features']}, and the features are {FEATURES}")
    names = list(about["heads"])
    with np.load(BytesIO(packed), allow_pickle=False) as arrays:
        loaded = {key: arrays[key] for key in arrays.files}

    def side_by_side(what: str) -> npt.NDArray[Any]:
        return np.ascontiguousarray(np.concatenate([loaded[f"{name}/{what}"] for name in names], axis=-1))

    columns = tuple((name, label) for name in names for label in about["heads"][name]["labels"])
    return _Heads(
        columns=columns,
        spans=tuple(
            (name, start, start + len(labels), tuple(labels))
            for name in names
            if (labels := about["heads"][name]["labels"])
            for start in [columns.index((name, labels[0]))]
        ),
        weights=side_by_side("weights"),
        **{what: side_by_side(what).astype(np.float32) for what in ("scale", "dense", "bias", "slope", "offset")},
        thresholds={
            (*column, language): value
            for language, row in zip(LANGUAGES, side_by_side("threshold").tolist(), strict=True)
            for column, value in zip(columns, row, strict=True)
        },
    )
