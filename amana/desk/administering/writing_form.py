"""Whether strangers can write to a brand by a page of its own; off until somebody above all turns it on."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.counter.models import WritingForm
from amana.counter.writing import set_form
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, brand_of, seated


class SwitchForm(forms.Form):
    """On or off. `url` is where the page is, `is_open` whether it answers now."""

    url = ""
    is_open = False
    is_on = forms.BooleanField(label=gettext_lazy("Everybody can write to this brand by its page"), required=False)


@seated
@FORM
def brand_form(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Turn the page on or off, and read its address."""
    brand = brand_of(seat, key)
    is_on = WritingForm.objects.filter(brand=brand).exists()
    form = SwitchForm(posted(request), initial={"is_on": is_on})
    form.url, form.is_open = f"{settings.BASE_URL}{reverse('portal:write_to', args=[brand.pk])}", is_on
    sentence = _(
        "What is written there is stored first, opens a case, and goes to the line of the answer that was chosen. Nobody has "
        "shown that the mail address is theirs: it never joins a case that is there."
    )
    title = _("A page to write to us: %(name)s") % {"name": brand.name}
    what = Act(
        title,
        _("Save"),
        reverse("desk:settings"),
        sentence,
        _("Saved."),
        _("Settings"),
        "settings",
        "desk/administering/writing_form.html",
    )
    return act(request, seat, form, lambda said: set_form(brand, is_on=said["is_on"], by=seat.viewer, at=seat.at), what)
