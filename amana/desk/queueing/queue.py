"""The queue: what needs somebody, the most urgent first, each row a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amana.cases.models import COMPANY, Case, HandOver
from amana.commitments.models import Commitment
from amana.desk.entering import Seat, seated
from amana.desk.framing import counted, page
from amana.desk.lists import ALL, LISTS, MINE, MOST_COUNTED, NEXT, NOW, TABS, TODAY, cases_in, cut, end_of_day
from amana.desk.models import SavedView
from amana.desk.paging import ROWS, Cursor, beginning, cursor_in, link, page_of, pages
from amana.desk.promising.amending import waiting_rows
from amana.desk.promising.incidents import MOST_OPEN, open_incidents, surges_for
from amana.desk.queueing.beginning import first_steps, is_shut_in
from amana.desk.queueing.bulk import acts_for, undoable
from amana.desk.queueing.filtering import Filter
from amana.desk.queueing.following import mentions_for
from amana.desk.queueing.forms import FilterForm
from amana.desk.queueing.offering import Offered
from amana.desk.queueing.owing import asked_rows
from amana.desk.queueing.views import readable_by
from amana.escalation.reporting import reports_owed
from amana.kit.codes import key_in
from amana.record import seldom
from amana.review.patience import now_left
from amana.review.weighing import FULL
from amana.wording.isolating import isolated
from amana.wording.times import short_moment

MOST_OFFERS = 10
# With a filter of one's own, a page looks through this many cases of its list at most; the next page goes on from there.
LOOKED_THROUGH_FIRST, MOST_LOOKED_THROUGH = 300, 5000
FILTER = "filter"
FILTERS = (FILTER, "holder", "team", "brand", "language", "tag", "standstill", "since", "until", "field", "value")


@seated
@require_safe
def queue(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One list of the queue; `?view=` names it or a saved view, `?tab=` what of it, further parameters are a filter."""
    saved = _saved(request, seat)
    name = request.GET.get("view", "")
    name = name if name in LISTS else ALL if saved else MINE
    asked = Filter.read(saved.filter if saved else request.GET.dict())
    rows = asked.narrow(cases_in(name, seat), seat)
    tabs = {tab: cut(rows, tab, at=seat.at) for tab in TABS} if LISTS[name].has_tabs else {}
    counts = {tab: _count(one, asked) for tab, one in tabs.items()}
    tab = request.GET.get("tab", "")
    if tab not in tabs:
        tab = next((one for one in (NOW, TODAY, NEXT) if counts.get(one)), NOW)
    after = cursor_in(request)
    listed = cut(cases_in(name, seat), tab, at=seat.at) if tabs else cases_in(name, seat)
    cases, following = _page(listed, asked, seat, by=LISTS[name].order, after=after)
    promises = promises_of(cases)
    midnight = end_of_day(seat.at)
    offered = Offered(seat)
    incidents = list(open_incidents(seat).values("pk", "title")[:MOST_OPEN])
    context = {
        "needs": _title(counts) | {"is_mine": name == MINE},
        "heading": saved.name if saved else "" if name in {MINE, ALL} else LISTS[name].label,
        "views": _views(request, seat, name, saved),
        "tabs": [_tab(request, key, counts[key], is_current=key == tab) for key in tabs],
        "filter": _filter(request, seat, asked, saved, offered),
        "offers": []
        if after
        else [*asked_rows(seat, midnight), *waiting_rows(seat), *(_offer(row) for row in _offered_to(seat))],
        "first_steps": [] if cases or after or asked else first_steps(seat),
        "is_shut_in": bool(cases) and not after and is_shut_in(seat),
        "rows": [row_of(case, promises, seat, midnight, is_mine=name == MINE) for case in cases],
        "pages": pages(request, following),
        "acts": acts_for(offered, incidents) if cases else [],
        "undoable": undoable(seat),
        "mentions": [] if after else mentions_for(seat),
        "surges": surges_for(seat),
        "reports": [] if after else seldom.found(reports_owed(seat.agent), most=MOST_OFFERS),
        "incidents": [] if after else incidents[:MOST_OFFERS],
        "here": request.get_full_path(),
    }
    return page(request, seat, "desk/queueing/queue.html", context, name="queue")


def _saved(request: HttpRequest, seat: Seat) -> SavedView | None:
    key = key_in(request.GET.get("view", ""))
    return next((view for view in readable_by(seat) if view.pk == key), None) if key else None


def _count(rows: QuerySet[Case], asked: Filter) -> str:
    """Return how many; with a filter of one's own, nothing: to count would look through them all."""
    return "" if asked else counted(rows, most=MOST_COUNTED)


def _page(
    rows: QuerySet[Case], asked: Filter, seat: Seat, *, by: str, after: Cursor | None
) -> tuple[list[Case], Cursor | None]:
    """Return one page of a list. With a filter it may be short, or empty, and go on all the same."""
    if not asked:
        return page_of(_with_people(rows), by=by, after=after)
    ordered = beginning(rows, by=by, after=after)
    # What many cases answer to fills a page at once; for the rest more are looked through.
    found, following = _filtered(ordered, asked, seat, by=by, most=min(LOOKED_THROUGH_FIRST, MOST_LOOKED_THROUGH))
    if len(found) < ROWS and following is not None:
        found, following = _filtered(ordered, asked, seat, by=by, most=MOST_LOOKED_THROUGH)
    return found, following


def _filtered(
    ordered: QuerySet[Case], asked: Filter, seat: Seat, *, by: str, most: int
) -> tuple[list[Case], Cursor | None]:
    """Return a page of what answers to a filter among so many cases, and where the next one begins."""
    narrowed = asked.narrow(Case.objects.filter(pk__in=ordered.values("pk")[:most]), seat)
    found, following = page_of(_with_people(narrowed), by=by, after=None)
    if following is not None:
        return found, following
    ending = list(ordered.values_list(by, "pk")[most - 1 : most + 1])
    return found, Cursor(*ending[0]) if len(ending) > 1 else None


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
    due_at = case.next_due_at or seat.at
    reason = reason_of(case, promise, due_at, seat.at)
    if because := brought_forward_by(case):
        reason = _("%(reason)s. %(because)s") % {"reason": reason, "because": because}
    if not is_mine and case.holder is not None:
        reason = _("%(name)s: %(reason)s") % {"name": isolated(case.holder.name), "reason": reason}
    return {
        "key": case.key,
        "url": reverse("desk:case", args=[case.number]),
        "state": state_of(due_at, seat.at, midnight) if case.waiting_for == COMPANY else "open",
        "reason": reason,
        "person_name": case.customer,
        "subject": case.subject,
        "due_at": due_at,
        "patience": left if (left := now_left(case, _waits_since(case, promise), at=seat.at)) < FULL else None,
    }


def _waits_since(case: Case, promise: Commitment | None) -> datetime:
    """Return since when they wait for a word of ours: since the first one that we owe an answer to."""
    owed = promise is not None and promise.origin in {Commitment.ANSWER, Commitment.RUNG}
    return promise.made_at if promise is not None and owed else case.last_word_at


def state_of(due_at: datetime, now: datetime, midnight: datetime) -> str:
    """Return how an open promise stands: late, due today, or open."""
    return "late" if due_at < now else "today" if due_at < midnight else "open"


def reason_of(case: Case, promise: Commitment | None, due_at: datetime, now: datetime) -> str:
    """Return what is due on a case and by when, as a reader of the queue says it."""
    words = {
        "when": short_moment(due_at, zone=timezone.get_current_timezone(), now=now),
        "action": isolated(promise.begun if promise else case.subject),
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


def brought_forward_by(case: Case) -> str:
    """Return what brings a case forward in the queue, as a sentence; "" when it stands where its due time stands."""
    if case.waiting_for != COMPANY:
        return ""
    parts = []
    if case.is_standstill:
        parts.append(_("Something stands still over this."))
    if case.contacts > 1:
        parts.append(
            ngettext(
                "Came %(number)s time without an answer.", "Came %(number)s times without an answer.", case.contacts
            )
            % {"number": case.contacts}
        )
    if case.passes:
        parts.append(ngettext("Passed on once.", "Passed on %(number)s times.", case.passes) % {"number": case.passes})
    return " ".join(parts)


def _title(counts: dict[str, str]) -> dict[str, Any]:
    """Return how many things need us today, as a number to say the plural by, and as it is shown."""
    parts = [counts.get(tab, "") for tab in (NOW, TODAY)]
    total = sum(int(part.rstrip("+") or 0) for part in parts)
    return {"number": total, "shown": f"{total}+" if any(part.endswith("+") for part in parts) else str(total)}


def _tab(request: HttpRequest, key: str, count: str, *, is_current: bool) -> dict[str, Any]:
    return {
        "label": TABS[key],
        "count": count or None,
        "url": link(request, tab=key, after=""),
        "is_current": is_current,
        "is_broken_word": key == NOW and bool(count),
    }


def _views(request: HttpRequest, seat: Seat, name: str, saved: SavedView | None) -> list[dict[str, Any]]:
    """Return the lists to choose from, the saved ones after those that are always there."""
    without = dict.fromkeys([*FILTERS, "tab", "after"], "")
    given = [
        {"label": one.label, "url": link(request, **without, view="" if key == MINE else key),
         "is_current": saved is None and key == name}
        for key, one in LISTS.items()
    ]  # fmt: skip
    own = [
        {"label": one.name, "url": link(request, **without, view=str(one.pk)), "is_current": one == saved}
        for one in readable_by(seat)
    ]
    return given + own


def _filter(
    request: HttpRequest, seat: Seat, asked: Filter, saved: SavedView | None, offered: Offered
) -> dict[str, Any]:
    hidden = {name: request.GET[name] for name in ("view", "tab") if request.GET.get(name) and not saved}
    # Its lists of colleagues, teams and tags cost a sixth of the page, and most days nobody opens it.
    is_open = bool(asked) or FILTER in request.GET
    return {
        "form": FilterForm(seat=seat, offered=offered, initial=asked.said()) if is_open else None,
        "open_url": link(request, **{FILTER: "1"}),
        "sentence": asked.sentence(),
        "hidden": hidden,
        "clear_url": link(request, **dict.fromkeys([*FILTERS, "after"], ""), **({"view": ""} if saved else {})),
        "said": asked.said(),
        "saved": saved,
        "is_own": saved is not None and saved.made_by_id == seat.agent.pk,
    }


def _offered_to(seat: Seat) -> list[HandOver]:
    rows = HandOver.objects.filter(taker=seat.agent, ended_at=None).select_related("case__customer", "giver__account")
    return seldom.found(rows.order_by("offered_at"), most=MOST_OFFERS)


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
