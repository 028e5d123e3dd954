"""Words of three scripts stand in the order in which they are read, whichever direction a line has."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.advocacy.filing.lettering import OnPaper, letter_pdf
from amana.advocacy.filing.naming import Shortener, shortened
from amana.advocacy.filing.ordering import (
    broken,
    clean,
    covered,
    direction_of,
    drawn,
    levelled,
    paragraphs,
    with_codes_whole,
)
from amana.advocacy.filing.sheets import Sheets
from amana.advocacy.filing.styling import BODY


def order(text: str, direction: str) -> list[str]:
    return [run.text.strip() for run in drawn(levelled(text, direction))]


@pytest.mark.parametrize(
    ("text", "direction", "from_the_left"),
    [
        ("Call אבי 12 כהן today", "ltr", ["Call", "כהן", "12", "אבי", "today"]),
        ("שיחה ל-Kav Telecom בשעה 18:00", "rtl", ["18:00", "בשעה", "Kav Telecom", "שיחה ל-"]),
        ("مكالمة مع Kav في 18:00", "rtl", ["18:00", "في", "Kav", "مكالمة مع"]),
    ],
)
def test_runs_stand_from_left_to_right_as_they_are_drawn(text, direction, from_the_left):
    assert order(text, direction) == from_the_left


@pytest.mark.parametrize(
    "code", ["88-1204", "03-1234567", "1-800-200-300", "12/11/2026", "+972-50-123", "X-200", "149.90"]
)
def test_a_number_between_arabic_letters_is_never_turned_round(code):
    assert code in order(with_codes_whole(f"رقم {code}، ومع"), "rtl")


def test_vowel_marks_leave_letters_joined():
    sheets = Sheets(language="ar", direction="rtl", title="x", head="x", at=datetime(2026, 11, 12, tzinfo=UTC))
    measure = sheets._measured(BODY)
    assert measure("يُظْهِرُ", "rtl") == measure("يظهر", "rtl") < sum(measure(one, "rtl") for one in "يظهر")


@pytest.mark.parametrize(
    ("text", "direction"), [("שלום Hello", "rtl"), ("123 Hello שלום", "ltr"), ("12:00", "rtl"), ("(مرحبا)", "rtl")]
)
def test_a_paragraph_goes_by_its_first_letter(text, direction):
    assert direction_of(text, otherwise="rtl") == direction


@given(st.text(max_size=300), st.sampled_from(["ltr", "rtl"]), st.integers(1, 60))
def test_lines_hold_every_letter_once_whatever_was_typed(text, direction, width):
    for paragraph in paragraphs(clean(text)):
        lines = list(broken(levelled(paragraph, direction), width, lambda run, _direction: float(len(run))))
        letters = [one.character for line in lines for one in line]
        assert [c for c in letters if c != " "] == [
            one.character for one in levelled(paragraph, direction) if one.character != " "
        ]
        assert all(sum(len(run.text) for run in drawn(line)) <= max(width, 1) for line in lines)


def test_what_no_font_has_is_named_or_marked_and_nothing_breaks():
    known = set(map(ord, "abc ?[]")) | set(map(ord, "grinning face"))
    assert covered("a😀b日c\u0301", known) == "a[grinning face]b?c"
    assert clean("a\x00\x07\r\nb\ud800") == "a\nb"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Avi Cohen", "Avi"),
        ("Mr. Cohen", "Mr. C."),
        ("גב׳ כהן", "גב׳ כ׳"),
        ("السيد خوري", "السيد خ."),
        ("Avi", "Avi"),
        ("", ""),
        ("Dr", "Dr"),
    ],
)
def test_a_name_is_shortened_to_the_first_or_an_initial(name, short):
    assert shortened(name) == short


def test_whole_names_are_shortened_wherever_they_stand_and_nothing_else_is():
    short = Shortener(["Avi Cohen", "Avi Levi", "Noa  Bar"])
    assert short("AVI COHEN said to Avi Levi and Noa Bar: Cohenson") == "Avi C. said to Avi L. and Noa: Cohenson"
    assert Shortener(["Avi Cohen"], is_needed=False)("Avi Cohen") == "Avi Cohen" and Shortener()("x") == "x"


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_a_letter_is_one_sheet_or_more_and_holds_its_words(language):
    letter = OnPaper(
        ("Gil", "", "gil@bayit.example"), ("Kav Telecom",), "About order 88-1204", "Hello,\n\n" + "word " * 900
    )
    made = letter_pdf(letter, language=language, zone="Asia/Jerusalem", at=datetime(2026, 11, 12, 8, tzinfo=UTC))
    assert made.startswith(b"%PDF")
