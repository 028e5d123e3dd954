"""Of whom a second factor is asked, and who has none yet."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.desk.acting import Act, accepted, posted
from amana.desk.carrying.noting import noting
from amana.desk.entering import Seat, seated
from amana.desk.framing import page
from amana.look.proving import proved
from amana.people.models import FirmSignIn, SamlSignIn, SignInRules
from amana.team.models import Agent

# Those who have nothing beside their password are named, so many at most.
MOST_NAMED = 50
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # it takes no type at run time
    """Of whom it is asked, and how many days they have."""

    grace_days = forms.IntegerField(min_value=0, max_value=60)

    class Meta:
        model = SignInRules
        fields = ["asked_of", "grace_days"]
        widgets = {"asked_of": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["grace_days"].label = _("Days to set it up")
        self.fields["grace_days"].help_text = _(
            "From today, or from the day on which somebody joins. Until then they are reminded."
        )


def those_who_may(seat: Seat) -> None:
    """Raise Http404 for whoever does not see to the whole installation."""
    if not seat.agent.sees_to_all:
        raise Http404


@proved
@seated
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_rules(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What is asked of those who serve when they sign in, who has only a password, and the way to the firm's directory."""
    those_who_may(seat)
    row = SignInRules.objects.first() or SignInRules(since=seat.at)
    form = RulesForm(posted(request), instance=row)

    def save(_said: dict[str, Any]) -> None:
        # The days begin anew only when more is asked than before.
        if "asked_of" in form.changed_data:
            row.since = seat.at
        form.save()

    if request.method == "POST" and accepted(form, noting(save, seat, "sign_in")):
        messages.success(request, _("Saved."))
        return redirect("desk:sign_in_rules")
    status = 422 if form.is_bound and form.errors else 200
    return page(request, seat, "desk/administering/sign_in.html", _context(form), name="settings", status=status)


def _context(form: RulesForm) -> dict[str, Any]:
    with_factor = Authenticator.objects.filter(type__in=FACTORS).values("user")
    without = (
        Agent.objects.active().exclude(account__in=with_factor).select_related("account").order_by("account__name")
    )
    names = [agent.name for agent in without[: MOST_NAMED + 1]]
    what = Act(_("Signing in"), _("Save"), reverse("desk:settings"), about=_("Settings"))
    return {
        "form": form, "act": what, "without": names[:MOST_NAMED],
        "is_more": len(names) > MOST_NAMED, "firm": FirmSignIn.objects.first(),
        "saml": SamlSignIn.objects.exclude(entity_id="").first(),
    }  # fmt: skip
