"""What kept promises and mended leaks go together with: how many stayed of those who had them, and of those who had not.

Two groups of people are compared as they came to be, not as somebody divided them: a difference is an association and no
proof. Nothing is said of a group of fewer than five.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, Max, Q

from amana.cases.models import COMPANY
from amana.commitments.models import Commitment
from amana.insight.estimating import Interval, difference, wilson
from amana.insight.joining import FEWEST
from amana.insight.measures.promises import BY_ITSELF
from amana.insight.models import Earning, Outcome, OutcomeImport
from amana.review.models import Leak
from amana.team.models import Brand

PROMISES, LEAKS = "promises", "leaks"
SIDES: Final = (PROMISES, LEAKS)
A_DAY = timedelta(days=1)
# The promises of a year before somebody stayed or left.
LOOKED_BACK = timedelta(days=365)
A_HANDFUL = 400
BATCH = 3


def count_earnings(at: datetime) -> int:
    """Recurring: count again where a file came or went since, and once a day; return how many brands."""
    counted = 0
    for brand in Brand.objects.order_by("created_at", "pk"):
        if not OutcomeImport.objects.filter(brand=brand, taken_at__isnull=False).exists():
            continue
        last = Earning.objects.filter(brand=brand.pk).aggregate(last=Max("counted_at"))["last"]
        if last is not None and last > at - A_DAY and not _changed(brand, last):
            continue
        count_brand(brand, at=at)
        counted += 1
        if counted == BATCH:
            break
    return counted


def _changed(brand: Brand, last: datetime) -> bool:
    files = OutcomeImport.objects.filter(brand=brand)
    return files.filter(Q(taken_at__gt=last) | Q(undone_at__gt=last)).exists()


def count_brand(brand: Brand, *, at: datetime) -> None:
    """Count how many stayed, of those with and without; a few statements for each four hundred people."""
    became = _became(brand)
    for what in SIDES:
        row = Earning(brand=brand, what=what)
        people = sorted(became)
        for start in range(0, len(people), A_HANDFUL):
            some = people[start : start + A_HANDFUL]
            sides = _by_promises(some, became, brand) if what == PROMISES else _by_leaks(some, brand)
            _add(row, sides, became)
        figures = {name: getattr(row, name) for name in (
            "good", "good_stayed", "good_more", "bad", "bad_stayed", "bad_more")}  # fmt: skip
        Earning.objects.update_or_create(brand=brand, what=what, defaults={"counted_at": at, **figures})


def _became(brand: Brand) -> dict[UUID, tuple[str, date]]:
    """Return what became of each person by the files that count, the latest day of each."""
    rows = Outcome.objects.filter(brought__brand=brand, brought__taken_at__isnull=False, brought__undone_at=None)
    return {person: (kind, on) for person, kind, on in rows.order_by("on", "pk").values_list("person", "kind", "on")}


def _by_promises(some: Sequence[UUID], became: dict[UUID, tuple[str, date]], brand: Brand) -> dict[UUID, bool]:
    """Return for whoever was promised something whether all of it was kept in time, in the year before."""
    rows = Commitment.objects.filter(
        case__customer__in=some, case__brand=brand, promiser=COMPANY, due_at__isnull=False,
        state__in=[Commitment.KEPT, Commitment.BROKEN, *Commitment.OUTSTANDING],
    ).exclude(origin__in=BY_ITSELF).annotate(person=F("case__customer"))  # fmt: skip
    found: dict[UUID, bool] = {}
    for person, state, due_at, ended_at in rows.values_list("person", "state", "due_at", "ended_at"):
        on = became[person][1]
        assert due_at is not None  # asked for above
        if not on - LOOKED_BACK <= due_at.date() <= on:
            continue
        was_kept = state == Commitment.KEPT and ended_at is not None and ended_at <= due_at
        found[person] = found.get(person, True) and was_kept
    return found


def _by_leaks(some: Sequence[UUID], brand: Brand) -> dict[UUID, bool]:
    """Return for whoever had a leak on a case whether all of them were mended."""
    rows = Leak.objects.filter(case__customer__in=some, brand=brand, disputed_at=None)
    found: dict[UUID, bool] = {}
    for person, gone_at in rows.values_list("case__customer", "gone_at"):
        found[person] = found.get(person, True) and gone_at is not None
    return found


def _add(row: Earning, sides: dict[UUID, bool], became: dict[UUID, tuple[str, date]]) -> None:
    for person, is_good in sides.items():
        kind = became[person][0]
        side = "good" if is_good else "bad"
        for name in (
            side,
            *([f"{side}_stayed"] if kind != Outcome.LEFT else []),
            *([f"{side}_more"] if kind == Outcome.MORE else []),
        ):
            setattr(row, name, getattr(row, name) + 1)


@dataclass(frozen=True)
class Compared:
    """How many of each group stayed, with their intervals, and by how much the one share is larger."""

    what: str
    good: int
    bad: int
    good_share: Interval
    bad_share: Interval
    more: Interval  # the difference of those who stayed
    good_bought: Interval
    bad_bought: Interval
    counted_at: datetime

    @property
    def is_sure(self) -> bool:
        """Whether chance alone hardly explains the difference."""
        return self.more.low > 0 or self.more.high < 0


def compared(brand: Brand) -> list[Compared]:
    """Return what can be said of a brand: nothing where one of the groups has fewer than five people."""
    rows = {row.what: row for row in Earning.objects.filter(brand=brand)}
    return [_compared(rows[what]) for what in SIDES if what in rows and min(rows[what].good, rows[what].bad) >= FEWEST]


def _compared(row: Earning) -> Compared:
    return Compared(
        row.what, row.good, row.bad, wilson(row.good_stayed, row.good), wilson(row.bad_stayed, row.bad),
        difference(row.good_stayed, row.good, row.bad_stayed, row.bad), wilson(row.good_more, row.good),
        wilson(row.bad_more, row.bad), row.counted_at,
    )  # fmt: skip
