"""Folding and search terms: two spellings of a word, and a word with what is attached to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.language.normalising import fold, fold_in_place, query_terms, search_terms


def matches(query: str, text: str) -> bool:
    indexed = set(search_terms(text))
    return all(indexed.intersection(forms) for forms in query_terms(query))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("שָׁלוֹם", "שלום"),
        ("אַمَانَة", "אمانه"),
        ("إلى أحمد", "الي احمد"),
        ("مـــرحبا", "مرحبا"),
        ("١٢٣", "123"),
        ("ﺷﻜﺮا", "شكرا"),
        ("CAFÉ", "café"),
        ("צה״ל", 'צה"ל'),
        ("\u202bשלום\u202c", "שלום"),
    ],
)
def test_two_spellings_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_what_is_folded_in_place_keeps_its_places(text: str) -> None:
    folded, places = fold_in_place(text)

    assert len(folded) == len(places if places is not None else text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("חשבון", "בדקתי את החשבון שלך"),
        ("חשבון", "החיוב בחשבונך"),
        ("החשבונות", "פתחתי חשבון"),
        ("משלוח", "המשלוחים מתעכבים"),
        ("הזמנה", "ההזמנות שלכם"),
        ("مبلغ", "تم تحويل المبلغ"),
        ("فاتورة", "وصلتني الفاتورة أمس"),
        ("شحنات", "والشحنات تأخرت"),
        ("حساب", "إلى حسابكم"),
        ("order", "My ORDER is late"),
        ("refund card", "the refund went to an old card"),
    ],
)
def test_a_word_is_found_with_what_is_attached_to_it(query: str, text: str) -> None:
    assert matches(query, text)


@pytest.mark.parametrize(
    ("query", "text"), [("בית", "ביטוח"), ("مدرسة", "مدير"), ("order", "border"), ("שלום", "תשלום")]
)
def test_another_word_is_not_found(query: str, text: str) -> None:
    assert not matches(query, text)
