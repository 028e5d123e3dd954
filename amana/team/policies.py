"""How soon a brand answers, reminds, climbs and closes: its own rules where it has any, else what is usual here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from amana.team.models import Brand

# What a rule may say, least and most: hours may have a fraction, days and times asked are whole.
BOUNDS: dict[str, tuple[float, float]] = {
    "first_answer": (0.25, 200),
    "next_word": (0.25, 200),
    "question": (1, 400),
    "rung_1": (0.25, 200),
    "rung_2": (0.25, 200),
    "rung_3": (0.25, 200),
    "hand_over": (0, 200),
    "climb": (0.25, 200),
    "remind_owner": (0, 168),
    "remind_lead": (0, 168),
    "closing_days": (1, 60),
    "closing_reminders": (1, 5),
    "follow_up_days": (0, 60),
}
WHOLE = {"closing_days", "closing_reminders", "follow_up_days"}


@dataclass(frozen=True)
class Policy:
    """The rules of a brand. Hours are working hours, but for the reminders, which are hours of the clock."""

    first_answer: float  # a case begins, and we answer
    next_word: float  # the customer writes again, and we answer
    question: float  # after our last word, until we ask whether it is solved
    rung_1: float  # who is asked first answers, where the ladder says nothing of its own
    rung_2: float
    rung_3: float  # and above
    hand_over: float  # until somebody who was offered a case is reminded; 0: never
    climb: float  # after the word that a promise is late, until somebody a rung up writes
    remind_owner: float  # before it is due; 0: never
    remind_lead: float  # before it is due; 0: never
    closing_days: int  # days of silence after a proposed closing until each reminder, and the end
    closing_reminders: int
    follow_up_days: int  # working days after an agreed closing until "still solved?"; 0: never

    def rung(self, number: int) -> float:
        """The working hours within which the rung with this number answers; 1 is the first one up."""
        return (self.rung_1, self.rung_2, self.rung_3)[min(max(number, 1), 3) - 1]


NAMES = tuple(field.name for field in fields(Policy))


def usual() -> Policy:
    """Return what counts where a brand says nothing: from the settings of this installation."""
    answer = settings.ANSWER_WITHIN.total_seconds() / 3600
    return Policy(
        first_answer=answer,
        next_word=answer,
        question=24.0,
        rung_1=answer,
        rung_2=answer,
        rung_3=answer,
        hand_over=4.0,
        climb=settings.CLIMB_AFTER.total_seconds() / 3600,
        remind_owner=settings.REMIND_OWNER_BEFORE.total_seconds() / 3600,
        remind_lead=settings.REMIND_LEAD_BEFORE.total_seconds() / 3600,
        closing_days=settings.CLOSING_PATIENCE_DAYS,
        closing_reminders=2,
        follow_up_days=settings.FOLLOW_UP_DAYS,
    )


def policy_of(brand: Brand | None) -> Policy:
    """Return the rules that count for the cases of a brand; no query, as they stand in its row."""
    return with_rules(brand.policy if brand is not None else {})


def with_rules(own: Mapping[str, Any]) -> Policy:
    """Return the rules that would count if a brand said this, and nothing else."""
    rules = known(own) if own else {}
    return replace(usual(), **rules) if rules else usual()


def known(said: object) -> dict[str, Any]:
    """Return what is a rule and within its bounds; anything else says nothing."""
    if not isinstance(said, Mapping):
        return {}
    return {name: said[name] for name in NAMES if name in said and is_rule(name, said[name])}


def is_rule(name: str, value: object) -> bool:
    """Say whether a value can stand for this rule."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    least, most = BOUNDS[name]
    return least <= value <= most and (name not in WHOLE or value == int(value))
