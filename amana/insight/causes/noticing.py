"""Noticing early which questions are new or come more often than chance explains, among many that are looked at every day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum

from amana.insight.causes.arriving import A_DAY, arrived_between
from amana.insight.causes.gathering import groups_of
from amana.insight.causes.measuring import AS_BEFORE, come_back
from amana.insight.causes.opening import must_lead
from amana.insight.estimating import bursts, chance_of_so_many, standing_out
from amana.insight.models import ArrivalDay, Cause, CauseGroup, DayLook, GroupDay, Notable, Recurrence
from amana.team.models import Brand
from amana.team.viewing import Viewer

# Whole weeks, so that Sundays are compared with Sundays.
RECENT, BASE = timedelta(days=7), timedelta(days=56)
# What each day may cost in false alarms. Every day is looked at anew and gets the same share (spent evenly over the days);
# within a day Benjamini and Hochberg keep it for all groups together. So where nothing changes, at most one day in thirty
# names anything at all, about twelve in a year; and of what is named where something does, one in thirty is not so.
FALSE_ALARMS = 1 / 30
# Fewer could not stand out, however they fell; groups may be left out by their number, as the test is conditional on it.
FEWEST = 5
# What stood out is told once, and again only after it was quiet for so long.
QUIET = timedelta(days=28)
# A look waits until what came at the end of the day has been grouped.
AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class Seen:
    """How often something was asked in the last days and in the weeks before, of so many new questions in each.

    `weeks` are the weeks before, one by one, each as (how often, of how many).
    """

    key: UUID
    recent: int
    recent_of: int
    base: int
    base_of: int
    first_on: date | None = None  # of a group: the day on which it began
    weeks: tuple[tuple[int, int], ...] = ()

    def chance(self, size: float = 1.0) -> float:
        """How probable so many recent ones are, if nothing has changed and they come in bursts of such a size."""
        share = self.recent_of / (self.recent_of + self.base_of)
        return chance_of_so_many(self.recent / size, self.base / size, share=share)

    @property
    def spread(self) -> float | None:
        """How much further the weeks before lie apart than chance lets them; None where there are too few cases to say."""
        return bursts(self.weeks) if self.weeks and self.base >= len(self.weeks) else None


def stood_out(seen: Sequence[Seen]) -> list[Seen]:
    """Return what stands out of all that was looked at on one day.

    Questions come in bursts: one fault brings ten at once. So counts are divided by how much further the weeks before lie
    apart than chance lets them, of this group or of all on average, whichever is more (quasi-likelihood).
    """
    looked_at = [one for one in seen if one.recent + one.base >= FEWEST and one.base_of and one.recent_of]
    spreads = [spread for one in looked_at if (spread := one.spread) is not None]
    usual = sum(spreads) / len(spreads) if spreads else 1.0
    chances = [one.chance(max(1.0, usual, one.spread or 0)) for one in looked_at]
    return [looked_at[place] for place in standing_out(chances, rate=FALSE_ALARMS)]


def look(at: datetime) -> int:
    """Recurring: look at the day that is over, once for each brand; return how many days were looked at."""
    day = (at - AFTER).astimezone(UTC).date() - A_DAY
    found = 0
    for brand in Brand.objects.order_by("created_at", "pk"):
        if not DayLook.objects.filter(brand=brand, day=day).exists() and _is_counted(brand, day):
            found += look_at(brand, day, at=at)
    return found


def _is_counted(brand: Brand, day: date) -> bool:
    return ArrivalDay.objects.filter(brand=brand, day=day).exists()


def look_at(brand: Brand, day: date, *, at: datetime) -> bool:
    """Look at a day of a brand, once; return whether this call did.

    Looked at outside the transaction, so that nobody waits; whoever writes the row says what stood out.
    """
    begins = day - RECENT + A_DAY
    recent_of = arrived_between(brand, begins, day)
    groups = {one.key: one for one in _groups(brand, day, recent_of, _weeks_of(brand, begins))}
    mended = {one.key: one for one in _mended(brand, day, recent_of)}
    out = stood_out([*groups.values(), *mended.values()])
    said = {"looked_at": at, "groups": len(groups) + len(mended), "stood_out": len(out)}
    with transaction.atomic():
        _row, is_new = DayLook.objects.get_or_create(brand=brand, day=day, defaults=said)
        for one in out if is_new else []:
            if one.key in mended:
                _come_back(one, at=at)
            else:
                _note(one, brand, day)
    return is_new


def _weeks_of(brand: Brand, begins: date) -> list[int]:
    """Return how many new questions came in each of the weeks before, the latest first."""
    firsts = [begins - n * RECENT for n in range(1, BASE // RECENT + 1)]
    return [arrived_between(brand, first, first + RECENT - A_DAY) for first in firsts]


def _groups(brand: Brand, day: date, recent_of: int, weeks_of: Sequence[int]) -> list[Seen]:
    """Return what was asked in each group that belongs to no cause yet.

    The case a group began with is not counted: that it is there is what made the group, and says nothing of the next.
    """
    begins = day - RECENT + A_DAY
    rows = GroupDay.objects.filter(
        day__gt=day - RECENT - BASE, day__lte=day, group__brand=brand, group__merged_into=None
    ).exclude(group__in=_known(brand))
    sums = {"w0": Sum("count", filter=Q(day__gte=begins))}
    for n in range(1, len(weeks_of) + 1):
        first = begins - n * RECENT
        sums[f"w{n}"] = Sum("count", filter=Q(day__gte=first, day__lt=first + RECENT))
    by_group = rows.order_by().values("group", "group__first_at").annotate(**sums)
    return [_seen(one, begins, recent_of, weeks_of) for one in by_group]


def _seen(one: Mapping[str, Any], begins: date, recent_of: int, weeks_of: Sequence[int]) -> Seen:
    counts = [one[f"w{n}"] or 0 for n in range(len(weeks_of) + 1)]
    first_on = one["group__first_at"].astimezone(UTC).date() if one["group__first_at"] else None
    began_in = max(-(-(begins - first_on).days // RECENT.days), 0) if first_on else len(counts)
    if began_in < len(counts):
        counts[began_in] = max(counts[began_in] - 1, 0)
    return Seen(one["group"], counts[0], recent_of, sum(counts[1:]), sum(weeks_of), first_on,
                tuple(zip(counts[1:], weeks_of, strict=True)))  # fmt: skip


def _known(brand: Brand) -> set[UUID]:
    """Return the groups of which a cause is known: nobody needs to be told of them again."""
    rows = CauseGroup.objects.filter(cause__brand=brand, cause__withdrawn_at=None)
    return {key for pair in rows.values_list("group", "group__merged_into") for key in pair if key is not None}


def _mended(brand: Brand, day: date, recent_of: int) -> list[Seen]:
    """Return how often the mended causes were asked about in the last days, and since they were mended before that."""
    found = []
    begins = day - RECENT + A_DAY
    for cause in Cause.objects.standing().filter(brand=brand, state__in=[Cause.MENDED, Cause.MEASURED]):
        assert cause.mended_at is not None
        since = max(cause.mended_at.astimezone(UTC).date() + A_DAY, begins - BASE)
        if (begins - since).days < RECENT.days:
            continue
        rows = GroupDay.objects.filter(group__in=[one.pk for one in groups_of(cause)], day__gte=since, day__lte=day)
        sums = rows.aggregate(
            recent=Sum("count", filter=Q(day__gte=begins)), base=Sum("count", filter=Q(day__lt=begins))
        )
        base_of = arrived_between(brand, since, begins - A_DAY)
        found.append(Seen(cause.pk, sums["recent"] or 0, recent_of, sums["base"] or 0, base_of))
    return found


def _come_back(seen: Seen, *, at: datetime) -> None:
    """Open a mended cause again when it stands out and comes about as often as before it was mended."""
    figures = Recurrence.objects.select_related("cause").filter(cause=seen.key).first()
    if figures is None or not figures.before_of:
        return
    if seen.recent / seen.recent_of >= AS_BEFORE / 2 * figures.before / figures.before_of:
        come_back(figures.cause, recent=seen.recent, recent_of=seen.recent_of, at=at)


def _note(seen: Seen, brand: Brand, day: date) -> None:
    """Write down that a group stands out: a new row, or the one that is still alive brought up to date."""
    figures = {"seen_on": day, "recent": seen.recent, "recent_of": seen.recent_of, "base": seen.base,
               "base_of": seen.base_of, "chance": seen.chance()}  # fmt: skip
    alive = Notable.objects.filter(group=seen.key, seen_on__gte=day - QUIET)
    if not alive.update(**figures):
        is_new = seen.first_on is not None and seen.first_on > day - RECENT - RECENT and not seen.base
        Notable.objects.create(group_id=seen.key, brand=brand, noticed_on=day, is_new=is_new, **figures)


def notable_in(brands: Collection[UUID], *, at: datetime, most: int) -> list[Notable]:
    """Return what stood out lately and nobody has put away or given a cause, the latest first."""
    day = at.astimezone(UTC).date()
    rows = Notable.objects.filter(brand__in=brands, noticed_on__gt=day - 2 * QUIET, dismissed_at=None)
    has_a_cause = Exists(CauseGroup.objects.filter(group=OuterRef("group")))
    shown = rows.filter(~has_a_cause, seen_on__gt=day - QUIET, group__merged_into=None)
    return list(shown.select_related("group", "brand").order_by("-noticed_on", "-id")[:most])


def put_away(notable: Notable, *, by: Viewer, at: datetime) -> None:
    """Say that somebody has seen it and it needs nothing. Twice changes nothing."""
    must_lead(notable.brand, by)
    Notable.objects.filter(pk=notable.pk, dismissed_at=None).update(dismissed_at=at, dismissed_by=by.agent)
