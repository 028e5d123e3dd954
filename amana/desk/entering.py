"""The door of the desk: whoever comes in is an agent who may work; everybody else finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.people.models import Account
from amana.team.models import Agent, Brand
from amana.team.viewing import Viewer, at_the_desk

P = ParamSpec("P")


@dataclass(frozen=True)
class Seat:
    """Who sits at the desk in this request, and the one moment that counts as now in it."""

    agent: Agent
    viewer: Viewer
    at: datetime

    @property
    def brands(self) -> frozenset[UUID]:
        """The keys of the brands this agent serves."""
        return frozenset(self.viewer.brands)


def seated(
    view: Callable[Concatenate[HttpRequest, Seat, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the view a seat; a stranger is sent to sign in, an account that serves nobody finds nothing.

    A verb that refuses where the view has no form to keep is answered with its sentence and the page it came from.
    """

    @wraps(view)
    def sit_down(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        assert isinstance(request.user, Account)
        agent = Agent.objects.active().filter(account=request.user).first()
        if agent is None:
            raise Http404
        agent.account = request.user
        if agent.only_reads and not _may_be_asked_by_a_reader(request):
            messages.error(request, _("You read here; nothing is changed by you."))
            return redirect(_where_it_came_from(request))
        try:
            return view(request, Seat(agent, at_the_desk(agent), timezone.now()), *args, **kwargs)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return redirect(_where_it_came_from(request))

    return login_required(sit_down)


def _may_be_asked_by_a_reader(request: HttpRequest) -> bool:
    """Whether an auditor may ask this: what changes nothing, one's own account, notices and tokens, and a report."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    own = {"account", "notices", "tokens", "token_revocation"}
    return request.method in {"GET", "HEAD"} or name in own | {"report_export", "insight_file"}


def leads_only(seat: Seat) -> None:
    """Raises Http404 for whoever leads nobody; an auditor may look."""
    if not seat.agent.is_lead and not seat.agent.only_reads:
        raise Http404


def brand_of(seat: Seat, key: UUID) -> Brand:
    """Return a brand whose settings this agent may see: one they lead in. Raises Http404."""
    leads_only(seat)
    return get_object_or_404(Brand, pk=key, agents=seat.agent)


def case_of(seat: Seat, number: str) -> Case:
    """Return the case with this number, as far as this agent may see it. Raises Http404."""
    rows = Case.objects.visible_to(seat.viewer)
    related = rows.select_related("brand__week", "customer", "company", "holder__account")
    return get_object_or_404(related, number=number.upper().replace("\x00", ""))


def _where_it_came_from(request: HttpRequest) -> str:
    """Return the page of ours a form was sent from; a page that refuses itself leads back to the queue."""
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return came if ours and request.method == "POST" else "desk:queue"
