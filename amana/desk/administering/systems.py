"""The firm's own system a brand asks: where it is, its secret, trying it out, and turning it on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.channels.models import System
from amana.channels.systems.asking import About, SystemTrouble, ask
from amana.channels.systems.setting_up import new_secret, set_up
from amana.desk.acting import accepted, posted
from amana.desk.entering import Seat, brand_of, seated
from amana.desk.forms.systems import SystemForm
from amana.desk.framing import page
from amana.desk.outside.systems import shown
from amana.team.models import Agent, Brand

FORM = require_http_methods(["GET", "HEAD", "POST"])
# Nobody's case and nobody's addresses: example domains and the numbers kept for stories belong to no one.
TRIAL = About("AM-TRIAL", mails=["trial@example.com"], phones=["+15555550100"], orders=["TRIAL-1"])


@seated
@FORM
def brand_system(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Where the system is and whether it is asked; a new secret is shown in the answer and never again."""
    brand = brand_of(seat, key)
    form = SystemForm(posted(request), row=_system(brand), may_allow=_may_allow(seat))
    secret = ""

    def do(said: dict[str, Any]) -> None:
        nonlocal secret
        secret = set_up(brand, **said, by=seat.agent, at=seat.at).secret

    if request.method == "POST" and accepted(form, do):
        if secret:
            return _page(request, seat, brand, secret=secret)
        messages.success(request, _("Saved."))
        return redirect("desk:brand_system", key=key)
    return _page(request, seat, brand, form=form)


@seated
@require_POST
def brand_system_secret(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Make another secret, and show it once."""
    brand = brand_of(seat, key)
    return _page(request, seat, brand, secret=new_secret(brand, by=seat.agent, at=seat.at).secret)


@seated
@require_POST
def brand_system_trial(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Ask about a case that does not exist, and show what came of it, also while the system is off."""
    brand = brand_of(seat, key)
    row = _system(brand)
    if row is None:
        raise Http404
    try:
        tried: dict[str, Any] = shown(ask(row, TRIAL, at=seat.at, is_fresh=True), number=TRIAL.number)
    except SystemTrouble as trouble:
        tried = {"error": str(trouble)}
    return _page(request, seat, brand, tried=tried | {"is_asked": True})


def _may_allow(seat: Seat) -> bool:
    return seat.agent.role in Agent.ABOVE_ALL


def _system(brand: Brand) -> System | None:
    return System.objects.filter(brand=brand).first()


def _page(
    request: HttpRequest, seat: Seat, brand: Brand, *, form: forms.Form | None = None, **more: object
) -> HttpResponse:
    row = _system(brand)
    form = form or SystemForm(row=row, may_allow=_may_allow(seat))
    context = {"brand": brand, "row": row, "form": form, **more}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/administering/system.html", context, name="settings", status=status)
