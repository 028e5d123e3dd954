"""What shows a cause: how cases of it came up to a rung, and what their customers had tried before they wrote."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana.cases.models import Case
from amana.escalation.models import Report
from amana.insight.models import Cause, CauseCase, Group, Member
from amana.language.normalising import fold
from amana.readings.models import Reading
from amana.record.reading import entries

# Of so many of the latest cases, and no further back.
LOOKED_AT = 50
MOST_REPORTS, MOST_TRIED = 10, 12
# Cases, each with the entry in which it was asked.
Lately = Sequence[tuple[UUID, UUID | None]]


@dataclass(frozen=True)
class Told:
    """What somebody on a rung wrote about how a case came that far."""

    case: Case
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Tried:
    """What a customer had done before they wrote, in their words; how many of the latest cases say the like."""

    case: Case
    quote: str
    times: int


def reports_on(lately: Lately) -> list[Told]:
    """Return how the latest cases of a cause came up to a rung, as those who answered there wrote it; what is gone is left out."""
    cases = [case for case, _entry in lately]
    rows = Report.objects.filter(case__in=cases).select_related("case", "agent__account").order_by("-at", "pk")
    latest = list(rows[:MOST_REPORTS])
    said = entries([row.entry for row in latest], side="company")
    found: dict[UUID, Told] = {}
    for row in latest:
        entry = said.get(row.entry)
        if entry is not None and entry.content is not None:
            found.setdefault(row.entry, Told(row.case, str(entry["text"]), row.agent.name, row.at))
    return list(found.values())


def tried_on(lately: Lately) -> list[Tried]:
    """Return what the customers of the latest cases had tried, what most say first."""
    keys = [entry for _case, entry in lately if entry is not None]
    rows = Reading.objects.filter(pk__in=keys).values_list("case", "found")
    said: dict[str, list[tuple[UUID, str]]] = {}
    for case, found in rows:
        for one in found or []:
            if one["kind"] == "tried" and (quote := str(one["quote"]).strip()):
                said.setdefault(fold(str(one["more"].get("action") or quote)), []).append((case, quote))
    often = sorted(said.values(), key=lambda ones: -len(ones))[:MOST_TRIED]
    cases = Case.objects.in_bulk([ones[0][0] for ones in often])
    return [Tried(cases[ones[0][0]], ones[0][1], len(ones)) for ones in often if ones[0][0] in cases]


def asked_lately(cause: Cause, groups: Collection[Group]) -> Lately:
    """Return the latest cases with the entry in which each was asked, as far as it is in a group."""
    asked_at: list[tuple[datetime, UUID, UUID]] = []
    for group in groups:
        rows = Member.objects.filter(group=group).order_by("-at").values_list("at", "case", "entry")
        asked_at += rows[:LOOKED_AT]
    found = {case: entry for _at, case, entry in sorted(asked_at, reverse=True)[:LOOKED_AT]}
    by_hand = list(CauseCase.objects.filter(cause=cause).order_by("-at").values_list("case", flat=True)[:LOOKED_AT])
    asked = dict(Member.objects.filter(case__in=by_hand).values_list("case", "entry"))
    return list((dict.fromkeys(by_hand) | asked | found).items())
