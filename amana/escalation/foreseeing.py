"""What other rules would have meant for the promises that are open now; nothing is changed by looking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amana.cases.models import COMPANY
from amana.commitments.models import Commitment
from amana.escalation.climbing import rungs
from amana.kit.quiet_hours import next_civil_moment
from amana.kit.working_time import after_working_hours
from amana.team.models import Brand
from amana.team.policies import Policy, policy_of

# So many of the next due promises are looked at; up to here a number is exact.
MOST_LOOKED_AT = 1000
MOST_EXAMPLES = 5
# A time the other side consented to follows from no rule.
AGREED = "a new time, agreed"


@dataclass(frozen=True)
class Example:
    """A promise as it stands, and by when it would be due if it had been made by the other rules."""

    number: str
    action: str
    due_at: datetime
    would_be: datetime


@dataclass(frozen=True)
class Foreseen:
    """How many open promises, on how many cases, would have another time; `is_more` when further ones were not looked at."""

    promises: int
    cases: int
    is_more: bool
    examples: Sequence[Example]


def foresee(brand: Brand, policy: Policy, *, at: datetime) -> Foreseen:
    """Compare the rules of a brand with others, on the next thousand promises that fall due; in a fixed number of queries.

    The brand's week has to be at hand.
    """
    due = Commitment.objects.outstanding().filter(due_at__gte=at).order_by("due_at", "id")
    rows = list(due.values_list("pk", "case__brand", "case", "origin", "promiser", "due_rule")[: MOST_LOOKED_AT + 1])
    changed = _changed(policy_of(brand), policy)
    ours = [
        (pk, case) for pk, of, case, origin, promiser, rule in rows[:MOST_LOOKED_AT]
        if of == brand.pk and promiser == COMPANY and origin in changed and rule != AGREED
    ]  # fmt: skip
    differs = _differing([pk for pk, _case in ours], brand, policy)
    kept = [(pk, case) for pk, case in ours if pk in differs]
    found = [differs[pk] for pk, _case in kept[:MOST_EXAMPLES]]
    return Foreseen(len(kept), len({case for _pk, case in kept}), len(rows) > MOST_LOOKED_AT, found)


def _changed(old: Policy, new: Policy) -> set[str]:
    """Return the kinds of promise whose time another rule would set."""
    rules = {
        Commitment.ANSWER: (old.first_answer, old.next_word) != (new.first_answer, new.next_word),
        Commitment.FOLLOW_UP: old.question != new.question,
        Commitment.RUNG: (old.rung_1, old.rung_2, old.rung_3) != (new.rung_1, new.rung_2, new.rung_3),
        Commitment.CLOSING: old.closing_days != new.closing_days,
    }
    return {origin for origin, differs in rules.items() if differs}


def _differing(keys: Sequence[object], brand: Brand, policy: Policy) -> dict[object, Example]:
    """Return the promises among these that would be due at another time, each as an example."""
    if not keys:
        return {}
    rows = Commitment.objects.filter(pk__in=keys).select_related("case__holder", "owner_agent")
    clock = _Clock(brand, policy)
    found: dict[object, Example] = {}
    for row in rows:
        would_be = clock.due(row)
        if row.due_at is not None and would_be is not None and would_be != row.due_at:
            found[row.pk] = Example(row.case.number, row.action, row.due_at, would_be)
    return found


class _Clock:
    """By when a promise would be due by these rules; the ladder above each holder is read once."""

    def __init__(self, brand: Brand, policy: Policy) -> None:
        self._brand, self._policy, self._week = brand, policy, brand.week.working
        self._ladders: dict[object, list[object]] = {}
        self._named = set(brand.rungs.values_list("agent", flat=True))

    def due(self, row: Commitment) -> datetime | None:
        if row.origin == Commitment.CLOSING:
            days = timedelta(days=self._policy.closing_days)
            return next_civil_moment(row.made_at + days, zone=row.case.zone, week=self._week)
        hours = self._hours(row)
        return after_working_hours(row.made_at, hours, self._week) if hours is not None else None

    def _hours(self, row: Commitment) -> float | None:
        if row.origin == Commitment.ANSWER:
            is_first = row.made_at <= row.case.opened_at
            return self._policy.first_answer if is_first else self._policy.next_word
        if row.origin == Commitment.FOLLOW_UP:
            return self._policy.question
        return self._of_rung(row)

    def _of_rung(self, row: Commitment) -> float | None:
        """Return the hours of a rung that follows from who works for whom; a ladder that is written down has its own."""
        holder = row.case.holder
        if holder is not None and holder.pk not in self._ladders:
            self._ladders[holder.pk] = [one.pk for one in rungs(self._brand, holder)]
        above = self._ladders.get(holder.pk, []) if holder is not None else []
        number = above.index(row.owner_agent_id) + 1 if row.owner_agent_id in above else 1
        return None if row.owner_agent_id in self._named else self._policy.rung(number)
