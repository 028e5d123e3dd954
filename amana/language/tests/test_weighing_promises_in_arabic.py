"""The weights that speak for a promise in Arabic: whole, added up, and on the side of promises."""

from __future__ import annotations

import json

import pytest

from amana.language.findings import Side
from amana.language.promises.ar_guessing import clauses, weigh
from amana.language.promises.ar_weighing import ARABIC, alike, kinds, of_word
from amana.language.promises.heads import tokens
from amana.language.promises.weighing import checksum, features

SENTENCES = [
    ("سنتصل بكم يوم الاحد", "company"),
    ("هذي رابع مره اكتب لكم", "customer"),
    ("الفني بيجيني خلال 5 ايام عمل", "caller_note"),
    ("تمام", "company"),
    ("ءءءءء ءءءءء 12 12", "customer"),
]


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize(("sentence", "side"), SENTENCES)
def test_the_odds_are_the_sum_of_the_weights_of_the_features(sentence: str, side: Side, asks: bool) -> None:
    made = json.loads(ARABIC.path.read_text(encoding="utf-8"))
    words = tokens(sentence)
    names = features([token.word for token in words], side, ARABIC, asks=asks)
    assert weigh(words, side, asks) == pytest.approx(made["bias"] + sum(made["weights"].get(one, 0.0) for one in names))


def test_the_weights_are_those_the_checksum_names() -> None:
    made = json.loads(ARABIC.path.read_text(encoding="utf-8"))
    assert checksum(made["weights"], made["bias"]) == made["sha256"]
    assert made["features"] == ARABIC.version


def test_a_promise_weighs_more_than_a_rule_a_threat_or_a_notice() -> None:
    promise = weigh(tokens("بنجيب لك الجهاز الجديد يوم الخميس"), "company", False)
    for sentence in (
        "عاده تشحن الطلبات خلال يومين",
        "سيتم ايقاف حسابك يوم الخميس اذا لم تسدد",
        "المكتب يفتح يوم الخميس الساعه 9",
    ):
        assert weigh(tokens(sentence), "company", False) < promise - 1


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("سنرسل", "<will1>"),
        ("هيبعت", "<will3>"),
        ("بيوصلك", "<b3>"),
        ("وصلنا", "<did>"),
        ("ممكن", "<may>"),
        ("للاحد", "<time>"),
    ],
)
def test_a_word_is_of_its_kind(word: str, kind: str) -> None:
    assert kind in kinds(alike(word))


def test_a_word_is_known_without_what_is_attached_to_it() -> None:
    assert set(of_word("وبالموعد")) & set(of_word("الموعد")) >= {"p موعد"}


def test_a_clause_begins_with_and_before_a_verb() -> None:
    sentence = "حولت طلبك للمديره وراح تتصل عليك غدا"
    assert [clause[0].word for clause in clauses(sentence, tokens(sentence))] == ["حولت", "وراح"]
