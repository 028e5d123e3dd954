"""Mail services of a brand: connecting one, its addresses and its password, and letting it go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amana.channels.mail_providers.confirming import asked_of
from amana.channels.mail_providers.knowing import SERVICES
from amana.channels.mail_providers.setting_up import connect, disconnect, urls_of
from amana.channels.models import MailProvider
from amana.desk.acting import accepted, posted
from amana.desk.entering import Seat, brand_of, seated
from amana.desk.framing import page

CHOICES = [(name, service.label) for name, service in SERVICES.items()]


class ProviderForm(forms.Form):
    """Which service, and the key it signs with."""

    name = forms.ChoiceField(label=gettext_lazy("Service"), choices=CHOICES)
    signing_key = forms.CharField(
        label=gettext_lazy("Its signing key"),
        required=False,
        max_length=2000,
        widget=forms.PasswordInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Mailgun: the webhook signing key. SendGrid: the verification key of the event webhook. Others have none."
        ),
    )


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def brand_providers(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """The services that are connected; of a new one the addresses with its password are shown once."""
    brand = brand_of(seat, key)
    is_removal = request.method == "POST" and request.POST.get("act") == "remove"
    form = ProviderForm(None if is_removal else posted(request))
    shown: dict[str, Any] = {}
    if is_removal:
        disconnect(brand, request.POST.get("name", "")[:20])
        messages.success(request, _("It is no longer connected."))
        return redirect("desk:brand_providers", key=key)

    def do(said: dict[str, Any]) -> None:
        row, password = connect(brand, said["name"], signing_key=said["signing_key"], by=seat.agent, at=seat.at)
        shown.update(
            urls_of(row, password) | {"label": SERVICES[row.name].label, "takes_mail": SERVICES[row.name].takes_mail}
        )

    done = request.method == "POST" and accepted(form, do)
    rows = [{"row": row, "label": SERVICES[row.name].label if row.name in SERVICES else row.name, "urls": urls_of(row),
             "asked": asked_of(row, at=seat.at)}
            for row in MailProvider.objects.filter(brand=brand).order_by("name")[:20]]  # fmt: skip
    context = {"brand": brand, "rows": rows, "form": ProviderForm() if done else form, "shown": shown}
    status = 422 if not done and form.is_bound and form.errors else 200
    return page(request, seat, "desk/connecting/providers.html", context, name="settings", status=status)
