"""The firm's own directory, by which its people sign in (OpenID Connect): set up, changed, taken away."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from amana.channels.asking import NoAnswer, check_url
from amana.channels.email.keeping_secrets import lock
from amana.desk.acting import Act, accepted, posted
from amana.desk.administering.signing_in.rules import those_who_may
from amana.desk.carrying.noting import noted, noting
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.look.proving import proved
from amana.people.models import FirmSignIn

# What its links are called among those of all directories.
FIRM = "firm"


class FirmForm(forms.ModelForm):  # type: ignore[type-arg]  # it takes no type at run time
    """What the directory has to be told, and what it told those who run it."""

    server = forms.URLField(max_length=300, assume_scheme="https", widget=forms.URLInput(attrs={"dir": "ltr"}))
    secret = forms.CharField(required=False, strip=True, max_length=1000, widget=forms.PasswordInput)

    class Meta:
        model = FirmSignIn
        fields = ["name", "server", "client_id", "secret", "is_inside"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = {"name": _("What people call it"), "server": _("Address of the directory"), "client_id": _("Client id"),
                  "secret": _("Client secret"), "is_inside": _("It stands in our own network")}  # fmt: skip
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["client_id"].widget.attrs["dir"] = "ltr"
        self.fields["secret"].widget.attrs |= {"dir": "ltr", "autocomplete": "off"}
        self.fields["server"].help_text = _("As it names itself, such as https://login.example.com/realm")
        if self.instance.secret:
            self.fields["secret"].help_text = _("One is kept, and not shown. Leave it empty to keep it.")

    def clean_server(self) -> str:
        address = str(self.cleaned_data["server"]).rstrip("/")
        try:
            check_url(address)
        except NoAnswer:
            raise forms.ValidationError(_("Only an encrypted address (https) can be asked.")) from None
        return address


@sensitive_variables("said")
@sensitive_post_parameters("secret")
@proved
@seated
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_firm(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The directory: its address, our name and secret there. Another directory knows nobody yet."""
    those_who_may(seat)
    row = FirmSignIn.objects.first() or FirmSignIn()
    before, kept = (row.server, row.client_id), row.secret
    form = FirmForm(posted(request), instance=row)

    def save(said: dict[str, Any]) -> None:
        row.secret = lock({"secret": said["secret"]}) if said["secret"] else kept
        row.changed_at = seat.at
        with transaction.atomic():
            row.save()
            if before != (row.server, row.client_id):
                SocialAccount.objects.filter(provider=FIRM).delete()

    if request.method == "POST" and accepted(form, noting(save, seat, "sign_in")):
        messages.success(request, _("Saved. Try it in a private window before you tell others."))
        return redirect("desk:sign_in_firm")
    what = Act(_("The firm's directory"), _("Save"), reverse("desk:sign_in_rules"), about=_("Signing in"))
    context = {"form": form, "act": what, "firm": FirmSignIn.objects.first(), "return_url": return_url()}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/administering/sign_in_firm.html", context, name="settings", status=status)


@proved
@seated
@require_POST
def sign_in_firm_removal(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take the directory away: nobody comes in by it any more, and no link with it is kept."""
    those_who_may(seat)
    with noted("sign_in", by=seat.agent, at=seat.at):
        FirmSignIn.objects.all().delete()
        SocialAccount.objects.filter(provider=FIRM).delete()
    messages.success(request, _("Nobody signs in by the directory any more."))
    return redirect("desk:sign_in_rules")


def return_url() -> str:
    """Return where the directory sends people back to; it has to be told this address."""
    return f"{settings.BASE_URL}{reverse('openid_connect_callback', kwargs={'provider_id': FIRM})}"
