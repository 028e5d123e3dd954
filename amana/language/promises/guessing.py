"""Where the promise of a sentence is, when only the weight of its words tells that there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from operator import itemgetter

from amana.language.due.parts import Part
from amana.language.due.resolving import CONCRETE
from amana.language.findings import Party, Side
from amana.language.promises.heads import Head, Token

NAMING = CONCRETE | {"week", "weekend", "vague"}  # the kinds of time that may stand for a verb to come


@dataclass(frozen=True)
class Guessing:
    """What guessing needs to know about one language."""

    weigh: Callable[[Sequence[Token], Side, bool], float]
    clauses: Callable[[str, Sequence[Token]], list[list[Token]]]  # a sentence by its clauses
    may_hold: Callable[[str, Sequence[Token], bool], bool]  # the words of a clause; True when a time is named
    by: Callable[[str, Side], Party]  # who undertakes what a clause says
    chief: float  # the odds from which a clause by itself may hold the only promise
    beside: float  # the odds from which a clause beside a promise holds another though it names no time
    sure: float = inf  # the odds from which the words of a clause need not be such as may hold one
    acts: Callable[[Sequence[Token]], Token] = itemgetter(0)  # the word of a clause that says what will be done

    def __call__(
        self,
        sentence: str,
        tokens: list[Token],
        side: Side,
        parts: Callable[[], list[Part]],
        taken: Sequence[tuple[int, int]],
    ) -> list[Head]:
        """Heads at the clauses of a folded sentence that speak for a promise.

        `parts` tells the times of the sentence, `taken` where promises were found: beside them every clause that
        speaks for itself is told, without any the one that speaks most and those with a time of their own.
        """
        fit: list[tuple[float, list[Token]]] = []
        for clause in self.clauses(sentence, tokens):
            if any(start < clause[-1].end and clause[0].start < end for start, end in taken):
                continue
            odds = self.weigh(clause, side, False)
            if odds < min(self.chief, self.beside):
                continue
            timed = self._is_timed(clause, parts(), alone=not taken)
            if odds < (self.chief if timed or not taken else self.beside):
                continue
            if odds >= self.sure or self.may_hold(sentence, clause, timed):
                fit.append((odds, clause))
        most = max((odds for odds, _clause in fit), default=0.0)
        return [
            self._head(sentence, clause, side)
            for odds, clause in fit
            if taken or odds == most or self._is_timed(clause, parts(), alone=False)
        ]

    @staticmethod
    def _is_timed(clause: Sequence[Token], parts: Sequence[Part], *, alone: bool) -> bool:
        """Whether a time is named in the clause; where no promise was found, in the sentence."""
        start, end = clause[0].start, clause[-1].end
        return any(part.kind in NAMING and (alone or start <= part.start < end) for part in parts)

    def _head(self, sentence: str, clause: Sequence[Token], side: Side) -> Head:
        start = clause[0].start
        return Head(start, self.acts(clause).start, self.by(sentence[start : clause[-1].end], side), "weighed", 0.6)
