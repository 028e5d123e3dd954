"""Finding what means alike: texts lie in cells of meaning, of which the nearest few are looked through, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from amana.language.sentences import sentences
from amana.language.vectors import DIMENSIONS, Floats, vectors_of
from amana.record.storing import insert_rows
from amana.search.models import Meaning

CELLS = Path(__file__).parent / "weights" / "cells.npz"
# What is looked through for one query: the nearest cells, and of all together so many rows.
NEAREST, MOST_ROWS, MOST_BRANDS = 8, 960, 8
# Nearer than this is shown. "I want my money back" and "we will refund it" lie at 0.27, what has nothing in common near 0.
NEAR = 0.21
LONGEST_TEXT = 3_000
SHORTEST_SENTENCE, LONG, MOST_SENTENCES = 12, 160, 4
_FULL = 127.0


@dataclass(frozen=True)
class Like:
    """An entry and how near its meaning is, from -1 to 1."""

    number: int
    nearness: float


def keep(texts: Mapping[int, tuple[UUID, str]]) -> None:
    """Keep what the sentences of these texts mean, each text under its number with the brand it belongs to.

    Of a text the four longest sentences of its beginning are kept; of no known word, none.
    """
    said = [(number, brand, one) for number, (brand, text) in texts.items() for one in telling_sentences(text)]
    vectors = vectors_of([sentence for _number, _brand, sentence in said], "unknown")
    known = np.flatnonzero(np.abs(vectors).sum(axis=1) > 0)
    cells = (vectors @ _cells().T).argmax(axis=1)
    packed = np.clip(np.round(vectors * _FULL), -_FULL, _FULL).astype(np.int8)
    rows = [(said[place][0], said[place][1], int(cells[place]), packed[place].tobytes()) for place in known]
    Meaning.objects.filter(indexed__in=list(texts)).delete()
    insert_rows(Meaning, ("indexed_id", "brand_id", "cell", "vector"), rows)


def telling_sentences(text: str) -> list[str]:
    """Return the sentences that say most of what a text is about, in their order: the longest four of its beginning."""
    text = text[:LONGEST_TEXT]
    found = [text[start:end] for start, end in sentences(text) if end - start >= SHORTEST_SENTENCE]
    longest = sorted(range(len(found)), key=lambda place: (-min(len(found[place]), LONG), place))[:MOST_SENTENCES]
    return [found[place] for place in sorted(longest)]


def like(text: str, brands: Sequence[UUID], *, since: int, before: int) -> list[Like]:
    """Return the numbers of texts of these brands of which a sentence means alike, the nearest first.

    Reads 960 rows at most, the newest of the eight nearest cells: what is older than those, or lies in another cell,
    is not found.
    """
    vector = vectors_of([text[:LONGEST_TEXT]], "unknown")[0]
    brands = brands[:MOST_BRANDS]
    if not brands or not vector.any():
        return []
    nearest = np.argsort(-(_cells() @ vector), kind="stable")[:NEAREST]
    found = nearness_of(vector, _newest(brands, [int(cell) for cell in nearest], since, before))
    return [Like(number, nearness) for number, nearness in _best(found) if nearness >= NEAR]


def _best(found: Sequence[Like]) -> list[tuple[int, float]]:
    """Return each number once, with the nearest of its sentences, the nearest first."""
    best: dict[int, float] = {}
    for one in found:
        best[one.number] = max(best.get(one.number, -1.0), one.nearness)
    return sorted(best.items(), key=lambda one: (-one[1], -one[0]))


def nearest_place(text: str, query: str) -> int:
    """Return where in a text the sentence begins that means most like the query; 0 when none of it is known."""
    spots = [start for start, end in sentences(text[:LONGEST_TEXT]) if end - start >= SHORTEST_SENTENCE]
    ends = dict(sentences(text[:LONGEST_TEXT]))
    vectors = vectors_of([query, *(text[start : ends[start]] for start in spots)], "unknown")
    return spots[int((vectors[1:] @ vectors[0]).argmax())] if spots else 0


def in_order_of_nearness(text: str, numbers: Sequence[int]) -> list[int]:
    """Return these numbers, those nearest in meaning first; what has no meaning keeps its place at the end."""
    vector = vectors_of([text[:LONGEST_TEXT]], "unknown")[0]
    rows = Meaning.objects.filter(indexed__in=numbers).order_by("pk").values_list("indexed", "vector")
    nearness = dict(_best(nearness_of(vector, [(number, bytes(packed)) for number, packed in rows])))
    return sorted(numbers, key=lambda number: (-nearness.get(number, -2.0), -number))


def nearness_of(vector: Floats, rows: Sequence[tuple[int, bytes]]) -> list[Like]:
    """Return how near each packed vector is."""
    if not rows:
        return []
    packed: NDArray[np.int8] = np.frombuffer(b"".join(row[1] for row in rows), np.int8).reshape(-1, DIMENSIONS)
    plain = packed.astype(np.float32)
    lengths = np.maximum(np.sqrt(np.einsum("ij,ij->i", plain, plain)), 1e-6)
    nearness = plain @ vector / lengths
    return [Like(row[0], round(float(value), 4)) for row, value in zip(rows, nearness, strict=True)]


def _newest(brands: Sequence[UUID], cells: Sequence[int], since: int, before: int) -> list[tuple[int, bytes]]:
    each = MOST_ROWS // (len(brands) * len(cells))
    one = (
        "SELECT * FROM (SELECT indexed_id, vector FROM search_meaning WHERE brand_id = %s AND cell = %s"
        " AND indexed_id >= %s AND indexed_id < %s ORDER BY indexed_id DESC LIMIT %s) AS subquery"
    )
    pairs = [(brand, cell) for brand in brands for cell in cells]
    is_sqlite = connection.vendor == "sqlite"
    values = [
        value for brand, cell in pairs for value in (brand.hex if is_sqlite else brand, cell, since, before, each)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(pairs)), values)
        return [(int(number), bytes(packed)) for number, packed in cursor.fetchall()]


@lru_cache(maxsize=1)
def _cells() -> Floats:
    with np.load(CELLS, allow_pickle=False) as kept:
        plain: Floats = kept["cells"].astype(np.float32)
    plain /= np.maximum(np.sqrt(np.einsum("ij,ij->i", plain, plain)), 1e-9)[:, None]
    return plain
