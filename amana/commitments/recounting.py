"""Counting again: what each case says of its next step, compared with what the ledger says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amana.cases.models import Case
from amana.cases.standing import STANDING
from amana.commitments.models import Commitment
from amana.commitments.settling import deeds_of, next_step, standing_of

BATCH = 500
# A promise of the customer may have run out this moment, before the clock has come to it.
GRACE = timedelta(minutes=1)


@dataclass(frozen=True)
class Difference:
    """One case whose standing is not what follows from its promises."""

    case: UUID
    number: str
    what: str

    def __str__(self) -> str:
        return f"{self.number}: {self.what}"


def recount(*, at: datetime) -> Iterator[Difference]:
    """Yield every difference, in the order of the cases' keys; reads each case once, in batches, and changes nothing."""
    after: UUID | None = None
    while batch := _next(after):
        owed = _owed(batch)
        for case in batch:
            what = _difference(case, owed[case.key], at=at)
            if what:
                yield Difference(case.key, case.number, what)
        after = batch[-1].key


def _next(after: UUID | None) -> list[Case]:
    rows = Case.objects.order_by("pk").only("number", "state", *STANDING)
    return list((rows.filter(pk__gt=after) if after else rows)[:BATCH])


def _owed(cases: list[Case]) -> dict[UUID, list[Commitment]]:
    found: dict[UUID, list[Commitment]] = defaultdict(list)
    rows = Commitment.objects.outstanding().filter(case__in=[case.pk for case in cases]).order_by("due_at", "id")
    for commitment in rows.only("case", "promiser", "origin", "due_at", "state"):
        found[commitment.case_id].append(commitment)
    return found


def _difference(case: Case, owed: list[Commitment], *, at: datetime) -> str:
    """Return what differs, or nothing."""
    if not case.is_open:
        return f"closed, and {len(owed)} promises are still open" if owed else ""
    found = [next_step(owed, at=moment) for moment in (at, at - GRACE)]
    if found[0] is None and found[1] is None:
        return "open, and nobody owes anything"
    differences = [_first_unlike(case, *step) for step in found if step is not None]
    return "" if "" in differences else differences[0]


def _first_unlike(case: Case, commitment: Commitment, waiting_for: str) -> str:
    standing = standing_of(case.key, commitment, waiting_for, deeds=deeds_of(case))
    for name in STANDING:
        if getattr(case, name) != getattr(standing, name):
            return f"{name} is {getattr(case, name)}, and the ledger says {getattr(standing, name)}"
    return ""
