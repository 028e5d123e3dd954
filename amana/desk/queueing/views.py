"""Saved views: a filter of the queue kept under a name, for oneself, one's team or everybody."""

from __future__ import annotations

from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.errors import Refused
from amana.desk.acting import Act, act, posted
from amana.desk.carrying.noting import noted, noting
from amana.desk.entering import Seat, seated
from amana.desk.models import SavedView
from amana.desk.queueing.filtering import Filter
from amana.desk.queueing.forms import SavedViewForm
from amana.team.models import Agent

# More views than this are no help to anybody, and each page of the queue reads them all.
MOST_VIEWS = 30


def readable_by(seat: Seat) -> list[SavedView]:
    """Return the views an agent sees: their own, their team's and everybody's of those who serve a brand of theirs.

    Each is asked for by itself: asked together, a database reads every view there is.
    """
    rows = SavedView.objects.order_by("made_at", "pk")
    found = list(rows.filter(made_by=seat.agent)[:MOST_VIEWS])
    if seat.agent.team_id:
        found += rows.filter(readers=SavedView.TEAM, team=seat.agent.team_id)[:MOST_VIEWS]
    ours = Agent.brands.through.objects.filter(agent=OuterRef("made_by"), brand__in=list(seat.brands))
    found += rows.filter(Exists(ours), readers=SavedView.ALL)[:MOST_VIEWS]
    return list({view.pk: view for view in found}.values())[:MOST_VIEWS]


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Keep the filter that is in the address as a view of its own."""
    asked = Filter.read(dict(parse_qsl(request.META.get("QUERY_STRING", ""))))
    if not asked:
        raise Refused(_("Choose a filter first; then it can be kept."))

    def save(said: dict[str, str]) -> None:
        if SavedView.objects.filter(made_by=seat.agent).count() >= MOST_VIEWS:
            raise Refused(_("You have as many views as the queue shows. Remove one first."))
        is_team = said["readers"] == SavedView.TEAM
        SavedView.objects.create(name=said["name"], filter=asked.said(), made_by=seat.agent, readers=said["readers"],
                                 team=seat.agent.team if is_team else None, made_at=seat.at)  # fmt: skip

    sentence = _("Cases %(filter)s.") % {"filter": asked.sentence()}
    what = Act(
        _("Keep as a view"), _("Keep it"), reverse("desk:queue"), sentence, _("The view stands beside the others now.")
    )
    do = noting(save, seat, "views", made_by=seat.agent)
    return act(request, seat, SavedViewForm(posted(request), seat=seat), do, what)


@seated
@require_POST
def view_removal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Remove a view of one's own; a lead may remove one that others see."""
    mine = Q(made_by=seat.agent) | (~Q(readers=SavedView.MINE) if seat.agent.is_lead else Q(pk=None))
    rows = SavedView.objects.filter(mine, pk__in=[one.pk for one in readable_by(seat)])
    row = get_object_or_404(rows, pk=key)
    with noted("views", by=seat.agent, at=seat.at, made_by=row.made_by_id):
        row.delete()
    messages.success(request, _("The view is gone. The cases are where they were."))
    return redirect("desk:queue")
