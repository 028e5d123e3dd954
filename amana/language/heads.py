"""The learned heads: how likely each label is for a sentence, from small weights that are loaded when first asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt

from amana.language.features import VERSION as FEATURES
from amana.language.features import Blocks
from amana.language.findings import Language
from amana.language.hinting import digest as hints_digest
from amana.language.hinting import hints_in
from amana.language.hinting import names as hints
from amana.language.vectors import vectors_of_words
from amana.language.weighing import AT_ONCE, Scale, VectorsOf, Weighed

WEIGHTS = Path(__file__).parent / "weights"
LANGUAGES: tuple[Language, ...] = ("he", "ar", "en")
PLAIN = "plain"  # the last column of a head with one answer at most, which says that there is none; told to nobody
_GROUPS = 64  # that are taken through each step before the next: what a step needs is then at hand
_STEEPEST = np.float32(30)  # beyond it a probability is nothing
_SHORTEST = np.float32(1e-30)  # the square of the length of a vector, so that one of zeros stays one

Floats = npt.NDArray[np.float32]
Told = dict[str, dict[str, float]]  # of each head: of each label how likely it is


class DamagedWeights(Exception):
    """The file of weights is not the one its manifest names."""


@dataclass(frozen=True)
class _Heads:
    """All heads side by side: a column is one label of one head; the first axis is the language."""

    columns: tuple[tuple[str, str], ...]
    scales: tuple[Scale, ...]  # of each language: its weights of features
    scale: Floats  # language, block, column
    dense: Floats  # dimension of a sentence vector, column
    hints: Floats  # hint, column
    one_of: dict[str, slice]  # the columns of each head with one answer at most
    bias: Floats  # language, column
    slope: Floats  # language, column: the calibration, as the offset is
    offset: Floats
    thresholds: dict[tuple[str, str, str], float]  # head, label, language: a probability


# What is to be scored together: folded sentences, their turns, and from which probability on the labels of a head are told.
Asked = tuple[Sequence[tuple[str, Language]], Sequence[tuple[int, int]], Mapping[str, float] | None]


class _Group(NamedTuple):
    """Sentences of one language that are weighed at once, and turns of them."""

    language: Language
    texts: list[str]
    turns: list[tuple[int, int]]
    hints_count: bool
    rows: list[int] | None  # those that were asked for, where others stand in their turns
    chosen: list[int]  # their places in the result
    result: list[Told]
    least: Mapping[str, float]


def scores(
    sentences: Sequence[tuple[str, Language]],
    turns: Sequence[tuple[int, int]] = (),
    *,
    least: Mapping[str, float] | None = None,
) -> list[Told]:
    """For each folded sentence, for each head, the calibrated probability (0 to 1) of each label; then for each turn.

    A turn of a few sentences, given by the place of its first and the one after its last, is judged as one, in the
    language of its longest sentence. `least` says for some heads from which probability on labels are told; the others
    are told whatever it is. What is in no language the heads were trained in, and a head without weights, is answered
    with nothing. Raises DamagedWeights when the file is not the one its manifest names.
    """
    return scores_together([(sentences, turns, least)])[0]


def scores_together(asked: Sequence[Asked]) -> list[list[Told]]:
    """The scores of several texts, each as `scores` gives them."""
    heads = _heads()
    results: list[list[Told]] = [[{} for _ in range(len(sentences) + len(turns))] for sentences, turns, _least in asked]
    if heads is None:
        return results
    groups = [group for one, result in zip(asked, results, strict=True) for group in _groups(heads, one, result)]
    for start in range(0, len(groups), _GROUPS):
        part = groups[start : start + _GROUPS]
        hinted = [_hinted(one.texts, one.turns, one.language) if one.hints_count else None for one in part]
        weighed = [heads.scales[LANGUAGES.index(one.language)].weighed(one.texts, one.turns) for one in part]
        for one, added_up, hints_there in zip(part, weighed, hinted, strict=True):
            found = _probabilities(heads, added_up, hints_there, LANGUAGES.index(one.language))
            _tell(heads, one, found if one.rows is None else found[one.rows])
    return results


def _groups(heads: _Heads, asked: Asked, result: list[Told]) -> Iterator[_Group]:
    sentences, turns, least = asked
    least = least or {}
    hints_count = any(least.get(name, 0.0) <= 1 for name in heads.one_of)
    for (_part, language), (own, said) in _at_once(sentences, turns).items():
        if language not in LANGUAGES:
            continue
        members = sorted({*own, *chain.from_iterable(range(*turns[turn]) for turn in said)})
        at = {number: place for place, number in enumerate(members)}
        spans = [(at[turns[turn][0]], at[turns[turn][1] - 1] + 1) for turn in said]
        rows = None
        if len(members) > len(own):
            rows = [*(at[number] for number in own), *range(len(members), len(members) + len(spans))]
        chosen = [*own, *(len(sentences) + turn for turn in said)]
        texts = [sentences[one][0] for one in members]
        yield _Group(language, texts, spans, hints_count, rows, chosen, result, least)


def _at_once(
    sentences: Sequence[tuple[str, Language]], turns: Sequence[tuple[int, int]]
) -> dict[tuple[int, Language], tuple[list[int], list[int]]]:
    """The numbers of the sentences and of the turns of each stretch of the text, apart by their language."""
    found: dict[tuple[int, Language], tuple[list[int], list[int]]] = {}
    for number, (_text, language) in enumerate(sentences):
        found.setdefault((number // AT_ONCE, language), ([], []))[0].append(number)
    for number, (first, end) in enumerate(turns):
        spoken = max(sentences[first:end], key=_length)[1]
        found.setdefault((first // AT_ONCE, spoken), ([], []))[1].append(number)
    return found


def _tell(heads: _Heads, group: _Group, found: Floats) -> None:
    """Write down the probabilities that reach the least."""
    reached = found >= _least_of(heads.columns, tuple(group.least.items()))
    rows, columns = reached.nonzero()
    last, told = -1, Told()
    for row, column, probability in zip(rows.tolist(), columns.tolist(), found[reached].tolist(), strict=True):
        if row != last:
            last, told = row, group.result[group.chosen[row]]
        head, label = heads.columns[column]
        own = told.get(head)
        if own is None:
            own = told[head] = {}
        own[label] = probability


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


@lru_cache(maxsize=1)
def versions() -> Mapping[str, str]:
    """What the heads were made with: for each its name and version."""
    return MappingProxyType({f"head:{name}": about["version"] for name, about in manifest().get("heads", {}).items()})


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


def _hinted(texts: Sequence[str], turns: Sequence[tuple[int, int]], language: Language) -> Floats:
    """The hints in each sentence, then in each turn."""
    found = hints_in(texts, language)
    if len(turns) == 1 and turns[0] == (0, len(texts)):  # most texts are one turn
        return np.concatenate((found, np.maximum.reduce(found, keepdims=True)))
    rows: Floats = np.concatenate(
        [found, *(np.maximum.reduce(found[first:end], keepdims=True) for first, end in turns)]
    )
    return rows


def _probabilities(heads: _Heads, weighed: Weighed, hinted: Floats | None, place: int) -> Floats:
    """One row a sentence or turn, one column a label, all in the language of that place.

    Without hints the heads that weigh them are not asked, and what is said of their labels has no meaning.
    """
    sums, vectors = weighed.sums, weighed.vectors
    sums *= heads.scale[place][:, None] / np.sqrt(weighed.counts)[:, :, None]
    logits: Floats = vectors @ heads.dense
    logits /= np.sqrt(np.maximum(np.add.reduce(vectors * vectors, axis=1, keepdims=True), _SHORTEST))
    logits += np.add.reduce(sums)
    logits += heads.bias[place]
    shares: list[Floats] = []
    if hinted is not None:
        logits += hinted @ heads.hints
    logits *= heads.slope[place]
    logits += heads.offset[place]
    if hinted is not None:
        shares = [_shares(logits[:, columns]) for columns in heads.one_of.values()]
    np.negative(logits, out=logits)
    np.exp(np.minimum(logits, _STEEPEST, out=logits), out=logits)
    logits += 1
    np.reciprocal(logits, out=logits)
    for columns, own in zip(heads.one_of.values(), shares, strict=False):
        logits[:, columns] = own
    return logits


def _shares(logits: Floats) -> Floats:
    """What each column has of one whole; the last, which is PLAIN, is told to nobody."""
    found: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    found /= found.sum(axis=1, keepdims=True)
    found[:, -1] = -1
    return found


def _vectors_of() -> VectorsOf | None:
    """What makes vectors of words, where the vectors that the heads were trained with are there."""
    digest = vectors_digest()
    return vectors_of_words if digest and manifest().get("vectors") == digest else None


def _unpacked(packed: bytes) -> dict[str, npt.NDArray[Any]]:
    """The arrays of an .npz file; each is taken out whole, which `np.load` does piece by piece."""
    with ZipFile(BytesIO(packed)) as kept:
        return {
            name.removesuffix(".npy"): np.lib.format.read_array(BytesIO(kept.read(name)), allow_pickle=False)
            for name in kept.namelist()
        }


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
    if about.get("hints") != hints_digest():
        raise DamagedWeights("heads.npz was made with other hints than taxonomy/hints holds")
    names = list(about["heads"])
    loaded, vectors_of = _unpacked(packed), _vectors_of()

    def side_by_side(what: str) -> npt.NDArray[Any]:
        return np.ascontiguousarray(np.concatenate([loaded[f"{name}/{what}"] for name in names], axis=-1))

    columns = tuple((name, label) for name in names for label in _columns_of(about["heads"][name]))
    return _Heads(
        columns=columns,
        scales=tuple(
            Scale(language, weights, vectors_of, len(loaded[f"{names[0]}/dense"]))
            for language, weights in zip(LANGUAGES, side_by_side("weights"), strict=True)
        ),
        hints=np.concatenate([_hints_of(name, loaded) for name in names], axis=-1, dtype=np.float32),
        one_of={
            name: slice(columns.index((name, about["heads"][name]["labels"][0])), columns.index((name, PLAIN)) + 1)
            for name in names
            if "one_of" in about["heads"][name]
        },
        **{what: side_by_side(what).astype(np.float32) for what in ("scale", "dense", "bias", "slope", "offset")},
        thresholds={
            (*column, language): value
            for language, row in zip(LANGUAGES, side_by_side("threshold").tolist(), strict=True)
            for column, value in zip(columns, row, strict=True)
        },
    )


def _columns_of(about: Mapping[str, Any]) -> tuple[str, ...]:
    return (*about["labels"], *([PLAIN] if "one_of" in about else []))


def _hints_of(name: str, loaded: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """What the hints weigh in a head; nothing in one that was learned without them."""
    return loaded.get(f"{name}/hints", np.zeros((len(hints()), loaded[f"{name}/bias"].shape[1]), np.float16))
