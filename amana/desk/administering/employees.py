"""Whose word is the company's without an account: the mail domains of a brand's own people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.commitments.employing import set_staff_domains, staff_domains
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, brand_of, seated
from amana.desk.forms.fields import words


class DomainsForm(forms.Form):
    domains = words(
        gettext_lazy("Mail domains of your own people"), required=False, rows=3,
        help_text=gettext_lazy("One on a line, as it stands after the @. A subdomain is another one."),
    )  # fmt: skip


@seated
@FORM
def brand_staff(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Name the domains from which anybody in the firm speaks for the brand."""
    brand = brand_of(seat, key)
    form = DomainsForm(posted(request), initial={"domains": "\n".join(staff_domains(brand))})

    def save(said: dict[str, Any]) -> None:
        set_staff_domains(brand, said["domains"].split(), at=seat.at)

    what = Act(_("Everybody in the firm: %(name)s") % {"name": brand.name}, _("Save"), reverse("desk:settings"), _sentence(),
               _("Saved."), _("Settings"), "settings")  # fmt: skip
    return act(request, seat, form, save, what)


def _sentence() -> str:
    said = _(
        "Whoever writes from here in answer to a case, without an account, speaks for the company: what they promise the customer "
        "stands in the ledger in their name. It counts only when your mail server proves the domain."
    )
    if settings.AUTHSERV_ID:
        return said
    return f"{said} {_('No mail server of yours says so yet (AMANA_AUTHSERV_ID is not set): such mail is held for a person.')}"
