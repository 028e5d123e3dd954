"""Hints: a turn of speech is found in each language, and the names are the same in all of them."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from amana.language import hinting
from amana.language.findings import Language
from amana.language.heads import manifest
from amana.language.hinting import digest, hints_in, names
from amana.language.matching import phrases_in_file
from amana.language.normalising import fold_in_place
from amana.language.tactics import techniques


def hinted(text: str, language: Language) -> set[str]:
    (found,) = hints_in([fold_in_place(text)[0]], language)
    return {name for name, value in zip(names(), found, strict=True) if value}


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Nobody else in the street has asked for that.", "en", "social_proof"),
        ("אף אחד אחר בבניין לא ביקש את זה.", "he", "social_proof"),
        ("معظم العملاء يختارون هذا.", "ar", "social_proof"),
        ("I have refunded the 40 euros.", "en", "step_done"),
        ("החזרתי את 40 השקלים.", "he", "step_done"),
        ("أعدت لك المبلغ.", "ar", "step_done"),
        ("Clause 7 says so.", "en", "place_shown"),
        ("כך לפי סעיף 7.", "he", "place_shown"),
        ("هكذا في البند 7.", "ar", "place_shown"),
    ],
)
def test_a_turn_of_speech_is_found(text: str, language: Language, name: str) -> None:
    assert name in hinted(text, language)


def test_a_plain_greeting_has_no_hints() -> None:
    assert hinted("Good morning.", "en") == hinted("בוקר טוב.", "he") == hinted("صباح الخير.", "ar") == set()


def test_the_names_are_the_same_in_each_language_and_begin_with_every_technique() -> None:
    for language in hinting.LANGUAGES:
        assert tuple(phrases_in_file(hinting._FOLDER / f"{language}.toml")) == names()
    assert set(techniques()) <= set(names())


@pytest.mark.parametrize("language", hinting.LANGUAGES)
def test_every_phrase_is_found_where_it_is_said(language: Language) -> None:
    phrases = hinting.phrases_of(language)
    assert len(phrases._rows) > 150
    missed = [
        (label, phrase)
        for number, (phrase, label) in enumerate(phrases._rows)
        if label not in phrases.labels(said_shortest(phrases._pattern(number).pattern))
    ]
    assert missed == []


def said_shortest(pattern: str) -> str:
    """The shortest words that fit a pattern: of a choice the first, of what may be missing nothing."""
    return "".join(_pieces(importlib.import_module("re._parser").parse(pattern)))


def _pieces(parsed: Iterable[Any]) -> Iterator[str]:
    for kind, value in parsed:
        match str(kind):
            case "LITERAL":
                yield chr(value)
            case "SUBPATTERN":
                yield from _pieces(value[3])
            case "BRANCH":
                yield from _pieces(value[1][0])
            case "MAX_REPEAT" | "MIN_REPEAT":
                yield "".join(_pieces(value[2])) * value[0]
            case "IN":
                yield _one_of(value)
            case "ANY":
                yield "x"


def _one_of(choice: Iterable[Any]) -> str:
    kind, value = next(iter(choice))
    if str(kind) == "CATEGORY":
        return {"CATEGORY_DIGIT": "7", "CATEGORY_WORD": "x"}.get(str(value), " ")
    return chr(value if str(kind) == "LITERAL" else value[0]) if str(kind) != "NEGATE" else "x"


def test_the_digest_is_the_one_the_heads_were_learned_with() -> None:
    assert manifest()["hints"] == digest()


def test_each_sentence_has_a_row_of_its_own() -> None:
    found = hints_in(["nobody else has asked for that.", "good morning."], "en")

    assert found.shape == (2, len(names()))
    assert [bool(row.any()) for row in found] == [True, False]
    assert hints_in([], "en").shape == (0, len(names()))
