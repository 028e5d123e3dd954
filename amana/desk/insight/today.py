"""Today: what is about to break, while there is time to keep it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amana.cases.models import COMPANY, Case, HandOver
from amana.commitments.models import Commitment
from amana.desk.entering import Seat, seated
from amana.desk.framing import counted, page
from amana.desk.insight.viewing import others
from amana.desk.insight.words import Text
from amana.desk.promising.promises import of_our_brands
from amana.desk.queueing.queue import promises_of, reason_of, state_of
from amana.escalation.models import Acceptance
from amana.look.telling import standing_of
from amana.record.literals import literals
from amana.wording.isolating import isolated

# What falls due within so long is about to break.
AHEAD = timedelta(hours=4)
LISTED = 8
# Looked through at most for a list that is narrower than its index.
MOST_LOOKED_THROUGH = 300
IN_WORDS = (Commitment.HAND, Commitment.READ, Commitment.CLAIMED)
OWED = (Commitment.ANSWER, Commitment.RUNG)


@dataclass(frozen=True)
class Section:
    """Some rows of one kind, the most urgent first, and where the rest of them is."""

    heading: Text
    nothing: Text
    rows: list[dict[str, Any]]
    has_more: bool
    url: str


@seated
@require_safe
def today(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What of the brands this agent serves breaks in the next hours unless somebody sees to it."""
    late = counted(of_our_brands(seat).outstanding().filter(due_at__lt=seat.at))
    context = {
        "sections": [_promised(seat), _lapsing(seat), _call_backs(seat), _offered(seat)],
        "late": late,
        "late_url": f"{reverse('desk:promises')}?tab=late&whose=all",
        "hours": AHEAD // timedelta(hours=1),
        "others": others(seat, "insight_today"),
    }
    return page(request, seat, "desk/insight/today.html", context, name="insight")


def _promised(seat: Seat) -> Section:
    due = of_our_brands(seat).outstanding().filter(due_at__gte=seat.at, due_at__lt=seat.at + AHEAD)
    near = due.order_by("due_at", "pk").values("pk")[:MOST_LOOKED_THROUGH]
    rows = Commitment.objects.filter(pk__in=near, origin__in=IN_WORDS).select_related(
        "case__customer", "owner_agent__account"
    )
    return _section(
        gettext_lazy("Promises due"), gettext_lazy("Nothing that was promised in words falls due."),
        rows.order_by("due_at", "pk"), lambda row: _promise(row, seat),
        f"{reverse('desk:promises')}?tab=today&whose=all",
    )  # fmt: skip


def _lapsing(seat: Seat) -> Section:
    """Return the cases that lose their next step: an answer is owed on them, and nothing better was promised."""
    ours = Case.objects.visible_to(seat.viewer).open().filter(waiting_for=COMPANY)
    near = ours.filter(next_due_at__gte=seat.at, next_due_at__lt=seat.at + AHEAD).order_by("next_due_at", "pk")
    keys = near.values("pk")[:MOST_LOOKED_THROUGH]
    rows = Case.objects.filter(pk__in=keys, next_reason__in=OWED).select_related("customer", "holder__account")
    shown = list(rows.order_by("next_due_at", "pk")[: LISTED + 1])
    promises = promises_of(shown)
    return Section(
        gettext_lazy("Answers owed"), gettext_lazy("No answer is owed in this time."),
        [_case(row, promises, seat) for row in shown[:LISTED]], len(shown) > LISTED,
        f"{reverse('desk:queue')}?view=all&tab=today",
    )  # fmt: skip


def _call_backs(seat: Seat) -> Section:
    case = Case.objects.filter(pk=OuterRef("case_id"), kept_by=COMPANY, brand__in=seat.brands)
    rows = Commitment.objects.outstanding().filter(
        Exists(case), origin__in=literals(Commitment.CALL_BACK), window_from__lt=seat.at + AHEAD
    )
    return _section(
        gettext_lazy("Calls promised"), gettext_lazy("Nobody waits for a call of ours in this time."),
        rows.select_related("case__customer", "owner_agent__account").order_by("window_from", "pk"),
        lambda row: _promise(row, seat), reverse("desk:call_backs"),
    )  # fmt: skip


def _offered(seat: Seat) -> Section:
    """Return hand-overs nobody has answered; of the open ones, of which there are few, the earliest."""
    case = Case.objects.filter(pk=OuterRef("case_id"), kept_by=COMPANY, brand__in=seat.brands)
    # In the order of the index that holds the open ones alone.
    keys = list(
        HandOver.objects.filter(Exists(case), ended_at=None)
        .order_by("case")
        .values_list("pk", flat=True)[:MOST_LOOKED_THROUGH]
    )
    rows = HandOver.objects.filter(pk__in=keys).select_related("case__customer", "giver__account", "taker__account")
    due = dict(Acceptance.objects.filter(pk__in=keys).values_list("pk", "due_at"))
    return _section(
        gettext_lazy("Hand-overs not accepted"), gettext_lazy("Every hand-over has been answered."),
        rows.order_by("offered_at", "pk"), lambda row: _offer(row, due.get(row.pk)), reverse("desk:queue"),
    )  # fmt: skip


def _section(
    heading: Text, nothing: Text, rows: QuerySet[Any], say: Callable[[Any], dict[str, Any]], url: str
) -> Section:
    shown = list(rows[: LISTED + 1])
    return Section(heading, nothing, [say(row) for row in shown[:LISTED]], len(shown) > LISTED, url)


def _promise(row: Commitment, seat: Seat) -> dict[str, Any]:
    said = _("%(name)s: %(reason)s") % {"name": isolated(row.owner_name), "reason": isolated(row.begun)}
    return _line(row.case, said, row.due_at, state=standing_of(row, seat.at))


def _case(case: Case, promises: dict[Any, Commitment], seat: Seat) -> dict[str, Any]:
    due_at = case.next_due_at or seat.at
    said = reason_of(case, promises.get(case.next_commitment), due_at, seat.at)
    if case.holder is not None:
        said = _("%(name)s: %(reason)s") % {"name": isolated(case.holder.name), "reason": said}
    return _line(case, said, due_at, state=state_of(due_at, seat.at, seat.at + AHEAD))


def _offer(row: HandOver, due_at: datetime | None) -> dict[str, Any]:
    said = _("%(giver)s offers it to %(taker)s") % {
        "giver": isolated(row.giver.name),
        "taker": isolated(row.taker.name),
    }
    return _line(row.case, said, due_at or row.offered_at, state="offered")


def _line(case: Case, said: str, due_at: datetime | None, *, state: str) -> dict[str, Any]:
    return {"url": reverse("desk:case", args=[case.number]), "state": state, "reason": said,
            "person_name": case.customer, "subject": case.subject, "due_at": due_at, "patience": None}  # fmt: skip
