from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).resolve().parents[2] / "locale"


@pytest.mark.parametrize("language", ["he", "ar"])
def test_a_translation_keeps_every_placeholder_and_tag(language: str):
    part = re.compile(r"%\(\w+\)[sd]|</?bdi>")
    wrong = []
    for entry in polib.pofile(str(LOCALE / language / "LC_MESSAGES/django.po")).translated_entries():
        # A singular or dual may say the number in a word.
        said = [entry.msgstr] if not entry.msgid_plural else [list(entry.msgstr_plural.values())[-1]]
        wrong += [
            entry.msgid
            for text in said
            if sorted(part.findall(text)) != sorted(part.findall(entry.msgid_plural or entry.msgid))
        ]

    assert wrong == []


@pytest.mark.parametrize("language", ["he", "ar"])
def test_nobody_shouts_and_no_gender_is_split_by_a_stroke(language: str):
    texts = [entry.msgstr for entry in polib.pofile(str(LOCALE / language / "LC_MESSAGES/django.po"))]

    assert [text for text in texts if "!" in text] == []
    assert [text for text in texts if re.search(r"[א-ת]/[א-ת]|[א-ת]\.[א-ת]|[؀-ۿ]/[؀-ۿ]", text)] == []
