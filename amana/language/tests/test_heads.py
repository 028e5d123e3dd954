"""The learned heads: their file is the one the manifest names, and what they say is a probability."""

from __future__ import annotations

import hashlib
import json

import pytest

from amana.language import heads
from amana.language.features import VERSION


def test_the_weights_are_those_the_manifest_names() -> None:
    manifest = json.loads((heads.WEIGHTS / "manifest.json").read_text(encoding="utf-8"))

    assert hashlib.sha256((heads.WEIGHTS / "heads.npz").read_bytes()).hexdigest() == manifest["sha256"]
    assert manifest["features"] == VERSION


def test_the_heads_were_trained_with_the_vectors_that_ship() -> None:
    assert heads.manifest()["vectors"] == heads.vectors_digest()


def test_each_label_of_each_head_has_a_probability_and_a_threshold() -> None:
    (scores,) = heads.scores([("It is company policy, there is nothing I can do.", "en")])

    assert set(scores) == set(heads.manifest()["heads"])
    for head, labels in scores.items():
        assert list(labels) == heads.manifest()["heads"][head]["labels"]
        assert all(0 <= probability <= 1 for probability in labels.values())
        assert all(0 < heads.threshold(head, label, "he") < 1 for label in labels)


def test_an_unknown_language_or_label_is_answered_with_nothing() -> None:
    assert heads.scores([("Bonjour", "unknown")]) == [{}]
    assert heads.threshold("tactics", "hypnosis", "en") > 1
    assert heads.threshold("tactics", "social_proof", "unknown") > 1


def test_sentences_of_several_languages_are_scored_as_if_alone() -> None:
    texts = [("You must decide now.", "en"), ("המדיניות לא מאפשרת.", "he"), ("قراري نهائي", "ar"), ("", "en")]

    together = heads.scores(texts)  # type: ignore[arg-type]  # a str in a pair is no Language to mypy

    for text, found in zip(texts, together, strict=True):
        (alone,) = heads.scores([text])  # type: ignore[list-item]  # as above
        for head, labels in found.items():
            assert alone[head] == pytest.approx(labels, abs=1e-4)


def test_no_sentences_give_no_scores() -> None:
    assert heads.scores([]) == []


def test_a_reading_names_the_versions_of_the_heads() -> None:
    assert heads.versions()["head:tactics"].startswith("tactics-")


def test_the_labels_of_a_head_with_one_answer_share_one_whole() -> None:
    (scores,) = heads.scores([("It is company policy, there is nothing I can do.", "en")])
    (plain,) = heads.scores([("Good morning.", "en")])

    assert "one_of" in heads.manifest()["heads"]["tactics"]
    assert sum(plain["tactics"].values()) < sum(scores["tactics"].values()) <= 1
    assert heads.PLAIN not in scores["tactics"]


def test_what_is_asked_of_other_heads_alone_is_the_same_without_hints() -> None:
    sentence = ("Nobody else has complained, it is company policy.", "en")

    (every,) = heads.scores([sentence])  # type: ignore[list-item]  # as above
    (without,) = heads.scores([sentence], least={"tactics": 2.0})  # type: ignore[list-item]  # as above

    assert not without.get("tactics")
    assert without["tone"] == pytest.approx(every["tone"])


def test_weights_made_with_other_hints_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    heads._heads.cache_clear()
    monkeypatch.setattr(heads, "hints_digest", lambda: "others")
    try:
        with pytest.raises(heads.DamagedWeights):
            heads.scores([("Good morning.", "en")])
    finally:
        heads._heads.cache_clear()
