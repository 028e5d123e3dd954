"""The weights that speak for a promise in Arabic: what they are on the side of, and how its words are read."""

from __future__ import annotations

import pytest

from amana.language.promises.arabic.guessing import clauses, weigh
from amana.language.promises.arabic.weighing import alike, kinds, of_word
from amana.language.promises.heads import tokens


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
