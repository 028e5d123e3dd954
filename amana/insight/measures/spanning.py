"""The week a measure looks at, and what it counts in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from amana.kit.working_time import MIDNIGHT, moment
from amana.team.models import Brand

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Span:
    """Seven days of a brand, in the brand's zone; `ends` is the first moment that is no longer in it."""

    brand: Brand
    week_on: date

    @property
    def starts(self) -> datetime:
        return moment(self.week_on, MIDNIGHT, ZoneInfo(self.brand.zone))

    @property
    def ends(self) -> datetime:
        return moment(self.week_on + A_WEEK, MIDNIGHT, ZoneInfo(self.brand.zone))


@dataclass(frozen=True)
class Counted:
    """A figure: of a team (None for those without one), and whose it is where it is somebody's."""

    measure: str
    value: Decimal
    team: UUID | None
    agent: UUID | None = None
