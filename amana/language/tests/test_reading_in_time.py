"""Texts made to make us slow are read in time that grows as they do, and short ways find what the long ones find."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.language.compiling import later
from amana.language.identifiers import _AMOUNT, _CODE, _LONGEST_AMOUNT, _NUMBER, _VALUE, _around
from amana.language.sentences import _END, _ends

AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]
NASTY: dict[str, Callable[[int], str]] = {
    "a long word beside another script": lambda size: "a" * size + " שלום",
    "full stops that end nothing": lambda size: "." * size + "x",
    "question marks": lambda size: "?" * size + "x",
    "amounts without a blank": lambda size: "₪1" * (size // 2),
    "addresses begun": lambda size: "a@" * (size // 2),
    "codes without a blank": lambda size: "ab-1" * (size // 4),
    "blanks": lambda size: "a" + " " * size + "b",
}


# In a process of its own: what other tests left behind, memory above all, is no matter of the text.
MEASURE = """
import sys, time
from amana.language import read
from amana.language.tests.test_reading_in_time import AT, NASTY

def seconds(text):
    took = []
    for _round in range(3):
        began = time.thread_time()
        read(text, sent_at=AT, side="company")
        took.append(time.thread_time() - began)
    return min(took)

read("Hello, we call you tomorrow at 10:00.", sent_at=AT, side="company")
print(seconds(NASTY[sys.argv[1]](10_000)), seconds(NASTY[sys.argv[1]](80_000)))
"""


@pytest.mark.parametrize("name", NASTY)
def test_eight_times_a_nasty_text_take_about_eight_times_the_time(name: str) -> None:
    said = subprocess.run([sys.executable, "-c", MEASURE, name], cwd=ROOT, capture_output=True, text=True, check=True)
    once, longer = map(float, said.stdout.split())

    assert longer < 0.1 or longer < 28 * once  # 64 if the time grew with the square of the length


@settings(max_examples=200)
@given(st.text(alphabet=".!?؟;… ab\n|)\"'", max_size=40))
def test_ends_of_sentences_are_found_as_if_looked_for_everywhere(text: str) -> None:
    assert [mark.span() for mark in _ends(text)] == [mark.span() for mark in _END.finditer(text)]
    # The same without what keeps it from going through a row of marks once from each of them.
    plain = re.compile(
        _END.pattern.removeprefix("(?<![.!?\\u061f\\u061b;\\u2026])").replace("]++", "]+").replace("]*+", "]*")
    )
    assert [mark.span() for mark in _ends(text)] == [mark.span() for mark in plain.finditer(text)]


@settings(max_examples=300)
@given(st.text(alphabet="0123456789ab-/.,@₪ $usd", max_size=40))
def test_numbers_are_found_as_if_looked_for_everywhere(text: str) -> None:
    places = [found.span() for found in _NUMBER.finditer(text)]
    short = all(end - start <= _LONGEST_AMOUNT for start, end in places)
    for pattern in (_VALUE, _CODE, *([_AMOUNT] if short else [])):
        found = [match.span() for match in _around(places, pattern, text)]
        assert found == [match.span() for match in pattern.finditer(text)], pattern.pattern


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    pattern = later(r"(?i:call)")

    assert "search" not in vars(pattern)
    assert pattern.search("CALL") is not None
    assert "search" in vars(pattern)
    with pytest.raises(re.error):
        later("(").search("")


def test_the_grammar_of_a_language_is_loaded_when_first_asked() -> None:
    asked = """import sys
from datetime import UTC, datetime
from amana.language import read
read("We will call you.", sent_at=datetime(2026, 3, 3, tzinfo=UTC), side="company", only={"promises"})
print(*(name for name in sys.modules if name.startswith("amana.language.promises.") and name.endswith(".grammar")))"""
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)

    assert ran.stdout.split() == ["amana.language.promises.english.grammar"]
