"""The sentence at the start of a call: one sentence, natural, for whoever says it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amana.advocacy.problem.introducing import introduction, wish
from amana.advocacy.problem.wishing import outcome_in

AT = datetime(2026, 11, 22, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("I want my money back.", "my money back"),
        ("A refund of 200. And an apology!", "a refund of 200"),
        ("אני רוצה החזר של 200 ש״ח.", "החזר של 200 ש״ח"),
        ("أريد استرداد المبلغ.", "استرداد المبلغ"),
        ("I'd like NIS 200", "NIS 200"),
        ("word " * 80, ("word " * 28).strip()),
        ("", ""),
    ],
)
def test_a_wish_goes_on_in_the_middle_of_a_sentence(wanted, said):
    assert wish(wanted) == said


@pytest.mark.parametrize("account", ["", "8841"])
@pytest.mark.parametrize("by_when", [None, AT])
@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_it_is_one_sentence_with_all_that_is_known(language, by_when, account):
    said = introduction("Noa", "A refund", account=account, by_when=by_when, language=language, zone="Asia/Jerusalem")
    assert "Noa" in said and "a refund" in said and account in said
    assert said.count(".") == 1 and said.endswith(".") and ("22" in said) is (by_when is not None)


@pytest.mark.parametrize(
    ("words", "code"),
    [("My money back", "refund"), ("החזר של 200 ש״ח", "refund"), ("استرداد ٢٠٠", "refund"), ("לבטל את המנוי", "cancellation"),
     ("إلغاء الاشتراك", "cancellation"), ("An apology", "apology"), ("תיקון של האינטרנט", "repair"), ("banana", ""), ("", "")],
)  # fmt: skip
def test_what_is_wanted_is_known_by_its_words(words, code):
    assert outcome_in(words, at=AT) == code
