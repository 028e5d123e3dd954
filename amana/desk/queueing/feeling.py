"""Patience as the desk shows it: what is left, how it went, and why; and what a day took from those who serve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from amana.cases.models import CUSTOMER, Case
from amana.commitments.models import Commitment
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.desk.lists import end_of_day
from amana.insight.looking import exports_of, look, looks_at, may_read, own_figures
from amana.record.reading import Read
from amana.review.models import Change
from amana.review.patience import REMEMBERED, now_left
from amana.review.weighing import FULL, WEIGHTS, WORDS, fold, taken_by_waiting
from amana.team.models import Agent

MOST_REASONS = 8
MOST_POINTS_OF_LINE = 20
MOST_LED = 50
MOST_DUE = 1000
# Promises that fall due in one day for one person, until the day is called heavy.
A_DAY_HOLDS = 12


def patience_card(case: Case, seat: Seat, owed: Sequence[Commitment] | None = None) -> dict[str, Any]:
    """Return what is left of the customer's patience, its line, and the latest reasons; for those at the desk alone.

    `owed` is everything that has not ended, the first due first, where it is at hand.
    """
    since = _waits_since(case, owed)
    rows = Change.objects.filter(person=case.customer_id, at__gt=seat.at - REMEMBERED).order_by("-at", "-id")
    changes = list(rows.select_related("case")[:MOST_POINTS_OF_LINE])
    waited = taken_by_waiting(since if case.last_word_by == CUSTOMER else None, at=seat.at)
    reasons = [{"points": waited, "words": WORDS["waiting"], "at": since}] if waited else []
    reasons += [
        {"points": one.points, "words": WORDS[one.reason], "at": one.at, "elsewhere": _elsewhere(one, case)}
        for one in changes[:MOST_REASONS]
        if one.reason in WORDS
    ]
    left = now_left(case, since, at=seat.at)
    return {"points": left if left < FULL or changes else None, "history": [*_line(changes), left], "reasons": reasons}


def _waits_since(case: Case, owed: Sequence[Commitment] | None) -> Any:
    origins = (Commitment.ANSWER, Commitment.RUNG)
    if owed is None:
        first = Commitment.objects.outstanding().filter(case=case, origin__in=origins).order_by("due_at").first()
    else:
        first = next((row for row in owed if row.origin in origins), None)
    return first.made_at if first else case.last_word_at


def _elsewhere(change: Change, case: Case) -> str:
    return change.case.number if change.case is not None and change.case_id != case.pk else ""


def _line(changes: Sequence[Change]) -> list[int]:
    """Return how patience went over these changes, the latest first in, the earliest first out."""
    points = [change.points for change in reversed(changes)]
    return [fold(points[:number]) for number in range(len(points))]


def felt_in(entries: Sequence[Read]) -> dict[UUID, int]:
    """Return what each of these entries took from the customer's patience or gave back, in one query."""
    found: dict[UUID, int] = {}
    rows = (
        Change.objects.filter(case=entries[0].book, agent=None, entry__in=[one.id for one in entries])
        if entries
        else []
    )
    for change in rows:
        if change.entry is not None:
            found[change.entry] = found.get(change.entry, 0) + change.points
    return found


@seated
@require_safe
def day(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What today took from oneself, one's own figures, and who looked; a lead opens those they lead one by one."""
    led = Agent.objects.active().filter(lead=seat.agent).select_related("account").order_by("account__name", "pk")
    context = {
        "own": _days([seat.agent], seat)[0],
        "led": led[:MOST_LED],
        "figures": own_figures(seat.agent, at=seat.at),
        "looks": looks_at(seat.agent),
        "exports": exports_of(seat.brands),
    }
    return page(request, seat, "desk/queueing/day.html", context, name="day")


@seated
@require_POST
def day_looks(_request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Open the day of somebody one leads; that it was opened is written down first, and they read it."""
    led = get_object_or_404(Agent.objects.active().filter(lead=seat.agent), pk=key)
    look(led, by=seat.agent, at=seat.at)
    return redirect("desk:day_of", key=led.pk)


@seated
@require_safe
def day_of(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """What today took from somebody one leads, to give relief in time; nobody else reads it, and who does is written down."""
    led = get_object_or_404(Agent.objects.active().select_related("account").filter(lead=seat.agent), pk=key)
    if not may_read(led, by=seat.agent, at=seat.at):
        return redirect("desk:day")
    return page(request, seat, "desk/queueing/day_of.html", {"row": _days([led], seat)[0]}, name="day")


def _days(agents: Sequence[Agent], seat: Seat) -> list[dict[str, Any]]:
    midnight = timezone.localtime(seat.at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Change.objects.filter(agent__in=agents, at__gte=midnight).order_by("at", "id").select_related("case")
    due = Commitment.objects.outstanding().filter(owner_agent__in=agents, due_at__lt=end_of_day(seat.at))
    falls_due: dict[UUID, int] = {}
    for agent in due.values_list("owner_agent", flat=True)[:MOST_DUE]:
        if agent is not None:
            falls_due[agent] = falls_due.get(agent, 0) + 1
    changes: dict[UUID, list[Change]] = {}
    for one in rows:
        changes.setdefault(one.agent_id, []).append(one)  # type: ignore[arg-type]  # of an agent, by the filter
    return [_day(agent, changes.get(agent.pk, []), falls_due.get(agent.pk, 0), seat) for agent in agents]


def _day(agent: Agent, changes: Sequence[Change], falls_due: int, seat: Seat) -> dict[str, Any]:
    too_much = max(falls_due - A_DAY_HOLDS, 0) * WEIGHTS["heavy_day"]
    reasons = [
        {"points": one.points, "words": WORDS[one.reason], "at": one.at,
         "case": one.case if one.case is not None and one.case.brand_id in seat.brands else None}
        for one in changes
        if one.reason in WORDS
    ]  # fmt: skip
    if too_much:
        reasons.append({"points": too_much, "words": WORDS["heavy_day"], "at": seat.at, "case": None})
    left = fold([*[one.points for one in changes], too_much])
    return {"name": agent.name, "points": left, "due": falls_due, "reasons": reasons}
