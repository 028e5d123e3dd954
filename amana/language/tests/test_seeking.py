"""A pattern that is looked for only where its matches can begin finds what it finds everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from amana.language import outcome, seeking, tried
from amana.language.normalising import fold_in_place
from amana.language.promises import noting, relating, retelling
from amana.language.promises.finding import GRAMMARS
from amana.language.seeking import AnyOf, alternatives, beginnings_of_words, sought

TEXTS = Path(__file__).resolve().parent / "promises"
ODD = ["", " ", "?!", "i", "i'll", "(if", "x if", "אם", "ואם", "xאם", "3אם", "لو", "ولو", "we'd", "a-if b", "שif"]


def patterns() -> Iterator[Any]:
    for language in ("en", "he", "ar"):
        grammar = GRAMMARS[language]
        yield from (getattr(grammar, field.name) for field in fields(grammar))
    for module in (noting, outcome, relating, retelling, tried):
        for value in vars(module).values():
            yield from value.values() if isinstance(value, dict) else [value]


SOUGHT = [one for one in patterns() if isinstance(one, sought)]  # type: ignore[arg-type]  # to mypy it is a function
ANY_OF = [one for one in patterns() if isinstance(one, AnyOf)]


def texts() -> list[str]:
    lines = [line for path in sorted(TEXTS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()[::12]]
    return [*ODD, *(fold_in_place(json.loads(line)["text"])[0][:900] for line in lines if line.strip())]


def test_most_of_the_large_patterns_begin_with_known_words() -> None:
    large = [one for one in [*SOUGHT, *ANY_OF] if len(one.pattern) > 300]

    assert len(large) > 15
    assert sum(beginnings_of_words(one.pattern) is not None for one in large) > 0.6 * len(large)


def test_what_is_sought_is_what_is_found_everywhere() -> None:
    read = texts()
    for one in SOUGHT:
        plain = re.compile(one.pattern)
        for text in read:
            first, other = one.search(text), plain.search(text)
            assert (first and first.span()) == (other and other.span()), (one.pattern, text)
            assert [found.span() for found in one.finditer(text)] == [found.span() for found in plain.finditer(text)]


def test_one_of_many_alternatives_is_found_where_the_whole_pattern_is() -> None:
    assert len(ANY_OF) == 15
    read = texts()
    for one in ANY_OF:
        plain = re.compile(one.pattern)
        for text in [*read, *read[:20]]:  # the first of them before it is known how the alternatives begin
            for start, end in ((0, len(text)), (len(text) // 3, len(text) - 2)):
                is_there = plain.search(text, start, end) is not None
                assert (one.search(text, start, end) is not None) == is_there, (one.pattern, text)


def test_a_pattern_is_parted_at_its_choices() -> None:
    assert alternatives(r"\b(?:a|b(?:c|d))\b|[|)]e") == [
        (r"\b(?:a|b(?:c|d))\b", [r"\b(?:a)\b", r"\b(?:b(?:c|d))\b"]),
        ("[|)]e", ["[|)]e"]),
    ]
    assert alternatives("(?:a|b)?c") == [("(?:a|b)?c", ["(?:a|b)?c"])], "the bracket may be missing"
    for whole in ("(?P<one>a|b)", "(a|b)c", "(?:a|b)++c", r"(a)|\1"):
        assert alternatives(whole) == [(whole, [whole])], "what it says may hang on all of it"


def test_a_place_to_begin_and_to_end_at_is_kept() -> None:
    pattern = sought(r"\b(?:call|ring)s?\b")
    for _time in range(300):  # until it is found out how its matches begin
        pattern.search("nothing of it")

    assert pattern.search("we call", 4) is None
    assert pattern.search("we calls you, he rings", 5, 40).span() == (17, 22)  # type: ignore[union-attr]  # there is one
    assert pattern.search("we calls", 0, 7).group() == "call"  # type: ignore[union-attr]  # as above


@pytest.mark.parametrize(
    "pattern", [r"call", r"\w+ly\b", r"(?:\bwill|shall)\b", r"\s+will", r"(?i:\bwill)", r"\b(?:will)?", r"[א-ת]{2,}ים"]
)
def test_a_pattern_that_may_match_within_a_word_is_looked_for_everywhere(pattern: str) -> None:
    assert beginnings_of_words(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "begun"),
    [
        (r"\b(?:will|won't)\b", {"will", "won'"}),
        (r"(?<!\w)ו?אם(?!\w)", {"אם", "ואם"}),
        (r"(?<![א-ת])אם|(?<!\w)لو|^if", {"אם", "لو", "if"}),
        (r"\b(?<!even )i (?:do|go)", {"i do", "i go"}),
        (r"[,;] and|\band", {", an", "; an", "and"}),
    ],
)
def test_what_matches_begin_with(pattern: str, begun: set[str]) -> None:
    assert beginnings_of_words(pattern) == begun


def test_what_is_found_out_while_a_text_is_looked_up_holds_for_that_text_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread may learn how further patterns begin at any moment: no text is remembered as without them."""
    words, learnt = seeking._Words(), seeking._Known.learnt
    first, second = (SimpleNamespace(pattern=rf"\b{word}\b", bit=None) for word in ("call", "ring"))

    def find_out(pattern: SimpleNamespace) -> None:
        words.await_use(pattern)
        for _time in range(300):
            words.count()

    def meanwhile(own: seeking._Known, word: str) -> int:
        if second.bit is None:
            find_out(second)
        return learnt(own, word)

    find_out(first)
    monkeypatch.setattr(seeking._Known, "learnt", meanwhile)

    assert first.bit & words.of("we call and ring")
    assert second.bit & words.of("we call and ring")
    assert not second.bit & words.of("we call")
