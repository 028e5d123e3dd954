"""What is done about a cause: promised, done, not done, and another time for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.insight.causes.forms import FixForm, SayForm, TimeForm
from amana.desk.insight.causes.one import found
from amana.insight.causes.fixing import agree_time, ask_time, break_fix, keep_fix, promise_fix
from amana.insight.models import Fix


@seated
@FORM
def fix_new(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Promise what is done about a cause."""
    row = found(seat, key)
    leads_only(seat)
    form = FixForm(posted(request), brand=row.brand, initial={"owner": row.owner_id, "how": FixForm.ENDS})
    what = Act(
        _("What is done about it"),
        _("Promise it"),
        reverse("desk:cause", args=[row.pk]),
        _("It is kept like every promise: its owner is reminded, and when it is late that is seen by all."),
        _("It is promised."),
        row.what,
        "insight",
    )
    return act(request, seat, form, lambda _said: promise_fix(row, form.plan(), by=seat.viewer, at=seat.at), what)


def _fix(seat: Seat, key: UUID) -> Fix:
    rows = Fix.objects.filter(cause__brand__in=seat.brands).select_related("cause__brand", "owner__account")
    return get_object_or_404(rows, pk=key)


def _back(fix: Fix) -> str:
    return reverse("desk:cause", args=[fix.cause_id])


@seated
@FORM
def fix_keeping(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """It is done."""
    fix = _fix(seat, key)
    form = SayForm(posted(request), label=_("What was changed"))
    sentence = (
        _("It helps those who ask; the cause stays open until something ends it.")
        if fix.eases
        else _("From now on it is counted whether people ask less. In four weeks you read here whether it helped.")
    )
    what = Act(_("It is done"), _("It is done"), _back(fix), sentence, about=fix.what, name="insight")
    return act(request, seat, form, lambda said: keep_fix(fix, text=said["text"], by=seat.viewer, at=seat.at), what)


@seated
@FORM
def fix_breach(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """It is not done, and will not be."""
    fix = _fix(seat, key)
    form = SayForm(posted(request), label=_("Why"))
    what = Act(_("It will not be done"), _("It will not be done"), _back(fix), about=fix.what, name="insight")
    return act(request, seat, form, lambda said: break_fix(fix, text=said["text"], by=seat.viewer, at=seat.at), what)


@seated
@FORM
def fix_time(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Ask for another time."""
    fix = _fix(seat, key)
    form = TimeForm(posted(request))
    sentence = _("It stays due as it was promised until somebody else who leads agrees.")
    what = Act(_("Ask for another time"), _("Ask"), _back(fix), sentence, _("It is asked for."), fix.what, "insight")

    def ask(said: dict[str, Any]) -> None:
        ask_time(fix, due_at=said["due_at"], why=said["why"], by=seat.viewer, at=seat.at)

    return act(request, seat, form, ask, what)


@seated
@require_POST
def fix_agreement(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Agree to the time that was asked for."""
    fix = _fix(seat, key)
    leads_only(seat)
    agree_time(fix, by=seat.viewer, at=seat.at)
    messages.success(request, _("The new time counts."))
    return redirect(_back(fix))
