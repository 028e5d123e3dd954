from __future__ import annotations

import pytest

from amana.review.leaks.hearing import heard, tables
from amana.review.leaks.judging import JUDGEMENTS, judge
from amana.review.leaks.wording import QUOTED, REASONS
from amana.review.models import Leak
from amana.review.opposing import OPPOSITES
from amana.review.tests.leaks.labelled.composing import composed

FIRST = [case for name in ("english", "hebrew", "arabic") for case in composed(name)]


def test_there_are_twenty_cases_a_language_and_each_leak_is_labelled_somewhere():
    assert len(FIRST) == 60 and len({case.id for case in FIRST}) == 60
    assert set().union(*(case.labels for case in FIRST)) == set(JUDGEMENTS)
    assert sum(not case.labels for case in FIRST) >= 7, "clean ones are among them"


def test_every_leak_has_a_name_a_judgement_and_an_opposite_act():
    assert list(JUDGEMENTS) == [kind for kind, _name in Leak.KINDS]
    assert set(JUDGEMENTS) == {one.leak for one in OPPOSITES}


@pytest.mark.parametrize("kind", JUDGEMENTS)
def test_each_leak_is_found_and_left_alone_on_the_labelled_cases(kind):
    """What is lost here was lost by a change of words or of a judgement; scripts/evaluate_leaks.py tells where."""
    right = sum(kind in case.labels and kind in judge(case.picture, at=case.at) for case in FIRST)
    found = sum(kind in judge(case.picture, at=case.at) for case in FIRST)
    labelled = sum(kind in case.labels for case in FIRST)
    assert right >= 0.8 * labelled and right >= 0.8 * found


@pytest.mark.parametrize("name", ["english", "hebrew", "arabic", "afterwards", "later"])
def test_every_reason_has_its_words_and_names_entries_of_the_case(name):
    for case in composed(name):
        keys = {one.key for one in case.picture.entries}
        for leak in judge(case.picture, at=case.at).values():
            assert leak.reason in REASONS and 1 <= leak.strength <= 3 and set(leak.entries) <= keys


def test_what_may_be_quoted_is_a_reason_and_speaks_of_no_customer():
    assert set(QUOTED) <= set(REASONS)
    assert not any("customer" in str(said) for said in QUOTED.values())


def test_every_language_has_phrases_for_every_label():
    by_language = tables()
    assert set(by_language) == {"he", "ar", "en"}
    labels = set(by_language["en"])
    assert all(set(table) == labels and all(table.values()) for table in by_language.values())


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Any news about my parcel?", "asks_news"), ("מה קורה עם ההזמנה?", "asks_news"), ("هل من جديد؟", "asks_news"),
        ("Nobody called me back.", "nobody_came"), ("אף אחד לא חזר אליי", "nobody_came"), ("لم يتصل بي أحد", "nobody_came"),
        ("They keep transferring me", "passed_around"), ("העבירו אותי מנציג לנציג", "passed_around"),
        ("حولوني من موظف إلى موظف", "passed_around"), ("She refused to give me anything in writing", "nothing_written"),
        ("אין רישום של השיחה", "nothing_written"), ("رفض أن يعطيني رقم الشكوى", "nothing_written"),
    ],
)  # fmt: skip
def test_words_of_three_languages_are_heard(text, label):
    assert label in heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "\ud800",
        "🫠" * 500,
        "Thank you, all is well.",
        "תודה רבה, הכול הסתדר",
        "شكراً، كل شيء بخير",
        "a" * 30_000,
    ],
)
def test_rubbish_and_thanks_are_heard_as_nothing(text):
    assert heard(text) == frozenset()


def test_what_was_quoted_below_an_answer_is_not_heard():
    assert heard("Thank you!\n\nOn Mon, 2 Nov 2026, Noa wrote:\n> Any news about my parcel?") == frozenset()
