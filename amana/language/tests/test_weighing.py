"""Weighing sentences by the shorter way gives what their features add up to, alone and as a turn."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from amana.language import weighing
from amana.language.features import MOST_KINDS, SIZE, blocks, joined, noticed
from amana.language.findings import Language
from amana.language.normalising import fold_in_place
from amana.language.vectors import DIMENSIONS, vectors_of, vectors_of_words
from amana.language.weighing import AT_ONCE, Scale, Weighed

DATA = Path(__file__).resolve().parents[1] / "data"
WEIGHTS = np.random.default_rng(7).integers(-127, 128, (SIZE, 9), np.int8)
LANGUAGES: tuple[Language, ...] = ("he", "ar", "en")
# Without words, with one, with two, with numbers and signs, and without a letter.
ODD = ["", "...", "ok", "not yet", "₪ 120, 35%?", "5/6 10:30", "?!"]


def some(language: Language) -> list[str]:
    lines = (DATA / f"tactics_{language}.jsonl").read_text(encoding="utf-8").splitlines()[::40]
    return ODD + [fold_in_place(json.loads(line)["text"])[0] for line in lines][: AT_ONCE - len(ODD)]


def the_long_way(packed: tuple[bytes, ...]) -> npt.NDArray[np.float32]:
    ids = [np.frombuffer(block, "<u2") for block in packed]
    sums = [np.append(WEIGHTS[own].sum(axis=0, dtype=np.int32), len(own)) for own in ids]
    return np.array(sums, np.float32)


def sums_of(weighed: Weighed) -> npt.NDArray[np.float32]:
    """Of each sentence or turn its sums, and last in each row how many features there are."""
    return np.concatenate((weighed.sums, weighed.counts[:, :, None]), axis=2).swapaxes(0, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_adds_up_to_the_weights_of_its_features(language: Language) -> None:
    texts = some(language)

    found = Scale(language, WEIGHTS, vectors_of_words, DIMENSIONS).weighed(texts)

    for text, sums in zip(texts, sums_of(found), strict=True):
        assert np.array_equal(sums, the_long_way(blocks(text, language))), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_turn_adds_up_to_the_weights_of_its_features(language: Language) -> None:
    texts = some(language)
    turns = [(0, 1), (2, 3), (0, 4), (1, 7), (5, 8), (8, 14)]

    found = Scale(language, WEIGHTS, vectors_of_words, DIMENSIONS).weighed(texts, turns)

    for (first, end), sums in zip(turns, sums_of(found)[len(texts) :], strict=True):
        assert np.array_equal(sums, the_long_way(joined([noticed(one, language) for one in texts[first:end]])))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_vectors_are_those_of_the_whole_sentence(language: Language) -> None:
    texts = some(language)

    found = Scale(language, WEIGHTS, vectors_of_words, DIMENSIONS).weighed(texts).vectors

    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    assert np.allclose(found / np.where(lengths > 0, lengths, 1), vectors_of(texts, language), atol=1e-5)


def test_without_vectors_only_the_features_count() -> None:
    found = Scale("en", WEIGHTS, None, DIMENSIONS).weighed(["we are sorry"])

    assert not found.vectors.any()
    assert np.array_equal(sums_of(found)[0], the_long_way(blocks("we are sorry", "en")))


def test_no_words_at_all_add_up_to_what_is_always_there() -> None:
    found = Scale("en", WEIGHTS, vectors_of_words, DIMENSIONS).weighed(["", "..."], [(0, 2)])

    for sums in sums_of(found):
        assert np.array_equal(sums, the_long_way(blocks("", "en")))


def test_words_that_are_forgotten_are_learnt_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "_KEPT", 6)
    texts, scale = some("en"), Scale("en", WEIGHTS, vectors_of_words, DIMENSIONS)

    for text in [*texts, *texts[::-1], *texts]:
        found = scale.weighed([text])
        assert np.array_equal(sums_of(found)[0], the_long_way(blocks(text, "en"))), text
        assert len(scale._chunks) <= max(6, len(set(text.split())))


def test_of_very_many_kinds_of_words_the_first_are_paired() -> None:
    written = (DATA.parent / "taxonomy" / "kinds.toml").read_text(encoding="utf-8").lower()
    text = " ".join(word for word in written.replace("=", " ").split() if word.isascii() and word.isalpha())
    assert len(noticed(text, "en").kinds) > MOST_KINDS

    found = Scale("en", WEIGHTS, None, DIMENSIONS).weighed([text])

    assert np.array_equal(sums_of(found)[0], the_long_way(blocks(text, "en")))
