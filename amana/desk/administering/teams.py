"""Teams: colleagues who share a queue and a ladder; made, named and taken apart by those who lead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.desk.acting import Act, act, posted
from amana.desk.carrying.noting import noted, noting
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.forms.settings import TeamForm
from amana.desk.framing import page
from amana.kit.codes import new_id
from amana.team.models import Team

MOST_TEAMS = 100


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All teams, and making another."""
    leads_only(seat)
    form = TeamForm(posted(request))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        with noted("teams", by=seat.agent, at=seat.at, name=name):
            Team.objects.create(id=new_id(), name=name, created_at=seat.at)
        messages.success(request, _("Saved."))
        return redirect("desk:teams")
    rows = Team.objects.annotate(number=Count("members", filter=Q(members__account__is_active=True)))
    context = {"rows": rows.order_by("name")[:MOST_TEAMS], "form": form}
    return page(
        request, seat, "desk/administering/teams.html", context, name="settings", status=422 if form.errors else 200
    )


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Give a team another name."""
    leads_only(seat)
    row = get_object_or_404(Team, pk=key)

    def save(said: dict[str, Any]) -> None:
        row.name = said["name"]
        row.save(update_fields=["name"])

    what = Act(row.name, _("Save"), reverse("desk:teams"), "", _("Saved."), _("Teams"), "settings")
    return act(request, seat, TeamForm(posted(request), but=row, initial={"name": row.name}),
               noting(save, seat, "teams", pk=row.pk), what)  # fmt: skip


@seated
@require_POST
def team_removal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Take apart a team nobody belongs to any more."""
    leads_only(seat)
    row = get_object_or_404(Team, pk=key)
    if row.members.exists() or Case.objects.filter(team=row).exists():
        raise Refused(_("Somebody, or some case, still belongs to this team. Give them another team first."))
    with noted("teams", by=seat.agent, at=seat.at, name=row.name):
        row.delete()
    messages.success(request, _("The team is gone."))
    return redirect("desk:teams")
