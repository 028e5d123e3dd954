"""What a language tells about a sentence: the words that may carry a promise, and what speaks against them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from amana.language.due.parts import Part
from amana.language.findings import Party, Side

REASONS = {
    "first_person": "the writer says what they will do",
    "third_person": "someone of the company will do it, or it will be done",
    "to_you": "the reader is told what they will get",
    "present": "said in the present, with a time to come",
    "reported": "a note of what was said would be done",
    "word_given": "a word of promising",
    "named_time": "a thing the company does, with the time for it",
    "refrain": "something will not be done",
}
_WORD = re.compile(r"[^\W_]+(?:['\"][^\W_]+)*'?")


class Token(NamedTuple):
    """One word of a folded sentence and where it stands in it."""

    word: str
    start: int
    end: int


class Head(NamedTuple):
    """A word that may carry a promise: where its subject starts, where its action starts, and how far to trust it."""

    start: int
    action: int
    by: Party
    code: str
    strength: float
    needs_time: bool = False
    hedged: bool = False


@dataclass(frozen=True)
class Grammar:
    """What finding promises needs to know about one language; patterns look at a folded sentence."""

    heads: Callable[[str, list[Token], Side], list[Head]]
    times: Callable[[str], list[Part]]
    condition: re.Pattern[str]  # a word that opens a condition
    hedge: re.Pattern[str]  # in the promise itself: makes it vague
    never: re.Pattern[str]  # in the clause: usual times, possibilities, offers
    never_sentence: re.Pattern[str]  # anywhere in the sentence: unreal conditions, offers, threats
    never_customer: re.Pattern[str]  # anywhere in a customer's sentence: what others said or must do
    joins: re.Pattern[str]  # and, that, so: words before a clause that are not part of it


def tokens(sentence: str) -> list[Token]:
    """The words of a folded sentence."""
    return [Token(found.group(), found.start(), found.end()) for found in _WORD.finditer(sentence)]
