"""The form and the conversation on a brand's own sites: which sites, what they offer, and the tag to copy into their pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.counter.sites import Wanted, presence, set_widget, widget_of
from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, brand_of, seated
from amana.team.models import Brand

LONGEST_SITES = 4000


class WidgetForm(forms.Form):
    """Where the widget stands and what it offers. `tag` and `policy` are to be copied; `presence` is what visitors read now."""

    tag = policy = presence = ""
    is_on = False
    sites = forms.CharField(
        label=gettext_lazy("Sites on which it may stand, one a line"),
        help_text=gettext_lazy("As https://www.example.com. Without a site it is off."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
        max_length=LONGEST_SITES,
        required=False,
    )
    has_chat = forms.BooleanField(label=gettext_lazy("Visitors can talk with us on the page"), required=False)
    offers_calls = forms.BooleanField(
        label=gettext_lazy("The form offers a call at a time that is free"), required=False
    )


@seated
@FORM
def brand_widget(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Say where the widget of a brand stands, and read what to put there."""
    brand = brand_of(seat, key)
    form = _form(request, brand, seat)
    title = _("A form and conversations on your site: %(name)s") % {"name": brand.name}
    sentence = _(
        "It asks for a name, a mail address, the one question and the words, as the page to write to us does, and what comes goes "
        "the same way. It sets no cookies and loads nothing from anybody else."
    )
    back = reverse("desk:settings")
    what = Act(title, _("Save"), back, sentence, _("Saved."), _("Settings"), "settings", "desk/connecting/widget.html")

    def do(said: dict[str, Any]) -> None:
        wanted = Wanted(said["sites"].split(), has_chat=said["has_chat"], offers_calls=said["offers_calls"])
        set_widget(brand, wanted, by=seat.viewer, at=seat.at)

    return act(request, seat, form, do, what)


def _form(request: HttpRequest, brand: Brand, seat: Seat) -> WidgetForm:
    row = widget_of(brand.pk)
    is_chat, is_call = (row.has_chat, row.offers_calls) if row else (True, True)
    initial = {"sites": "\n".join(row.origins) if row else "", "has_chat": is_chat, "offers_calls": is_call}
    form = WidgetForm(posted(request), initial=initial)
    parts = urlsplit(settings.BASE_URL)
    form.tag, form.is_on = tag_of(brand), row is not None
    form.policy = "script-src {0}; connect-src {0}".format(f"{parts.scheme}://{parts.netloc}")
    form.presence = presence(brand, at=seat.at).sentence
    return form


def tag_of(brand: Brand) -> str:
    """Return the lines that a page of the brand's site needs: the script, and a link for whoever has none."""
    script = f"{settings.BASE_URL}{reverse('portal:widget_script', args=[brand.pk])}"
    page = f"{settings.BASE_URL}{reverse('portal:write_to', args=[brand.pk])}"
    lines = '<script src="%s" async></script>\n<noscript><a href="%s">%s</a></noscript>'
    return lines % (escape(script), escape(page), escape(_("Write to us")))
