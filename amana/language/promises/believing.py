"""How far what rules find is believed, by the odds that the words of the sentence speak of a promise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from amana.language.due.parts import Part
from amana.language.findings import Side
from amana.language.promises.heads import Grammar, Head, tokens

PAUSE = re.compile(
    r"[,;:.\u060c\u061b] |\b(?:and|but|so) | (?=ו[א-ת]{3}|(?:אבל|אז|כי|רק) )| (?=و(?:[سبحهني]|ال|ت(?!م ))\w{2}|(?:بس|لكن) )"
)
UNLIKELY = -2.3  # the odds (a logarithm) by the words of a sentence below which no rule is asked
UNCERTAIN = -4.0, 0.7  # the odds between which the clauses of a sentence are weighed too
CLAUSE_LESS = 0.5  # a clause alone says less
# Below these a rule is not believed, where its language names no others: how often it was right at which odds, in sentences the weights were not learned from.
LEAST = {"third_person": -1.0, "to_you": -1.0, "present": -1.0, "fixed": -1.7, "named_time": -1.7, "refrain": -2.3}
LEAST_OF_OTHERS = -2.3
DOUBTED = 0.67  # how often a promise of the rules was right at odds below even: 38 of 57 left out of learning


def is_believed(head: Head, odds: float, grammar: Grammar) -> bool:
    """Whether a promise that a rule found stands at these odds of its sentence; a word given always does."""
    if head.code == "word_given":
        return True
    return odds >= grammar.least.get(head.code, LEAST.get(head.code, LEAST_OF_OTHERS))


def doubted(sure: float, odds: float) -> float:
    """How sure a promise of the rules is, at these odds of its sentence."""
    return sure if odds >= 0 else min(sure, DOUBTED)


def odds_of(sentence: str, words: Sequence[str], side: Side, grammar: Grammar) -> float:
    """The odds of the sentence, or of the clause in it that speaks most, as other clauses may speak of something else."""
    asks = sentence.rstrip(" \"')").endswith(("?", "\u061f"))
    weigh, by_words = grammar.weigh, grammar.weigh_words
    if weigh is None:
        return 0.0
    odds = by_words(words, side, asks) if by_words is not None else None
    if odds is None:
        odds = weigh(tokens(sentence, words), side, asks)
    if asks or not UNCERTAIN[0] < odds < UNCERTAIN[1]:
        return odds
    borders = [0, *(pause.start() + 1 for pause in PAUSE.finditer(sentence)), len(sentence)]
    if len(borders) == 2:
        return odds
    told = tokens(sentence, words)
    clauses = [[word for word in told if start <= word[1] < end] for start, end in pairwise(borders)]
    return max([odds, *(weigh(clause, side, False) - CLAUSE_LESS for clause in clauses if len(clause) > 2)])


class Times:
    """The times of a sentence, looked for when first asked."""

    def __init__(self, sentence: str, grammar: Grammar) -> None:
        self._sentence, self._grammar = sentence, grammar
        self._parts: list[Part] | None = None

    def __call__(self) -> list[Part]:
        if self._parts is None:
            self._parts = self._grammar.times(self._sentence)
        return self._parts
