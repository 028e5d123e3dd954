"""The queue: what needs somebody, the most urgent first, each row a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amana.cases.models import COMPANY, CUSTOMER, Case, HandOver
from amana.commitments.models import Commitment
from amana.desk.entering import Seat, seated
from amana.desk.framing import counted, page
from amana.desk.paging import cursor_in, link, page_of, pages
from amana.wording.isolating import isolated
from amana.wording.times import short_moment

LATE, TODAY, NEXT, WAITING = "late", "today", "next", "waiting"
TABS = {
    LATE: gettext_lazy("Late"),
    TODAY: gettext_lazy("Today"),
    NEXT: gettext_lazy("Next"),
    WAITING: gettext_lazy("Waiting for the customer"),
}
MOST_OFFERS = 10
FULL = 100


@seated
@require_safe
def queue(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One tab of the queue; `?tab=` names it, `?whose=all` shows everybody's."""
    is_mine = request.GET.get("whose") != "all"
    midnight = end_of_day(seat.at)
    lists = {key: _list(seat, key, midnight, is_mine=is_mine) for key in TABS}
    counts = {key: counted(rows) for key, rows in lists.items()}
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = next((key for key in (LATE, TODAY, NEXT) if counts[key]), LATE)
    after = cursor_in(request)
    cases, following = page_of(_with_people(lists[tab]), by="queue_at", after=after)
    promises = promises_of(cases)
    context = {
        "needs": _title(counts) | {"is_mine": is_mine},
        "tabs": [_tab(request, key, counts[key], is_current=key == tab) for key in TABS],
        "views": [_view(request, mine=True, is_current=is_mine), _view(request, mine=False, is_current=not is_mine)],
        "offers": [] if after else [_offer(row) for row in _offered_to(seat)],
        "rows": [row_of(case, promises, seat, midnight, is_mine=is_mine) for case in cases],
        "pages": pages(request, following),
    }
    return page(request, seat, "desk/queue.html", context, name="queue")


def end_of_day(at: datetime) -> datetime:
    """Return the coming midnight in the reader's zone."""
    here = timezone.localtime(at)
    return (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _list(seat: Seat, tab: str, midnight: datetime, *, is_mine: bool) -> QuerySet[Case]:
    rows = Case.objects.visible_to(seat.viewer).open()
    if is_mine:
        rows = rows.filter(holder=seat.agent)
    if tab == WAITING:
        return rows.filter(waiting_for=CUSTOMER)
    ours = rows.filter(waiting_for=COMPANY)
    if tab == LATE:
        return ours.filter(queue_at__lt=seat.at)
    return (
        ours.filter(queue_at__gte=seat.at, queue_at__lt=midnight)
        if tab == TODAY
        else ours.filter(queue_at__gte=midnight)
    )


def _with_people(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.select_related("customer", "holder__account")


def promises_of(cases: Iterable[Case]) -> dict[UUID, Commitment]:
    """Return the promise each case comes to next, by its key, in one query."""
    keys = [case.next_commitment for case in cases if case.next_commitment]
    return Commitment.objects.select_related("owner_agent__account").in_bulk(keys)


def row_of(
    case: Case, promises: dict[UUID, Commitment], seat: Seat, midnight: datetime, *, is_mine: bool
) -> dict[str, Any]:
    """Return a case as a row of the queue."""
    promise = promises.get(case.next_commitment) if case.next_commitment else None
    due_at = case.queue_at or seat.at
    reason = reason_of(case, promise, due_at, seat.at)
    if not is_mine and case.holder is not None:
        reason = _("%(name)s: %(reason)s") % {"name": isolated(case.holder.name), "reason": reason}
    return {
        "url": reverse("desk:case", args=[case.number]),
        "state": state_of(due_at, seat.at, midnight) if case.waiting_for == COMPANY else "open",
        "reason": reason,
        "person_name": case.customer,
        "subject": case.subject,
        "due_at": due_at,
        "patience": case.patience if case.patience < FULL else None,
    }


def state_of(due_at: datetime, now: datetime, midnight: datetime) -> str:
    """Return how an open promise stands: late, due today, or open."""
    return "late" if due_at < now else "today" if due_at < midnight else "open"


def reason_of(case: Case, promise: Commitment | None, due_at: datetime, now: datetime) -> str:
    """Return what is due on a case and by when, as a reader of the queue says it."""
    words = {
        "when": short_moment(due_at, zone=timezone.get_current_timezone(), now=now),
        "action": isolated(promise.action if promise else case.subject),
        "name": isolated(promise.owner_name if promise else ""),
    }
    sentences = {
        Commitment.ANSWER: _("Answer by %(when)s"),
        Commitment.FOLLOW_UP: _("Ask by %(when)s whether it is solved"),
        Commitment.CLOSING: _("Closing proposed, asked again %(when)s"),
        Commitment.RUNG: _("Answer from %(name)s by %(when)s"),
        Commitment.DISPUTED: _("Disputed: %(action)s"),
    }
    return sentences.get(case.next_reason, _("%(action)s, by %(when)s")) % words


def _title(counts: dict[str, str]) -> dict[str, Any]:
    """Return how many things need us today, as a number to say the plural by, and as it is shown."""
    parts = [counts[LATE], counts[TODAY]]
    total = sum(int(part.rstrip("+") or 0) for part in parts)
    return {"number": total, "shown": f"{total}+" if any(part.endswith("+") for part in parts) else str(total)}


def _tab(request: HttpRequest, key: str, count: str, *, is_current: bool) -> dict[str, Any]:
    return {
        "label": TABS[key],
        "count": count or "0",
        "url": link(request, tab=key, after=""),
        "is_current": is_current,
        "is_broken_word": key == LATE and bool(count),
    }


def _view(request: HttpRequest, *, mine: bool, is_current: bool) -> dict[str, Any]:
    label = _("Mine") if mine else _("Everybody's")
    return {"label": label, "url": link(request, whose="" if mine else "all", after=""), "is_current": is_current}


def _offered_to(seat: Seat) -> list[HandOver]:
    rows = HandOver.objects.filter(taker=seat.agent, ended_at=None).select_related("case__customer", "giver__account")
    return list(rows.order_by("offered_at")[:MOST_OFFERS])


def _offer(row: HandOver) -> dict[str, Any]:
    return {
        "url": reverse("desk:case", args=[row.case.number]),
        "state": "offered",
        "reason": _("Hand-over offered by %(name)s") % {"name": isolated(row.giver.name)},
        "person_name": row.case.customer,
        "subject": row.case.subject,
        "due_at": row.case.queue_at,
        "is_yours": True,
        "patience": None,
        "answers": [
            {"label": _("Accept"), "url": reverse("desk:hand_over_acceptance", args=[row.pk])},
            {"label": _("Return"), "url": reverse("desk:hand_over_return", args=[row.pk]), "is_link": True},
        ],
    }
