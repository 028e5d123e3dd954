"""How long a brand keeps the words of closed cases, with what that would empty now; and cases that are kept longer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from amana.cases.errors import Refused
from amana.cases.models import Case
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.carrying.noting import noting
from amana.desk.entering import Seat, seated
from amana.desk.forms.fields import line
from amana.desk.framing import page
from amana.desk.privacy.officer import may_answer
from amana.privacy.models import Retention
from amana.privacy.retaining import hold, holds, keep_for, let_go, preview
from amana.team.models import Brand


class RetentionForm(forms.Form):
    """How many months; empty for good."""

    months = forms.IntegerField(label=gettext_lazy("Months after closing"), required=False, min_value=Retention.LEAST,
                                max_value=Retention.MOST, help_text=gettext_lazy("Empty: words are kept for good."))  # fmt: skip


class HoldForm(forms.Form):
    """Which case, why, and until when."""

    number = line(gettext_lazy("Number of the case"), most=12)
    why = line(gettext_lazy("Why it is needed"))
    until = forms.DateField(label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}))


@seated
@FORM
def retention(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Set how long words are kept; looked at first, then put into force."""
    may_answer(seat)
    brand = get_object_or_404(Brand, pk=key, pk__in=seat.brands)
    row = Retention.objects.filter(brand=brand).first()
    form = RetentionForm(posted(request), initial={"months": row.months if row else None})
    shown = None
    if request.method == "POST" and form.is_valid():
        months = form.cleaned_data["months"]
        if "apply" in request.POST or months is None:
            return _put_in_force(request, seat, form, brand)
        shown = preview(brand, months, at=seat.at)
    context = {"form": form, "brand": brand, "preview": shown, "row": row}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/privacy/retention.html", context, name="settings", status=status)


def _put_in_force(request: HttpRequest, seat: Seat, form: RetentionForm, brand: Brand) -> HttpResponse:
    set_it = noting(
        lambda said: keep_for(brand, said["months"], by=seat.viewer, at=seat.at), seat, "retention", brand=brand
    )
    set_it(form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("desk:privacy")


@seated
@FORM
def hold_new(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Keep the words of one case longer."""
    may_answer(seat)

    def keep(said: dict[str, Any]) -> None:
        number = said["number"].strip().upper()
        case = Case.objects.visible_to(seat.viewer).select_related("brand").filter(number=number).first()
        if case is None:
            raise Refused(_("There is no case with this number."))
        hold(case, why=said["why"], until=said["until"], by=seat.viewer, at=seat.at)

    what = Act(_("Keep a case longer"), _("Keep it"), reverse("desk:privacy"), about=_("People's data"), done=_("Saved."),
               name="settings")  # fmt: skip
    return act(request, seat, HoldForm(posted(request)), keep, what)


@seated
@require_POST
def hold_end(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Keep it no longer than the brand does."""
    may_answer(seat)
    let_go(get_object_or_404(holds(seat.viewer), pk=key), by=seat.viewer)
    messages.success(request, _("Saved."))
    return redirect("desk:privacy")
