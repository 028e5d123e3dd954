"""The very cases behind a figure: what to look through, and what of it counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from amana.cases.models import COMPANY, Case, Value
from amana.commitments.models import Commitment
from amana.insight.measures.parts.climbed import HIGHEST
from amana.insight.measures.parts.dividing import (
    CAUSE,
    CHANNEL,
    CLIMBS,
    LANGUAGE,
    LAST,
    LEAKS,
    LENGTH,
    PRODUCT,
    PROMISES,
    RUNG,
    SCALE,
    STRENGTH,
    WAITING,
    product_fields,
)
from amana.insight.measures.parts.leaked import is_of_cause
from amana.insight.measures.parts.promised import DISPUTED
from amana.insight.measures.parts.waited import FIRST
from amana.insight.measures.promises import BY_ITSELF, ENDED, ENDINGS
from amana.insight.measures.spanning import A_WEEK, Span
from amana.insight.models import Climb
from amana.insight.summing import Lens
from amana.kit.codes import key_in
from amana.record.literals import literals
from amana.review.models import Leak
from amana.team.models import Brand

OF = (PROMISES, WAITING, CLIMBS, LEAKS)


@dataclass(frozen=True)
class Asked:
    """Which figure somebody asks about: of what, divided by what, which of it; one week, or all that are looked at."""

    of: str
    by: str = ""
    kind: str = ""
    value: str = ""
    bucket: int | None = None
    week_on: date | None = None


@dataclass(frozen=True)
class Behind:
    """Rows in the order of an index, the column they are ordered by, and what says of a row that it counted."""

    rows: QuerySet[Any]
    by: str
    counted: Q


def behind(lens: Lens, asked: Asked) -> Behind:
    """Return where to look for what a figure counted. What has changed since it was counted is as it is now."""
    weeks = [asked.week_on] if asked.week_on else lens.weeks
    find = {PROMISES: _promises, WAITING: _answers, CLIMBS: _climbs, LEAKS: _leaks}[asked.of]
    return find(lens, asked, _Time(lens, min(weeks), max(weeks) + A_WEEK))


class _Time:
    """From one day to another, in the zone of each brand."""

    def __init__(self, lens: Lens, since: date, until: date) -> None:
        brands = list(Brand.objects.filter(pk__in=lens.brands).select_related("week"))
        self._spans = [
            (brand, Span(brand, _begins(brand, since)).starts, Span(brand, _begins(brand, until)).starts)
            for brand in brands
        ]

    def around(self, column: str) -> Q:
        """Say of a column that it lies in the time of any of the brands: what an index can be asked."""
        starts = [start for _brand, start, _end in self._spans]
        ends = [end for _brand, _start, end in self._spans]
        return Q(**{f"{column}__gte": min(starts), f"{column}__lt": max(ends)})

    def within(self, column: str) -> Q:
        """Say that it lies in the time of its own brand."""
        found = Q(pk__in=[])
        for one, start, end in self._spans:
            found |= _of_case(brand=one.pk) & Q(**{f"{column}__gte": start, f"{column}__lt": end})
        return found

    @property
    def brands(self) -> list[Brand]:
        return [brand for brand, _start, _end in self._spans]


def _begins(brand: Brand, day: date) -> date:
    """Return the day on which the brand's own week begins that is shown in the week of a page."""
    return day + timedelta(days=(brand.week.working.first_weekday - day.weekday()) % 7)


def _promises(lens: Lens, asked: Asked, time: _Time) -> Behind:
    if asked.value == DISPUTED:
        rows = Commitment.objects.filter(time.around("due_at"), state__in=literals(Commitment.DISPUTED))
        column, state = "due_at", Q()
    else:
        rows = Commitment.objects.filter(time.around("ended_at"))
        column, state = "ended_at", ENDINGS.get(asked.value, ENDED)
    counted = time.within(column) & state & Q(promiser=COMPANY) & ~Q(origin__in=BY_ITSELF)
    if asked.kind:
        counted &= Q(origin=asked.kind)
    if asked.by == LENGTH and asked.bucket is not None:
        rows = rows.annotate(length=_length("due_at"))
        counted &= _in_bucket(asked.bucket)
    return Behind(rows, column, counted & _of_group(lens, lambda team: _is(team, "owner_agent__team")))


def _answers(lens: Lens, asked: Asked, time: _Time) -> Behind:
    earlier = Commitment.objects.filter(
        case=OuterRef("case"), origin=Commitment.ANSWER, promiser=COMPANY, made_at__lt=OuterRef("made_at")
    )
    rows = Commitment.objects.filter(time.around("ended_at")).annotate(
        is_later=Exists(earlier), length=_length("ended_at")
    )
    counted = Q(promiser=COMPANY, origin=Commitment.ANSWER, state=Commitment.KEPT)
    counted &= time.within("ended_at") & _of_side(asked, time)
    if asked.kind:
        counted &= Q(is_later=asked.kind != FIRST)
    if asked.bucket is not None:
        counted &= _in_bucket(asked.bucket)
    return Behind(rows, "ended_at", counted & _of_group(lens, lambda team: _is(team, "owner_agent__team")))


def _climbs(lens: Lens, asked: Asked, time: _Time) -> Behind:
    known = Climb.objects.filter(commitment=OuterRef("pk"))
    if asked.kind:
        known = known.filter(why=asked.kind)
    if asked.by == RUNG and asked.value:
        place = _number(asked.value)
        known = known.filter(place__gte=place) if place >= HIGHEST else known.filter(place=place)
    rows = Commitment.objects.filter(time.around("made_at"), origin__in=literals(Commitment.RUNG))
    counted = time.within("made_at") & Q(Exists(known)) & _of_side(asked, time)
    return Behind(rows, "made_at", counted & _of_group(lens, lambda team: _of_case(team=team)))


def _leaks(lens: Lens, asked: Asked, time: _Time) -> Behind:
    rows = Leak.objects.standing().filter(time.around("at"), brand__in=lens.brands)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    counted = time.within("at")
    if asked.by in {RUNG, STRENGTH} and asked.value:
        counted &= Q(**{asked.by: _number(asked.value)})
    elif asked.by == CHANNEL:
        counted &= Q(channel=asked.value)
    elif asked.by == CAUSE:
        counted &= is_of_cause(key_in(asked.value), "case")
    else:
        counted &= _of_side(asked, time)
    return Behind(rows, "at", counted & _of_group(lens, lambda team: _is(team, "team")))


def _of_side(asked: Asked, time: _Time) -> Q:
    """Say that a case belongs to a group of customers: by its channel, its language or its product."""
    if asked.by in {CHANNEL, LANGUAGE}:
        return _of_case(**{asked.by: asked.value})
    if asked.by == PRODUCT:
        fields = [key for brand in time.brands for key in product_fields(brand)]
        said = Value.objects.filter(case=OuterRef("case_id"), field__in=fields, text__startswith=asked.value)
        return Q(Exists(said))
    return Q()


def _of_case(**of: object) -> Q:
    """Say something of a row's case. Asked of each row in turn: as a join, SQLite would begin with all the cases of a brand."""
    return Q(Exists(Case.objects.filter(pk=OuterRef("case_id"), **of)))


def _is(team: UUID | None, column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) if team is None else Q(**{column: team})


def _of_group(lens: Lens, is_of: Callable[[UUID | None], Q]) -> Q:
    """Say that a row belongs to the group of teams that is looked at, or to any that is shown."""
    units = {unit for group in ([lens.chosen] if lens.chosen else lens.groups) for unit in group.units}
    found = Q() if not units else Q(pk__in=[])
    for brand in {of_brand for of_brand, _team in units}:
        teams = Q(pk__in=[])
        for team in {of_team for of_brand, of_team in units if of_brand == brand}:
            teams |= is_of(team)
        found |= _of_case(brand=brand) & teams
    return found


def _length(until: str) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(F(until) - F("made_at"), output_field=DurationField())


def _in_bucket(bucket: int) -> Q:
    longer = Q(length__gt=SCALE[bucket - 1]) if 0 < bucket <= LAST else Q()
    return longer & (Q(length__lte=SCALE[bucket]) if 0 <= bucket < LAST else Q())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
