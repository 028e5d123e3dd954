"""The weights that speak for a promise in Hebrew: what they are on the side of, and how its words are read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amana.language import read
from amana.language.findings import Side
from amana.language.promises.heads import tokens
from amana.language.promises.hebrew.guessing import clauses, weigh
from amana.language.promises.hebrew.weighing import alike, kinds


def test_a_promise_weighs_more_than_a_rule_a_threat_or_a_wish() -> None:
    promise = weigh(tokens("נביא לך את החדש ביום שישי"), "company", False)
    for sentence in ("הזמנות נשלחות בדרך כלל תוך יומיים", "הקו ינותק ביום שישי", "שיהיה לך סוף שבוע נעים"):
        assert weigh(tokens(sentence), "company", False) < promise - 1


def test_words_that_say_a_time_are_read_alike() -> None:
    assert alike("14:00") == alike("3") == "#"
    assert alike("בשלישי") == alike("שלישי") == "<day>"
    assert "<will1>" in kinds("אשלח")
    assert "<did1>" in kinds("שלחתי")


def test_a_sentence_is_parted_before_and_with_a_verb() -> None:
    sentence = "בדקתי את התיק ואשלח לך אישור, החשבונית והקבלה אצלך"
    parts = [[token.word for token in clause] for clause in clauses(sentence, tokens(sentence))]
    assert parts == [["בדקתי", "את", "התיק"], ["ואשלח", "לך", "אישור"], ["החשבונית", "והקבלה", "אצלך"]]


@pytest.mark.parametrize(
    ("sentence", "side", "found"),
    [
        ("מחזיר לך צלצול עד מחר", "company", True),
        ("התספורת הבאה עלינו", "company", True),
        ("נפטור אותך מדמי הניתוק", "company", True),
        ("שני הכרטיסים יושארו עבורכם בקופה מחר", "company", True),
        ("המוקד יפעל בחול המועד עד 13:00", "company", False),
        ("החל מ-1.3 יגבו דמי חניה", "company", False),
        ("אמרתם שתחזרו אליי אתמול ולא חזרתם", "customer", False),
        ("ביקשתי שיחזרו אליי עד מחר", "caller_note", False),
    ],
)
def test_wordings_no_rule_names_are_told_by_their_weight(sentence: str, side: Side, found: bool) -> None:
    sent = datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert bool(read(sentence, sent_at=sent, side=side, only=("promises",)).promises) is found
