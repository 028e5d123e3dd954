"""The weights that speak for a promise: their file is whole, and looking them up is adding up the features."""

from __future__ import annotations

import json

import pytest

from amana.language.findings import Side
from amana.language.promises import weighing
from amana.language.promises.en_guessing import weigh
from amana.language.promises.en_weighing import ENGLISH, alike, form_of, kinds
from amana.language.promises.heads import tokens
from amana.language.promises.weighing import DamagedWeights, checksum, features, weights

SENTENCES = [
    ("we'll ring you on monday", "company"),
    ("i will never shop with you again", "customer"),
    ("engineer to ring me within 5 working days", "caller_note"),
    ("ok", "company"),
    ("unheardofword unheardofword 12 12", "customer"),
]


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize(("sentence", "side"), SENTENCES)
def test_the_odds_are_the_sum_of_the_weights_of_the_features(sentence: str, side: Side, asks: bool) -> None:
    made = json.loads(ENGLISH.path.read_text(encoding="utf-8"))
    words = tokens(sentence)
    expected = made["bias"] + sum(
        made["weights"].get(one, 0.0) for one in features([token.word for token in words], side, ENGLISH, asks=asks)
    )
    assert weigh(words, side, asks) == pytest.approx(expected)
    assert weigh(words, side, asks) == pytest.approx(expected), "the second time from what was kept"


def test_the_weights_are_those_the_checksum_names() -> None:
    made = json.loads(ENGLISH.path.read_text(encoding="utf-8"))
    assert checksum(made["weights"], made["bias"]) == made["sha256"]
    assert made["features"] == ENGLISH.version


def test_damaged_weights_are_not_used(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = tmp_path_factory.mktemp("weights") / "promises_en.json"
    made = json.loads(ENGLISH.path.read_text(encoding="utf-8"))
    damaged.write_text(json.dumps(made | {"bias": made["bias"] + 1}), encoding="utf-8")
    monkeypatch.setattr(weighing, "FOLDER", damaged.parent)
    weights.cache_clear()
    try:
        with pytest.raises(DamagedWeights):
            weights(ENGLISH)
    finally:
        weights.cache_clear()


def test_a_promise_weighs_more_than_a_rule_a_threat_or_a_wish() -> None:
    promise = weigh(tokens("we'll bring the new one round to you on friday"), "company", False)
    for sentence in (
        "orders are usually sent within two days",
        "your account will be suspended on friday",
        "have a lovely weekend",
    ):
        assert weigh(tokens(sentence), "company", False) < promise - 1


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("send", ("do", "send")),
        ("signs", ("does", "sign")),
        ("carries", ("does", "carry")),
        ("squeezing", ("doing", "squeeze")),
        ("fitting", ("doing", "fit")),
        ("brought", ("did", "bring")),
        ("refunded", ("did", "refund")),
        ("quibbling", ("like ing", "")),
        ("monday", ("", "")),
    ],
)
def test_a_word_is_known_by_the_form_of_its_verb(word: str, form: tuple[str, str]) -> None:
    assert form_of(word) == form


@pytest.mark.parametrize(
    ("word", "kind"), [("we'll", "<will>"), ("5pm", "<time>"), ("nobody", "<neg>"), ("usually", "<usual>")]
)
def test_a_word_is_of_its_kind(word: str, kind: str) -> None:
    assert kind in kinds(alike(word))
