"""The learned heads: how likely each label is for a sentence, from small weights that are loaded when first asked."""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from amana.language.features import VERSION as FEATURES
from amana.language.features import Blocks
from amana.language.findings import Language
from amana.language.weighing import AT_ONCE, Scale, Weighed, with_zeros

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
    scales: tuple[Scale, ...]  # of each language: its weights of features
    scale: Floats  # language, block, column
    dense: Floats  # dimension of a sentence vector, column
    bias: Floats  # language, column
    slope: Floats  # language, column: the calibration, as the offset is
    offset: Floats
    thresholds: dict[tuple[str, str, str], float]  # head, label, language: a probability


def scores(
    sentences: Sequence[tuple[str, Language]], *, least: Mapping[str, float] | None = None
) -> list[dict[str, dict[str, float]]]:
    """For each folded sentence, for each head, the calibrated probability (0 to 1) of each label.

    `least` says for some heads from which probability on labels are told; the others are told whatever it is. A sentence in no language the heads were trained in, or a head without weights, is answered with nothing. Raises
    DamagedWeights when the file is not the one its manifest names.
    """
    heads = _heads()
    result: list[dict[str, dict[str, float]]] = [{} for _ in sentences]
    if heads is None:
        return result
    for place, language in enumerate(LANGUAGES):
        chosen = [number for number, one in enumerate(sentences) if one[1] == language]
        for start in range(0, len(chosen), AT_ONCE):
            part = chosen[start : start + AT_ONCE]
            weighed = heads.scales[place].sentences([sentences[number][0] for number in part])
            _tell(heads, part, _probabilities(heads, weighed, place), result, least)
    return result


def turn_scores(
    turns: Sequence[Sequence[tuple[str, Language]]], *, least: Mapping[str, float] | None = None
) -> list[dict[str, dict[str, float]]]:
    """As `scores`, each turn of a few sentences judged as one, in the language of its longest sentence."""
    heads = _heads()
    result: list[dict[str, dict[str, float]]] = [{} for _ in turns]
    if heads is None:
        return result
    spoken = [max(turn, key=_length)[1] if turn else "unknown" for turn in turns]
    for place, language in enumerate(LANGUAGES):
        chosen = [number for number, one in enumerate(spoken) if one == language]
        for start in range(0, len(chosen), AT_ONCE):
            part = chosen[start : start + AT_ONCE]
            weighed = heads.scales[place].turns([[text for text, _ in turns[number]] for number in part])
            _tell(heads, part, _probabilities(heads, weighed, place), result, least)
    return result


def _tell(
    heads: _Heads, chosen: Sequence[int], found: Floats,
    result: list[dict[str, dict[str, float]]], least: Mapping[str, float] | None,
) -> None:  # fmt: skip
    """Write down the probabilities that reach the least."""
    for number in chosen:
        result[number] = {name: {} for name, *_ in heads.spans}
    rows, columns = (found >= _least_of(heads.columns, tuple((least or {}).items()))).nonzero()
    for row, column, probability in zip(rows.tolist(), columns.tolist(), found[rows, columns].tolist(), strict=True):
        head, label = heads.columns[column]
        result[chosen[row]][head][label] = probability


@lru_cache(maxsize=16)
def _least_of(columns: tuple[tuple[str, str], ...], least: tuple[tuple[str, float], ...]) -> Floats:
    by_head = dict(least)
    return np.array([by_head.get(head, 0.0) for head, _label in columns], np.float32)


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


def _probabilities(heads: _Heads, weighed: Weighed, place: int) -> Floats:
    """One row a sentence or turn, one column a label, all in the language of that place."""
    each = weighed.sums[:, :, :-1] * (1 / np.sqrt(weighed.sums[:, :, -1:]))
    lengths = np.sqrt(np.einsum("ij,ij->i", weighed.vectors, weighed.vectors))[:, None]
    logits: Floats = (each * heads.scale[place]).sum(axis=1) + heads.bias[place]
    logits += (weighed.vectors @ heads.dense) / np.where(lengths > 0, lengths, 1)
    found: Floats = 1 / (1 + np.exp(np.clip(-logits * heads.slope[place] - heads.offset[place], -30, 30)))
    return found


def _vector_of() -> Callable[[str, Language], Floats] | None:
    """What makes a vector of a word, where the vectors that the heads were trained with are there."""
    if not vectors_digest() or manifest().get("vectors") != vectors_digest():
        return None
    try:
        found: Callable[[str, Language], Floats] = importlib.import_module("amana.language.vectors").vector_of_word
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
        scales=tuple(
            Scale(language, with_zeros(weights), _vector_of(), len(loaded[f"{names[0]}/dense"]))
            for language, weights in zip(LANGUAGES, side_by_side("weights"), strict=True)
        ),
        **{what: side_by_side(what).astype(np.float32) for what in ("scale", "dense", "bias", "slope", "offset")},
        thresholds={
            (*column, language): value
            for language, row in zip(LANGUAGES, side_by_side("threshold").tolist(), strict=True)
            for column, value in zip(columns, row, strict=True)
        },
    )
