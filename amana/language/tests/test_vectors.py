from __future__ import annotations

import csv
import hashlib
import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies

from amana.language import vectors
from amana.language.findings import Language
from amana.language.vectors import DIMENSIONS, BadWeights, vectors_of

HERE = Path(__file__).parent
LANGUAGES: tuple[Language, ...] = ("en", "he", "ar")


def similar(one: str, other: str, language: Language = "unknown") -> float:
    first, second = vectors_of([one, other], language)
    return float(first @ second)


def same_in_three_languages() -> dict[Language, list[str]]:
    with (HERE / "same_in_three_languages.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {language: [row[language] for row in rows] for language in LANGUAGES}


@pytest.mark.parametrize(
    "text, language", [("Where is my refund?", "en"), ("איפה הזיכוי שלי?", "he"), ("وين فلوسي؟", "ar")]
)
def test_a_sentence_is_a_row_of_length_one(text: str, language: Language) -> None:
    found = vectors_of([text], language)
    assert found.shape == (1, DIMENSIONS)
    assert found.dtype == np.float32
    assert np.linalg.norm(found[0]) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["", "   ", "12345 67.90", "?!…", "qqxzvk", "\x00\x01", "中文"])
def test_a_text_without_a_known_word_is_all_zeros(text: str) -> None:
    assert not vectors_of([text], "unknown").any()


def test_no_texts_give_no_rows() -> None:
    assert vectors_of([], "he").shape == (0, DIMENSIONS)


def test_a_row_does_not_depend_on_its_neighbours() -> None:
    texts = ["", "ביטלתי את ההזמנה", "cancel my order", "refund " * 5000, "", "ألغيت الطلب"]
    together = vectors_of(texts, "unknown")
    for text, row in zip(texts, together, strict=True):
        assert np.allclose(vectors_of([text], "unknown")[0], row, atol=1e-5)


@given(strategies.lists(strategies.text(max_size=60), max_size=8), strategies.sampled_from([*LANGUAGES, "unknown"]))
def test_any_text_gives_a_row_of_length_one_or_zero(texts: list[str], language: Language) -> None:
    norms = np.linalg.norm(vectors_of(texts, language), axis=1)
    assert all(norm == pytest.approx(0, abs=1e-6) or norm == pytest.approx(1, abs=1e-4) for norm in norms)


@pytest.mark.parametrize(
    "written, plain, language",
    [
        ("שָׁלוֹם", "שלום", "he"),
        ("إلغاء الطَّلَب", "الغاء الطلب", "ar"),
        ("REFUND", "refund", "en"),
        ("soooooorry", "sorry", "en"),
        ("תודההההה", "תודה", "he"),
    ],
)
def test_two_spellings_of_a_word_are_alike(written: str, plain: str, language: Language) -> None:
    assert similar(written, plain, language) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    "attached, bare, language",
    [
        ("ולכשהזיכוי", "זיכוי", "he"),
        ("ולמשלוחיכם", "משלוחים", "he"),
        ("وبالمندوبين", "مندوب", "ar"),
        ("couriering", "courier", "en"),
    ],
)
def test_a_word_not_known_is_read_as_the_word_inside_it(attached: str, bare: str, language: Language) -> None:
    assert similar(attached, bare, language) > 0.5


def test_the_same_message_in_another_language_is_the_nearest() -> None:
    texts = same_in_three_languages()
    made = {language: vectors_of(texts[language], language) for language in LANGUAGES}
    for language in LANGUAGES[1:]:
        likeness = made[language] @ made["en"].T
        rows = np.arange(len(likeness))
        assert np.mean(likeness.argmax(axis=1) == rows) >= 0.85, language
        assert np.mean(likeness.argmax(axis=0) == rows) >= 0.85, f"from English to {language}"


def test_what_means_alike_is_nearer_than_what_does_not() -> None:
    assert (
        similar("I want my money back", "אני רוצה החזר כספי") > similar("I want my money back", "קבעתי תור לרופא") + 0.2
    )


def test_the_version_names_the_very_weights() -> None:
    described = json.loads((vectors.WEIGHTS / "vectors.json").read_text("utf-8"))
    checksum = hashlib.sha256((vectors.WEIGHTS / "vectors.npz").read_bytes()).hexdigest()
    assert described["sha256"] == checksum
    assert str(vectors._description()["version"]).endswith(checksum[:8])


def test_weights_that_were_changed_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("vectors.npz", "vectors.json"):
        shutil.copy(vectors.WEIGHTS / name, tmp_path)
    with (tmp_path / "vectors.npz").open("r+b") as file:
        file.seek(5000)
        file.write(b"?!")
    monkeypatch.setattr(vectors, "WEIGHTS", tmp_path)
    with pytest.raises(BadWeights):
        vectors._table.__wrapped__()


def test_a_long_text_takes_time_in_proportion() -> None:
    text = "אני מחכה כבר שבועיים לזיכוי refund الطلب لم يصل aaaaaaaaaaaaaaaa " * 400
    vectors_of([text], "he")

    def seconds(times: int) -> float:
        started = time.process_time()
        vectors_of([text * times], "he")
        return time.process_time() - started

    assert min(seconds(8) for _ in range(3)) < 2 * 8 / 4 * min(seconds(4) for _ in range(3)) + 0.05


def test_a_word_without_end_takes_no_time() -> None:
    started = time.process_time()
    vectors_of(["ו" * 200_000, "a" * 200_000, "والب" * 50_000], "unknown")
    assert time.process_time() - started < 1
