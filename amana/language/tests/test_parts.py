"""What a reading says of the parts of a letter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from amana.language import read

AT = datetime(2026, 11, 18, 10, tzinfo=UTC)

LETTERS = [
    ("I am furious about this.\n\nOn 3 Nov 2026 at 10:00, Dana <dana@example.com> wrote:\n> Please restart the router.\n", "quoted"),
    ("אני כועס מאוד על זה.\n\nבתאריך יום ג׳, 3 בנוב׳ 2026 ב-10:00 מאת דנה <dana@example.com>:\n> נא לאתחל.\n", "quoted"),
    ("أنا غاضب جداً من هذا.\n\nفي الثلاثاء، 3 نوفمبر 2026 في 10:00 كتب دانا <dana@example.com>:\n> الرجاء الانتظار.\n", "quoted"),
    ("Thank you.\n\n-- \nNoa Barak\n052-1234567\n", "signature"),
]  # fmt: skip


@pytest.mark.parametrize(("letter", "kind"), LETTERS)
def test_the_parts_of_a_letter_cover_it_in_order(letter: str, kind: str) -> None:
    parts = read(letter, sent_at=AT, side="customer").parts

    assert parts[0].kind == "new"
    assert kind in {part.kind for part in parts}
    assert "".join(letter[part.start : part.end] for part in parts) == letter


@pytest.mark.parametrize("letter", [letter for letter, kind in LETTERS if kind == "quoted"])
def test_what_is_quoted_is_nobodys_tone(letter: str) -> None:
    feelings = read(letter.replace("restart", "hate"), sent_at=AT, side="customer").tone.feelings
    quoted_from = letter.index("\n\n")

    assert all(feeling.end <= quoted_from for feeling in feelings)


def test_a_text_of_one_part_is_new() -> None:
    assert [part.kind for part in read("Hello there", sent_at=AT, side="customer").parts] == ["new"]
