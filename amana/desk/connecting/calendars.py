"""The calendar an agent subscribes to with a program of their own: calls they promised, hand-overs that wait for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.channels.calendar.subscribing import agent_of, subscribe, unsubscribe
from amana.channels.calendar.writing import Entry, feed
from amana.channels.models import CalendarFeed
from amana.commitments.models import Commitment
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.escalation.models import Acceptance
from amana.record.literals import literals
from amana.team.models import Agent

# Of each kind, the next ones: more than anybody does in weeks.
MOST = 100
SHORT = timedelta(minutes=15)
LONG = timedelta(minutes=30)


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Whether there is a calendar to subscribe to; a new address is shown in the answer and never again."""
    url = ""
    if request.method == "POST":
        key = subscribe(seat.agent, at=seat.at)
        url = f"{settings.BASE_URL}{reverse('calendar_feed', args=[key])}"
    row = CalendarFeed.objects.filter(agent=seat.agent).first()
    context = {"feed": row, "url": url}
    answer = page(request, seat, "desk/connecting/calendar.html", context, name="settings")
    answer["Cache-Control"] = "no-store"
    return answer


@seated
@require_POST
def calendar_removal(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Let the address lead nowhere."""
    unsubscribe(seat.agent)
    messages.success(request, _("The address leads nowhere any more."))
    return redirect("desk:calendar")


@require_safe
def calendar_feed(_request: HttpRequest, key: str) -> HttpResponse:
    """The calendar behind an address: for programs, so there is nobody to sign in."""
    agent = agent_of(key)
    if agent is None:
        raise Http404
    at = timezone.now()
    with translation.override(agent.account.language):
        entries = [*_calls(agent, at), *_hand_overs(agent)]
        body = feed(_("Amana: %(name)s") % {"name": agent.name}, entries, at=at)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _calls(agent: Agent, at: datetime) -> list[Entry]:
    """Return the calls this agent owes: by case alone, as a calendar is read by more people than the desk."""
    rows = Commitment.objects.outstanding().filter(owner_agent=agent, origin__in=literals(Commitment.CALL_BACK))
    found = []
    for row in rows.select_related("case").order_by("due_at", "pk")[:MOST]:
        assert row.due_at is not None
        begins = row.window_from or row.due_at - LONG
        late = _("Late: a call, case %(number)s") if row.due_at < at else _("A call, case %(number)s")
        found.append(_entry(f"call-{row.pk}", begins, row.due_at, late, row.case.number))
    return found


def _hand_overs(agent: Agent) -> list[Entry]:
    rows = Acceptance.objects.filter(hand_over__taker=agent, hand_over__ended_at=None)
    found = []
    for row in rows.select_related("hand_over__case").order_by("due_at")[:MOST]:
        title = _("A hand-over to be answered, case %(number)s")
        number = row.hand_over.case.number
        found.append(_entry(f"hand-over-{row.pk}", row.due_at - SHORT, row.due_at, title, number))
    return found


def _entry(name: str, begins: datetime, ends: datetime, title: str, number: str) -> Entry:
    host = settings.BASE_URL.partition("://")[2].partition("/")[0]
    url = f"{settings.BASE_URL}{reverse('desk:case', args=[number])}"
    return Entry(f"{name}@{host}", begins, ends, title % {"number": number}, url)
