"""The promises board: what we owe, the next first, and how well we have kept our word this month."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amana.cases.models import COMPANY, Case
from amana.commitments.models import Commitment, CommitmentQuerySet
from amana.commitments.tallying import kept_this_month
from amana.desk.entering import Seat, seated
from amana.desk.framing import counted, page
from amana.desk.lists import end_of_day
from amana.desk.paging import cursor_in, link, page_of, pages
from amana.look.telling import standing_of
from amana.record.literals import literals
from amana.team.models import Absence, Brand
from amana.team.policies import policy_of

LATE, RISK, TODAY, WEEK, LATER = "late", "risk", "today", "week", "later"
TABS = {
    LATE: gettext_lazy("Late"),
    RISK: gettext_lazy("At risk"),
    TODAY: gettext_lazy("Today"),
    WEEK: gettext_lazy("This week"),
    LATER: gettext_lazy("Later"),
}
# Nobody reads how many hundreds are disputed.
MOST_DISPUTED = 200
# A promise that was disputed fell due not longer ago than this.
DISPUTES_REACH = timedelta(days=90)


@seated
@require_safe
def promises(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One tab of the board; `?tab=` names it, `?whose=all` shows everybody's."""
    is_mine = request.GET.get("whose") != "all"
    lists = {key: _list(seat, key, is_mine=is_mine) for key in TABS}
    counts = {key: counted(rows) for key, rows in lists.items()}
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = next((key for key in (LATE, TODAY, WEEK, LATER) if counts[key]), TODAY)
    rows, following = page_of(_with_people(lists[tab]), by="due_at", after=cursor_in(request))
    group = {"key": tab, "label": TABS[tab], "count": counts[tab] or "0", "rows": [_row(row, seat) for row in rows]}
    rate, disputed = kept_rate(seat)
    context = {
        "tabs": [_tab(request, key, counts[key], is_current=key == tab) for key in TABS],
        "views": [
            {"label": _("Mine"), "url": link(request, whose="", after=""), "is_current": is_mine},
            {"label": _("Everybody's"), "url": link(request, whose="all", after=""), "is_current": not is_mine},
        ],
        "groups": [group] if rows else [],
        "kept_rate": rate,
        "disputed": disputed,
        "pages": pages(request, following),
    }
    return page(request, seat, "desk/promising/promises.html", context, name="promises")


def of_our_brands(seat: Seat) -> CommitmentQuerySet:
    """Return the company's promises on the cases this agent may see.

    The same rows as `visible_to`, asked of each promise in turn: as a list of keys SQLite would write
    down every case first, and as a join it would begin with the cases and sort their promises.
    """
    case = Case.objects.filter(pk=OuterRef("case_id"), kept_by=COMPANY, brand__in=seat.brands)
    return Commitment.objects.filter(Exists(case), promiser=COMPANY)


def _list(seat: Seat, tab: str, *, is_mine: bool) -> QuerySet[Commitment]:
    rows = of_our_brands(seat).outstanding()
    if is_mine:
        rows = rows.filter(owner_agent=seat.agent)
    midnight = end_of_day(seat.at)
    if tab == RISK:
        return _at_risk(rows, seat, midnight)
    week_ends = midnight + timedelta(days=6)
    found: QuerySet[Commitment] = {
        LATE: rows.filter(due_at__lt=seat.at),
        TODAY: rows.filter(due_at__gte=seat.at, due_at__lt=midnight),
        WEEK: rows.filter(due_at__gte=midnight, due_at__lt=week_ends),
        LATER: rows.filter(due_at__gte=week_ends),
    }[tab]
    return found


def _at_risk(rows: QuerySet[Commitment], seat: Seat, midnight: datetime) -> QuerySet[Commitment]:
    """Return what falls due within the time in which its brand reminds owners, or today with its owner away."""
    within = _reminding(seat)
    away = Absence.objects.covering(seat.at).values("agent")
    # Neither reaches further: the index of due times is read up to there.
    ends = max([midnight, *(seat.at + timedelta(hours=hours) for hours in within)])
    soon = Q(due_at__lt=midnight, owner_agent__in=away)
    for hours, brands in within.items():
        soon |= Q(due_at__lt=seat.at + timedelta(hours=hours)) & (Q(case__brand__in=brands) if len(within) > 1 else Q())
    return rows.filter(due_at__gte=seat.at, due_at__lt=ends).filter(soon)


def _reminding(seat: Seat) -> dict[float, list[UUID]]:
    """Return within how many hours of its time an owner is reminded of a promise, each with the brands that do so."""
    within: dict[float, list[UUID]] = {}
    for brand in Brand.objects.filter(pk__in=seat.brands).only("pk", "policy"):
        within.setdefault(policy_of(brand).remind_owner, []).append(brand.pk)
    return within


def _with_people(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    return rows.select_related("case__customer", "owner_agent__account", "owner_company")


def kept_rate(seat: Seat) -> tuple[int | None, int]:
    """Return how many per cent of this month's promises were kept on time (None before any ended), and how many are disputed."""
    reach = of_our_brands(seat).filter(state__in=literals(Commitment.DISPUTED))
    disputed = reach.filter(due_at__gte=seat.at - DISPUTES_REACH, due_at__lt=seat.at)[:MOST_DISPUTED].count()
    return kept_this_month(seat.brands, at=seat.at).per_cent, disputed


def _row(row: Commitment, seat: Seat) -> dict[str, Any]:
    return {
        "state": standing_of(row, seat.at),
        "what": row.begun,
        "due_at": row.due_at,
        "url": reverse("desk:promise", args=[row.pk]),
        "who_name": row.owner_name,
        "to_name": row.case.customer,
        "said_in": row.case.subject,
        "said_url": reverse("desk:case", args=[row.case.number]),
    }


def _tab(request: HttpRequest, key: str, count: str, *, is_current: bool) -> dict[str, Any]:
    return {
        "label": TABS[key],
        "count": count or "0",
        "url": link(request, tab=key, after=""),
        "is_current": is_current,
        "is_broken_word": key == LATE and bool(count),
    }
