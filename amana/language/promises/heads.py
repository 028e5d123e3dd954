"""What a language tells about a sentence: the words that may carry a promise, and what speaks against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from amana.language.due.parts import Part
from amana.language.findings import Party, Side
from amana.language.seeking import AnyOf, sought

REASONS = {
    "first_person": "the writer says what they will do",
    "third_person": "someone of the company will do it, or it will be done",
    "to_you": "the reader is told what they will get",
    "present": "said in the present, with a time to come",
    "reported": "a note of what was said would be done",
    "word_given": "a word of promising",
    "named_time": "a thing the company does, with the time for it",
    "fixed": "a time the company fixed",
    "refrain": "something will not be done",
    "weighed": "its words are those of promises",
}
LONGEST_SUBJECT = 9  # words
BEFORE_SUBJECT = set("and but so that said says because as or told once when if then confirmed me also".split())
_WORD = re.compile(r"[^\W_]+(?:['\"][^\W_]+)*'?")


_new = tuple.__new__  # without the call that names the fields: every word of a text comes through here


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


# The patterns that are looked for in every sentence, or every clause, in which a promise may be.
_SOUGHT = ("condition", "usual")
# Those of many alternatives of which it is only asked whether one is there.
_ANY_OF = ("hedge", "never", "never_sentence", "never_customer", "never_note")

# sentence, words, side, its times when asked for, and where promises were found
Guesser = Callable[[str, list[Token], Side, Callable[[], list[Part]], Sequence[tuple[int, int]]], list[Head]]


@dataclass(frozen=True)
class Grammar:
    """What finding promises needs to know about one language; patterns look at a folded sentence."""

    heads: Callable[[str, list[Token], Side], list[Head]]
    times: Callable[[str], list[Part]]
    condition: re.Pattern[str]  # a word that opens a condition
    hedge: re.Pattern[str] | AnyOf  # in the promise itself: makes it vague
    never: re.Pattern[str] | AnyOf  # in the clause: usual times, possibilities, offers
    usual: re.Pattern[str]  # in the clause of what is done by others: every day, as a rule
    never_sentence: re.Pattern[str] | AnyOf  # anywhere in the sentence: unreal conditions, offers, threats
    never_customer: re.Pattern[str] | AnyOf  # anywhere in a customer's sentence: what others said or must do
    never_note: re.Pattern[str] | AnyOf  # anywhere in a note's sentence: what had been promised before the call
    joins: re.Pattern[str]  # and, that, so: words before a clause that are not part of it
    tempted: re.Pattern[str] | None = None  # what every sentence with a promise has; the others are not taken apart
    weigh: Callable[[Sequence[Token], Side, bool], float] | None = None  # odds of a promise; True when it is asked
    # The same by the words alone; None where it must be known where they stand.
    weigh_words: Callable[[Sequence[str], Side, bool], float | None] | None = None
    threatens: Callable[[str], bool] | None = None  # of a sentence in which something was found
    guess: Guesser | None = None  # where promises are that only weight tells of
    least: Mapping[str, float] = field(default_factory=dict)  # by reason: odds below which a rule is not believed
    likely: float = 0.5  # the odds of a sentence from which no rule is needed

    def __post_init__(self) -> None:
        for name in _SOUGHT:
            if isinstance(own := getattr(self, name), re.Pattern):
                object.__setattr__(self, name, sought(own))
        for name in _ANY_OF:
            object.__setattr__(self, name, AnyOf(getattr(self, name).pattern))


class Words:
    """The words of a sentence and who wrote it, as the rules of a language ask for them."""

    def __init__(self, tokens: list[Token], side: Side) -> None:
        self.tokens = tokens
        self.side = side

    def at(self, place: int) -> str:
        """The word at that place; empty outside the sentence."""
        return self.tokens[place].word if 0 <= place < len(self.tokens) else ""

    def among(self, start: int, end: int) -> set[str]:
        """The different words from `start` to before `end`."""
        return {token.word for token in self.tokens[max(start, 0) : end]}

    def after(self, place: int, skipped: frozenset[str] | set[str]) -> int:
        """The first place from `place` on whose word is not among the skipped ones."""
        while self.at(place) in skipped:
            place += 1
        return place

    def is_after_pause(self, place: int) -> bool:
        """Whether more than one character parts the word from the one before: a comma, a dash."""
        return place > 0 and self.tokens[place].start - self.tokens[place - 1].end > 1

    def helps(self, place: int, whom: Collection[str], *, within: int) -> bool:
        """Whether one of the next `within` words is among `whom`."""
        return any(self.at(place + step) in whom for step in range(1, within + 1))

    def subject(self, place: int, before_it: Collection[str] = BEFORE_SUBJECT) -> int:
        """Where the phrase that ends at `place` begins: at most nine words back, not over a pause or `before_it`."""
        start = place
        while start and place - start < LONGEST_SUBJECT:
            before = self.tokens[start - 1]
            if before.word in before_it or self.tokens[start].start - before.end > 1:
                break
            start -= 1
        return start

    def head(
        self,
        start: int,
        action: int,
        code: str,
        strength: float,
        *,
        by: Party | None = None,
        needs_time: bool = False,
        hedged: bool = False,
    ) -> Head:
        """A head from the word at `start`, acting at `action`; by the writer's own side when none is given."""
        own: Party = "company" if self.side == "company" else "customer"
        last = len(self.tokens) - 1
        starts, acts = self.tokens[min(start, last)].start, self.tokens[min(action, last)].start
        return Head(starts, acts, by or own, code, strength, needs_time, hedged)


def words_of(sentence: str) -> list[str]:
    """The words of a folded sentence, without their places."""
    return _WORD.findall(sentence)


def tokens(sentence: str, words: Sequence[str] | None = None) -> list[Token]:
    """The words of a folded sentence, which `words_of` told already where `words` are given, with their places."""
    found, end = [], 0
    for word in _WORD.findall(sentence) if words is None else words:
        start = sentence.find(word, end)  # what is passed over are no letters and no figures
        end = start + len(word)
        found.append(_new(Token, (word, start, end)))
    return found
