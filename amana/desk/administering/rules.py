"""The rules of a brand, with a look at what they would mean before they are kept; and what takes and gives patience in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.cases.errors import Refused
from amana.desk.acting import posted
from amana.desk.administering.placing import FORM
from amana.desk.carrying.noting import noted
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.forms.rules import PatienceForm, PolicyForm
from amana.desk.framing import page
from amana.escalation.foreseeing import MOST_LOOKED_AT, Foreseen, foresee
from amana.review.models import Weights
from amana.review.weighing import set_weights
from amana.team.changing import CannotBe, set_policy
from amana.team.models import Brand
from amana.team.policies import with_rules


def _brand(seat: Seat, key: UUID) -> Brand:
    leads_only(seat)
    return get_object_or_404(Brand.objects.select_related("week"), pk=key, agents=seat.agent)


@seated
@FORM
def policies(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """How soon a brand answers, reminds, climbs and closes. Sent with `look`, it says what that would mean and keeps nothing."""
    brand = _brand(seat, key)
    form = PolicyForm(posted(request), own=brand.policy)
    seen = None
    if request.method == "POST" and form.is_valid():
        if "look" in request.POST:
            seen = foresee(brand, with_rules(form.own), at=seat.at)
        elif _kept(form, brand, seat):
            messages.success(request, _("Saved. The rules count for what begins from now on."))
            return redirect("desk:policies", key=key)
    context = {"brand": brand, "form": form, "seen": seen, "sentence": _foreseen(seen) if seen else ""}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/administering/policies.html", context, name="settings", status=status)


def _kept(form: PolicyForm, brand: Brand, seat: Seat) -> bool:
    try:
        with noted("policies", by=seat.agent, at=seat.at, pk=brand.pk):
            set_policy(brand, form.own)
    except CannotBe as wrong:
        form.add_error(None, str(wrong))
        return False
    return True


def _foreseen(seen: Foreseen) -> str:
    """Return how many promises other rules would have touched, and no more than was looked at."""
    words = {"promises": seen.promises, "cases": seen.cases, "most": MOST_LOOKED_AT}
    if not seen.promises:
        if seen.is_more:
            return _("Of the next %(most)s promises none would have another time.") % words
        return _("No open promise would have another time.")
    if seen.is_more:
        return (
            _("Of the next %(most)s promises, %(promises)s would have another time; further ones were not looked at.")
            % words
        )
    said = ngettext(
        "%(promises)s open promise would have another time.",
        "%(promises)s open promises, on %(cases)s cases, would have another time.",
        seen.promises,
    )
    return said % words


@seated
@FORM
def patience(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """What takes a customer's patience and gives it back; sent with `reset`, what is usual counts again."""
    brand = _brand(seat, key)
    row = Weights.objects.filter(brand=brand).first()
    own: dict[str, Any] = {"points": row.points if row else {}, "climb_below": row.climb_below if row else 0}
    is_reset = "reset" in request.POST
    form = PatienceForm(None if is_reset else posted(request), **own)
    if is_reset or (request.method == "POST" and form.is_valid()):
        points = {} if is_reset else form.points
        below = 0 if is_reset else form.cleaned_data["climb_below"]
        # What this page does not show stays as it was said elsewhere.
        hidden = {} if is_reset else {name: value for name, value in own["points"].items() if name not in form.fields}
        try:
            with noted("weights", by=seat.agent, at=seat.at, brand=brand):
                set_weights(brand, hidden | points, climb_below=below, at=seat.at)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            messages.success(request, _("What is usual counts again.") if is_reset else _("Saved."))
            return redirect("desk:patience", key=key)
    context = {"brand": brand, "form": form, "is_own": row is not None}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/administering/patience.html", context, name="settings", status=status)
