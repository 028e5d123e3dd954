"""The weights that speak for a promise: their files are whole, and looking them up is adding up the features."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from amana.language.findings import Side
from amana.language.promises import weighing
from amana.language.promises.arabic.guessing import weigh as weigh_arabic
from amana.language.promises.arabic.weighing import ARABIC
from amana.language.promises.english.guessing import weigh
from amana.language.promises.english.weighing import ENGLISH, alike, form_of, kinds
from amana.language.promises.heads import Token, tokens
from amana.language.promises.hebrew.guessing import weigh as weigh_hebrew
from amana.language.promises.hebrew.weighing import HEBREW
from amana.language.promises.weighing import DamagedWeights, Vocabulary, checksum, features, weights, written

WEIGHING: dict[str, tuple[Vocabulary, Callable[[Sequence[Token], Side, bool], float]]] = {
    "en": (ENGLISH, weigh),
    "he": (HEBREW, weigh_hebrew),
    "ar": (ARABIC, weigh_arabic),
}
SENTENCES: list[tuple[str, str, Side]] = [
    ("en", "we'll ring you on monday", "company"),
    ("en", "i will never shop with you again", "customer"),
    ("en", "engineer to ring me within 5 working days", "caller_note"),
    ("en", "ok", "company"),
    ("en", "unheardofword unheardofword 12 12", "customer"),
    ("he", "נחזור אליך ביום שני", "company"),
    ("he", "לא אקנה אצלכם שוב", "customer"),
    ("he", "טכנאי יגיע תוך 5 ימי עסקים", "caller_note"),
    ("he", "סגור", "company"),
    ("he", "גלגלצים 12 12", "customer"),
    ("ar", "سنتصل بكم يوم الاحد", "company"),
    ("ar", "هذي رابع مره اكتب لكم", "customer"),
    ("ar", "الفني بيجيني خلال 5 ايام عمل", "caller_note"),
    ("ar", "تمام", "company"),
    ("ar", "ءءءءء ءءءءء 12 12", "customer"),
]


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize(("language", "sentence", "side"), SENTENCES)
def test_the_odds_are_the_sum_of_the_weights_of_the_features(
    language: str, sentence: str, side: Side, asks: bool
) -> None:
    vocabulary, odds = WEIGHING[language]
    made = json.loads(vocabulary.path.read_text(encoding="utf-8"))
    words = tokens(sentence)
    names = features([token.word for token in words], side, vocabulary, asks=asks)
    expected = made["bias"] + sum(made["weights"].get(one, 0.0) for one in names)
    assert odds(words, side, asks) == pytest.approx(expected)
    assert odds(words, side, asks) == pytest.approx(expected), "the second time from what was kept"


@pytest.mark.parametrize("vocabulary", [ENGLISH, HEBREW, ARABIC], ids=lambda one: one.language)
def test_the_weights_are_those_the_checksum_names(vocabulary: Vocabulary) -> None:
    text = vocabulary.path.read_text(encoding="utf-8")
    made = json.loads(text)
    assert checksum(text) == made["sha256"]
    assert made["features"] == vocabulary.version


@pytest.mark.parametrize("vocabulary", [ENGLISH, HEBREW, ARABIC], ids=lambda one: one.language)
def test_damaged_weights_are_not_used(vocabulary: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = json.loads(vocabulary.path.read_text(encoding="utf-8"))
    about = {name: made[name] for name in ("features", "examples")}
    changed = written(about, made["bias"] + 1, made["weights"]).replace(
        f'"bias": {made["bias"] + 1}', f'"bias": {made["bias"]}'
    )
    (tmp_path / vocabulary.path.name).write_text(changed, encoding="utf-8")
    monkeypatch.setattr(weighing, "FOLDER", tmp_path)
    with pytest.raises(DamagedWeights):
        weights.__wrapped__(vocabulary)  # not those kept of the file before


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
