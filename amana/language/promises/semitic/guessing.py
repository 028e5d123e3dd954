"""The clauses of a Hebrew or an Arabic sentence, and which of them may hold a promise that only weight tells of."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from amana.language.findings import Party, Side
from amana.language.promises.guessing import Guessing
from amana.language.promises.heads import Token
from amana.language.promises.weighing import Vocabulary, weights

LONGEST_GREETING = 6  # words


@dataclass(frozen=True)
class Signs:
    """What tells the clauses of one language apart; kinds are those of its vocabulary."""

    vocabulary: Vocabulary
    pause: re.Pattern[str]
    opening: Collection[str]  # words that open a clause
    joined: str  # the letter of "and" before a verb, which opens one too
    verbs: frozenset[str]  # kinds of verbs of which it does
    coming: frozenset[str]  # kinds of what is to come
    over: frozenset[str]  # kinds of what is past
    order: re.Pattern[str]  # at the beginning of a clause: an order, a question
    own: re.Pattern[str]  # in a note: the customer acts
    theirs: re.Pattern[str]  # in a note: it is done for the customer
    greeting: Collection[str] = ()  # first words of a greeting, which ends with a pause and says nothing of a promise

    def weigh(self, tokens: Sequence[Token], side: Side, asks: bool) -> float:
        """The odds, as a logarithm, that a sentence of these words holds a promise."""
        if not tokens:
            return -9.0
        if tokens[0].word in self.greeting:
            tokens = _without_greeting(tokens)
        return weights(self.vocabulary).of([token[0] for token in tokens], side, asks=asks)

    def weigh_words(self, words: Sequence[str], side: Side, asks: bool) -> float | None:
        """As `weigh`, by the words alone; None where it must be known where they stand, as after a greeting."""
        if not words:
            return -9.0
        return None if words[0] in self.greeting else weights(self.vocabulary).of(words, side, asks=asks)

    def clauses(self, sentence: str, tokens: Sequence[Token]) -> list[list[Token]]:
        """The words between pauses and before "and" with a verb, leaving out what is too short to say anything."""
        borders = {pause.end() for pause in self.pause.finditer(sentence)}
        borders |= {token.start for place, token in enumerate(tokens) if place > 1 and self._opens(token.word)}
        ends = [0, *sorted(borders), len(sentence) + 1]
        parts = [[token for token in tokens if first <= token.start < last] for first, last in pairwise(ends)]
        long = [part for part in parts if len(part) > 1]
        return long or [part for part in parts if part]

    def _opens(self, word: str) -> bool:
        if word in self.opening:
            return True
        return word[0] == self.joined and len(word) > 3 and not self.verbs.isdisjoint(self._kinds(word))

    def may_hold(self, sentence: str, clause: Sequence[Token], timed: bool) -> bool:
        """Whether a clause is no order and not about the past, and has a verb to come, or a time."""
        if self.order.match(sentence, clause[0].start):
            return False
        told = {kind for token in clause for kind in self._kinds(token.word)}
        if not told.isdisjoint(self.coming):
            return True
        return timed and told.isdisjoint(self.over)

    def by(self, clause: str, side: Side) -> Party:
        """Who undertakes what a clause says."""
        if side != "caller_note":
            return side
        return "customer" if self.own.search(clause) and not self.theirs.search(clause) else "company"

    def acts(self, clause: Sequence[Token]) -> Token:
        """The first word, or of a clause that begins with a condition the last that may be a verb."""
        if "<if>" not in self._kinds(clause[0].word) and (len(clause) < 3 or "<if>" not in self._kinds(clause[1].word)):
            return clause[0]
        verbs = [token for token in clause if not self.verbs.isdisjoint(self._kinds(token.word))]
        return verbs[-1] if verbs else clause[0]

    def guessing(self, *, chief: float, beside: float, sure: float = inf) -> Guessing:
        """A guesser by these signs, with the odds it goes by."""
        return Guessing(
            self.weigh, self.clauses, self.may_hold, self.by, chief=chief, beside=beside, sure=sure, acts=self.acts
        )

    def _kinds(self, word: str) -> Sequence[str]:
        return self.vocabulary.kinds(self.vocabulary.alike(word))


def _without_greeting(tokens: Sequence[Token]) -> Sequence[Token]:
    """The words after the first pause, if one comes soon and anything follows."""
    for place in range(1, min(LONGEST_GREETING, len(tokens) - 1)):
        if tokens[place].start - tokens[place - 1].end > 1:
            return tokens[place:]
    return tokens
