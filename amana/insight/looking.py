"""Who opened whose figures, and who took a report away: written down before it is shown, and shown to whom it concerns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.insight.measures.defining import OWN, Section
from amana.insight.models import Export, Look, OwnTally
from amana.insight.reporting import Period
from amana.kit.codes import new_id
from amana.team.models import Agent

# Opening it again within the hour is the same look.
ONE_LOOK = timedelta(hours=1)
MOST_SHOWN = 10
KEPT = timedelta(days=366)
OWN_WEEKS = timedelta(weeks=4)


@transaction.atomic
def look(agent: Agent, *, by: Agent, at: datetime) -> Look:
    """Write down that somebody opens the figures of another; within the hour, twice is once. Raises Refused unless they lead them."""
    if agent.lead_id != by.pk or agent.pk == by.pk:
        raise Refused(_("Only whoever leads somebody reads what their day took."))
    lately = Look.objects.filter(agent=agent, by=by, at__gt=at - ONE_LOOK).order_by("-at").first()
    return lately or Look.objects.create(id=new_id(), agent=agent, by=by, at=at)


def may_read(agent: Agent, *, by: Agent, at: datetime) -> bool:
    """Say whether a look was written down for this, less than an hour ago, by somebody who still leads them."""
    return agent.lead_id == by.pk and Look.objects.filter(agent=agent, by=by, at__gt=at - ONE_LOOK).exists()


def looks_at(agent: Agent) -> list[Look]:
    """Return who opened this person's figures, the latest first."""
    return list(Look.objects.filter(agent=agent).select_related("by__account").order_by("-at")[:MOST_SHOWN])


@transaction.atomic
def note_export(brands: Collection[UUID], period: Period, *, by: Agent, at: datetime) -> None:
    """Write down that a report of these brands is taken away as a file."""
    Export.objects.bulk_create(
        Export(brand_id=brand, by=by, since=period.since, until=period.last_day, at=at) for brand in sorted(brands)
    )


def exports_of(brands: Collection[UUID]) -> list[Export]:
    """Return who took a report of these brands away, the latest first."""
    rows = Export.objects.filter(brand__in=brands).select_related("by__account", "brand")
    return list(rows.order_by("-at", "pk")[:MOST_SHOWN])


def forget(at: datetime) -> int:
    """Recurring: delete looks and exports of a year ago; return how many."""
    return sum(model._default_manager.filter(at__lt=at - KEPT).delete()[0] for model in (Look, Export))


@dataclass(frozen=True)
class Own:
    """A section of one's own figures: names and sums of the last four weeks that were counted."""

    section: Section
    figures: list[tuple[str, int]]


def own_figures(agent: Agent, *, at: datetime) -> list[Own]:
    """Return a person's own figures of the last four closed weeks, for that person alone; empty before there are any."""
    sums: dict[str, int] = {}
    rows = OwnTally.objects.filter(agent=agent, week_on__gt=(at - OWN_WEEKS).date() - timedelta(days=7))
    for row in rows:
        sums[row.measure] = sums.get(row.measure, 0) + row.value
    if not sums:
        return []
    return [Own(section, [(str(name), sums.get(key, 0)) for key, name in section.figures.items()]) for section in OWN]
