"""The week a measure looks at, and what it counts in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from amana.cases.models import Case
from amana.kit.working_time import MIDNIGHT, moment
from amana.team.models import Brand

A_WEEK = timedelta(days=7)
# How far back the first count of an installation goes.
FIRST_WEEKS = 26


@dataclass(frozen=True)
class Span:
    """Seven days of a brand, in the brand's zone; `ends` is the first moment that is no longer in it.

    `until` is a moment in a week that runs, up to which it is looked at.
    """

    brand: Brand
    week_on: date
    until: datetime | None = None

    @property
    def starts(self) -> datetime:
        return moment(self.week_on, MIDNIGHT, ZoneInfo(self.brand.zone))

    @property
    def ends(self) -> datetime:
        whole = moment(self.week_on + A_WEEK, MIDNIGHT, ZoneInfo(self.brand.zone))
        return min(self.until, whole) if self.until is not None else whole


def of_brand(span: Span, case: str = "case_id") -> Exists:
    """Say of a row, by the column that holds its case, that it is of this brand.

    Asked of each row in turn: as a join, SQLite would begin with every case of the brand.
    """
    return Exists(Case.objects.filter(pk=OuterRef(case), brand=span.brand))


@dataclass(frozen=True)
class Counted:
    """A figure: of a team (None for those without one), and whose it is where it is somebody's."""

    measure: str
    value: Decimal
    team: UUID | None
    agent: UUID | None = None


def week_with(brand: Brand, at: datetime) -> date:
    """Return the first day of the week a moment lies in, as the brand's working week begins and in its zone."""
    day = at.astimezone(ZoneInfo(brand.zone)).date()
    return day - timedelta(days=(day.weekday() - brand.week.working.first_weekday) % 7)


def first_week(brand: Brand, *, at: datetime) -> date:
    """Return the week in which the brand began, or the earliest that is still of interest."""
    return week_with(brand, max(brand.created_at, at - FIRST_WEEKS * A_WEEK))
