"""The language model a brand may ask: setting it up, trying it out, agreeing to it and taking that back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases.errors import Refused
from amana.channels.language_models.agreeing import agree, agreed, set_up, withdraw
from amana.channels.models import LanguageModel
from amana.desk.acting import accepted, posted
from amana.desk.carrying.noting import noted, noting
from amana.desk.entering import Seat, brand_of, seated
from amana.desk.forms.language_models import ConsentForm, LanguageModelForm
from amana.desk.framing import page
from amana.handling.talking.asking_models import TRIAL_KINDS, try_out
from amana.team.models import Brand
from amana.wording.isolating import isolated

FORM = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters("key")
@sensitive_variables("said", "form")
@seated
@FORM
def brand_model(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Which model a brand would ask, and whether it may be asked."""
    brand = brand_of(seat, key)
    form = LanguageModelForm(posted(request), row=_model(brand))
    do = noting(lambda said: set_up(brand, **said, by=seat.agent, at=seat.at), seat, "models", brand=brand)
    if request.method == "POST" and accepted(form, do):
        messages.success(request, _("Saved."))
        return redirect("desk:brand_model", key=key)
    return _page(request, seat, brand, form=form)


@seated
@require_POST
def brand_model_trial(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Send a sentence of ours to the model, and say what came of it."""
    row = _model(brand_of(seat, key))
    if row is None:
        raise Http404
    try:
        found = try_out(row)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        said = {"host": isolated(row.host), "found": found, "all": TRIAL_KINDS}
        messages.success(request, _("%(host)s answered, and found %(found)s of %(all)s things in our sentence.") % said)
    return redirect("desk:brand_model", key=key)


@seated
@require_POST
def brand_model_consent(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Agree that it is asked, by ticking the sentence that says what is sent."""
    brand = brand_of(seat, key)
    row = _model(brand)
    if row is None:
        raise Http404
    form = ConsentForm(request.POST, row=row)
    if accepted(
        form, noting(lambda said: agree(brand, to=said["to"], by=seat.agent, at=seat.at), seat, "models", brand=brand)
    ):
        messages.success(request, _("The model can be asked now, on the page of a case."))
        return redirect("desk:brand_model", key=key)
    return _page(request, seat, brand, consent=form)


@seated
@require_POST
def brand_model_withdrawal(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Take the consent back; nothing is sent from this moment on."""
    brand = brand_of(seat, key)
    with noted("models", by=seat.agent, at=seat.at, brand=brand):
        withdraw(brand, by=seat.agent, at=seat.at)
    messages.success(request, _("The consent is withdrawn, and the key is forgotten. Nothing is sent any more."))
    return redirect("desk:brand_model", key=key)


def _model(brand: Brand) -> LanguageModel | None:
    return LanguageModel.objects.filter(brand=brand).first()


def _page(
    request: HttpRequest, seat: Seat, brand: Brand, *, form: forms.Form | None = None, consent: forms.Form | None = None
) -> HttpResponse:
    row = _model(brand)
    standing = agreed(brand.pk)
    context: dict[str, Any] = {"brand": brand, "model": row, "standing": standing}
    context["form"] = form or LanguageModelForm(row=row)
    if row is not None:
        context["consent"] = None if standing else consent or ConsentForm(row=row)
        context["consents"] = row.consents.select_related("given_by__account", "withdrawn_by__account")
    is_wrong = any(one is not None and one.is_bound and one.errors for one in (form, consent))
    return page(
        request, seat, "desk/administering/language_model.html", context, name="settings", status=422 if is_wrong else 200
    )  # fmt: skip
