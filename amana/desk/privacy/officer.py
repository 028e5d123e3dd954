"""One page for whoever answers for people's data: what was asked, how long words are kept, and what is kept where."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from amana.channels.models import LanguageModel
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.privacy.asking import latest_requests, open_requests
from amana.privacy.models import Emptied, Request, Retention
from amana.privacy.retaining import holds
from amana.team.models import Brand

MOST_SHOWN = 50
Kept = tuple[str | Promise, str | Promise, str | Promise]

# What is kept of people, where it comes from, and how long; the terms are those of the rooms that keep it.
KEPT: list[Kept] = [
    (gettext_lazy("What was said: messages, calls, files, promises"), gettext_lazy("the record of each case"),
     gettext_lazy("as long as this page says, or until it is erased")),
    (gettext_lazy("Names, mail addresses, telephones"), gettext_lazy("people"), gettext_lazy("until it is erased")),
    (gettext_lazy("What was read in a text: promises, questions, tone"), gettext_lazy("beside each message"),
     gettext_lazy("as long as the message")),
    (gettext_lazy("Patience, and what took from it"), gettext_lazy("people"), gettext_lazy("12 months")),
    (gettext_lazy("Words that were noted because of their tone"), gettext_lazy("people"), gettext_lazy("12 months")),
    (gettext_lazy("Recordings of calls"), gettext_lazy("the call, with the consent it rests on"),
     gettext_lazy("until it is deleted or erased")),
    (gettext_lazy("Mails to colleagues and codes"), gettext_lazy("sent mail"), gettext_lazy("30 days")),
    (gettext_lazy("Browsers that opened a case by its link"), gettext_lazy("the portal"), gettext_lazy("until it is erased")),
    (gettext_lazy("Counted figures, of no person"), gettext_lazy("insight"), gettext_lazy("for good")),
]  # fmt: skip


def may_answer(seat: Seat) -> None:
    """Raises Http404 for whoever neither answers for people's data nor reads here as an auditor."""
    if not seat.agent.sees_to_all and not seat.agent.only_reads:
        raise Http404


@seated
@require_safe
def privacy(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What people asked for about themselves, how long each brand keeps words, and what is kept where."""
    may_answer(seat)
    today = timezone.localtime(seat.at).date()
    brands = list(Brand.objects.filter(pk__in=seat.brands).order_by("name"))
    context = {
        "open": [_asked(one, is_late=one.due_on < today) for one in open_requests(seat.viewer)[:MOST_SHOWN]],
        "answered": [_asked(one) for one in latest_requests(seat.viewer).exclude(state=Request.OPEN)[:MOST_SHOWN]],
        "brands": _brands(brands),
        "holds": holds(seat.viewer)[:MOST_SHOWN],
        "emptied": Emptied.objects.filter(case__brand__in=seat.brands).select_related("case").order_by("-at")[:10],
        "kept": KEPT,
        "models": LanguageModel.objects.filter(brand__in=seat.brands).select_related("brand").order_by("brand__name"),
        "may_change": not seat.agent.only_reads,
    }
    return page(request, seat, "desk/privacy/officer.html", context, name="settings")


def _asked(row: Request, *, is_late: bool = False) -> dict[str, Any]:
    return {"row": row, "kind": row.get_kind_display(), "state": row.get_state_display(), "is_late": is_late}


def _brands(brands: list[Brand]) -> list[dict[str, Any]]:
    months = dict(Retention.objects.filter(brand__in=brands).values_list("brand", "months"))
    return [{"brand": one, "months": months.get(one.pk)} for one in brands]
