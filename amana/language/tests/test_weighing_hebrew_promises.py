"""The weights that speak for a promise in Hebrew: their file is whole, and looking them up is adding up the features."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from amana.language import read
from amana.language.findings import Side
from amana.language.promises import weighing
from amana.language.promises.he_guessing import clauses, weigh
from amana.language.promises.he_weighing import HEBREW, alike, kinds
from amana.language.promises.heads import tokens
from amana.language.promises.weighing import DamagedWeights, checksum, features, weights

SENTENCES: list[tuple[str, Side]] = [
    ("נחזור אליך ביום שני", "company"),
    ("לא אקנה אצלכם שוב", "customer"),
    ("טכנאי יגיע תוך 5 ימי עסקים", "caller_note"),
    ("סגור", "company"),
    ("גלגלצים 12 12", "customer"),
]


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize(("sentence", "side"), SENTENCES)
def test_the_odds_are_the_sum_of_the_weights_of_the_features(sentence: str, side: Side, asks: bool) -> None:
    made = json.loads(HEBREW.path.read_text(encoding="utf-8"))
    words = tokens(sentence)
    expected = made["bias"] + sum(
        made["weights"].get(one, 0.0) for one in features([token.word for token in words], side, HEBREW, asks=asks)
    )
    assert weigh(words, side, asks) == pytest.approx(expected)
    assert weigh(words, side, asks) == pytest.approx(expected), "the second time from what was kept"


def test_the_weights_are_those_the_checksum_names() -> None:
    made = json.loads(HEBREW.path.read_text(encoding="utf-8"))
    assert checksum(made["weights"], made["bias"]) == made["sha256"]
    assert made["features"] == HEBREW.version


def test_damaged_weights_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = json.loads(HEBREW.path.read_text(encoding="utf-8"))
    changed = json.dumps(made | {"bias": made["bias"] + 1})
    (tmp_path / HEBREW.path.name).write_text(changed, encoding="utf-8")
    monkeypatch.setattr(weighing, "FOLDER", tmp_path)
    with pytest.raises(DamagedWeights):
        weights.__wrapped__(HEBREW)  # not those kept of the file before


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
