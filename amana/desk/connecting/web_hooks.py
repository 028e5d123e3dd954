"""Web hooks of a brand: which servers are told of what, how that goes, and the address at which another system writes to us."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.errors import Refused
from amana.channels.models import Delivery, Inlet, WebHook
from amana.channels.web_hooks import posting
from amana.channels.web_hooks.opening import Opened, close_inlet, open_inlet, rotate_inlet
from amana.channels.web_hooks.replaying import replay, replay_all, try_out
from amana.channels.web_hooks.sending import NO_SECRET
from amana.channels.web_hooks.setting_up import change, make, remove, rotate
from amana.channels.web_hooks.shaping import TEST
from amana.desk.acting import Act, accepted, act, posted
from amana.desk.carrying.noting import noted, noting
from amana.desk.connecting.hook_forms import HookForm
from amana.desk.entering import Seat, brand_of, leads_only, seated
from amana.desk.framing import page
from amana.desk.paging import cursor_in, page_of, pages
from amana.team.models import Agent, Brand

FORM = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 50


@seated
@FORM
def brand_hooks(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """The web hooks of a brand, and one more; its secret is shown in the answer and never again."""
    brand = brand_of(seat, key)
    form = HookForm(posted(request), row=None, may_allow=_may_allow(seat))
    made = None

    def do(_said: dict[str, Any]) -> None:
        nonlocal made
        made = make(brand, form.wanted(), by=seat.agent, at=seat.at)

    if request.method == "POST" and accepted(form, noting(do, seat, "web_hooks", brand=brand.pk)) and made:
        return _page(request, seat, made.hook, secret=made.secret)
    return _brand_page(request, seat, brand, form=form)


@seated
@require_POST
def brand_inlet(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Open the way in, close it, or make another secret for it, which is shown once."""
    brand = brand_of(seat, key)
    wanted, opened = request.POST.get("act"), None
    with noted("inlets", by=seat.agent, at=seat.at, brand=brand.pk):
        if wanted == "close":
            close_inlet(brand, by=seat.agent, at=seat.at)
        elif wanted == "rotate":
            opened = rotate_inlet(brand, by=seat.agent, at=seat.at)
        else:
            opened = open_inlet(brand, by=seat.agent, at=seat.at)
    if opened is not None and opened.secret:
        return _brand_page(request, seat, brand, opened=opened)
    messages.success(request, _("Saved."))
    return redirect("desk:brand_hooks", key=key)


@seated
@FORM
def web_hook(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """One web hook: how it is set, and what became of what it was told."""
    row = _hook_of(seat, key)
    form = HookForm(posted(request), row=row, may_allow=_may_allow(seat))
    secret = ""

    def do(_said: dict[str, Any]) -> None:
        nonlocal secret
        secret = change(row, form.wanted(), by=seat.agent, at=seat.at).secret

    if request.method == "POST" and accepted(form, noting(do, seat, "web_hooks", pk=row.pk)):
        if secret:
            return _page(request, seat, _hook_of(seat, key), secret=secret)
        messages.success(request, _("Saved."))
        return redirect("desk:web_hook", key=key)
    return _page(request, seat, row, form=form)


@seated
@require_POST
def web_hook_secret(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Make another secret, and show it once."""
    row = _hook_of(seat, key)
    with noted("web_hooks", by=seat.agent, at=seat.at, pk=row.pk):
        made = rotate(row, by=seat.agent, at=seat.at)
    return _page(request, seat, made.hook, secret=made.secret, is_rotated=True)


@seated
@require_POST
def web_hook_trial(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Send a message that names no case."""
    try_out(_hook_of(seat, key), at=seat.at)
    messages.success(request, _("A test is on its way. What came of it stands below in a moment."))
    return redirect("desk:web_hook", key=key)


@seated
@require_POST
def web_hook_replays(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Send again whatever was given up."""
    count = replay_all(_hook_of(seat, key), at=seat.at)
    said = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
    messages.success(request, said % {"count": count})
    return redirect("desk:web_hook", key=key)


@seated
@FORM
def web_hook_removal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Ask, then tell this server nothing more."""
    row = _hook_of(seat, key)
    is_sent = request.method == "POST"
    what = Act(
        title=_("Remove the web hook %(name)s") % {"name": row.name},
        label=_("Remove it"),
        back_url=reverse("desk:brand_hooks", args=[row.brand_id]) if is_sent else reverse("desk:web_hook", args=[key]),
        about=row.name,
        sentence=_("Its secret is forgotten, and it is told nothing more, what waits included."),
        done=_("The web hook is removed."),
        name="settings",
    )
    do = noting(lambda _said: remove(row), seat, "web_hooks", pk=row.pk)
    return act(request, seat, forms.Form(posted(request)), do, what)


@seated
@require_POST
def delivery_replay(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Send one message again, under the id it had."""
    leads_only(seat)
    rows = Delivery.objects.filter(hook__in=WebHook.objects.filter(brand__in=seat.brands))
    row = get_object_or_404(rows, pk=key)
    try:
        replay(row, at=seat.at)
        messages.success(request, _("It is sent again."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("desk:web_hook", key=row.hook_id)


def _may_allow(seat: Seat) -> bool:
    return seat.agent.role in Agent.ABOVE_ALL


def _hook_of(seat: Seat, key: UUID) -> WebHook:
    """Return a web hook of a brand this agent leads in. Raises Http404."""
    leads_only(seat)
    return get_object_or_404(WebHook.objects.select_related("brand", "set_by__account"), pk=key, brand__in=seat.brands)


def _brand_page(
    request: HttpRequest, seat: Seat, brand: Brand, *, form: HookForm | None = None, opened: Opened | None = None
) -> HttpResponse:
    form = form or HookForm(row=None, may_allow=_may_allow(seat))
    inlet = opened.inlet if opened else Inlet.objects.filter(brand=brand).first()
    context = {
        "brand": brand,
        "hooks": WebHook.objects.filter(brand=brand)[:MOST_SHOWN],
        "form": form,
        "inlet": inlet,
        "inlet_url": f"{settings.BASE_URL}/in/hook/{inlet.key}/" if inlet else "",
        "inlet_secret": opened.secret if opened else "",
    }
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/connecting/web_hooks.html", context, name="settings", status=status)


def _page(
    request: HttpRequest, seat: Seat, row: WebHook, *, form: HookForm | None = None, **more: object
) -> HttpResponse:
    rows, following = page_of(
        Delivery.objects.filter(hook=row), by="made_at", after=cursor_in(request), newest_first=True
    )
    form = form or HookForm(row=row, may_allow=_may_allow(seat))
    context = {
        "row": row,
        "brand": row.brand,
        "form": form,
        "log": [{"row": one, "said": _said(one), "may_replay": _may_replay(one, row)} for one in rows],
        "has_dead": Delivery.objects.filter(hook=row, state="dead").exists(),
        "pages": pages(request, following),
        **more,
    }
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/connecting/web_hook.html", context, name="settings", status=status)


def _may_replay(one: Delivery, hook: WebHook) -> bool:
    return hook.is_on and one.type != TEST and one.state in {Delivery.DEAD, Delivery.DONE}


def _said(one: Delivery) -> str:
    """Return what came of the last try, in words where there was no answer."""
    if one.status is not None or not one.answer:
        return one.answer
    reasons = {
        posting.UNKNOWN: _("There is no server of this name."),
        posting.PRIVATE: _("Its address is inside a private network, and no administrator has allowed that."),
        posting.FORBIDDEN: _("Its address is one that is never asked."),
        posting.PLAIN: _("Outside the house it is asked by https alone."),
        posting.SLOW: _("It took too long."),
        posting.BROKEN: _("No connection to it came about."),
        NO_SECRET: _("The stored secret cannot be opened. Make a new one."),
    }
    return reasons.get(one.answer, one.answer)
