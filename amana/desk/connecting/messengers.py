"""The messengers of a brand: connecting a number or a bot, trying it, turning it off, and what could not be read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.channels.messaging.connecting import check, connect, door_url, turn
from amana.channels.messaging.finding import Channel, channels
from amana.channels.messaging.words import Trouble
from amana.channels.models import Messenger, Push
from amana.desk.acting import accepted, posted
from amana.desk.entering import Seat, brand_of, seated
from amana.desk.framing import page
from amana.handling.messaging.receiving import look_again
from amana.kit.codes import key_in
from amana.team.models import Brand

MOST = 50


class MessengerForm(forms.Form):
    """What one messenger wants to be told; a secret that is kept already may be left empty."""

    def __init__(self, said: Any, *, channel: Channel, row: Messenger | None) -> None:
        known = {**row.said, "name": row.name, "gives_receipts": row.gives_receipts} if row is not None else {}
        known |= {one.name: row.account for one in channel.fields if one.is_account and row is not None}
        super().__init__(said, initial=known or {"gives_receipts": True})
        self.fields["channel"] = forms.CharField(widget=forms.HiddenInput, initial=channel.name)
        self.fields["one"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=str(row.pk) if row else ""
        )
        self.fields["name"] = forms.CharField(label=_("What we call it"), max_length=80, required=False)
        for one in channel.fields:
            if one.is_yes_or_no:
                self.fields[one.name] = forms.BooleanField(
                    label=str(one.label), help_text=str(one.hint), required=False
                )
                continue
            attributes = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
            widget = forms.PasswordInput(attributes) if one.is_secret else forms.TextInput(attributes)
            help_text = (
                str(one.hint) if row is None or not one.is_secret else _("Leave it empty to keep the one there is.")
            )
            self.fields[one.name] = forms.CharField(
                label=str(one.label), max_length=600, widget=widget, help_text=help_text,
                required=not one.is_optional and not (one.is_secret and row is not None),
            )  # fmt: skip
        self.fields["gives_receipts"] = forms.BooleanField(
            label=_("Whoever begins a case here gets a receipt: who has it, and by when"), required=False
        )


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def brand_messengers(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """What is connected; with `channel` the form for another one, with `one` the form for one there is."""
    brand = brand_of(seat, key)
    asked = request.POST if request.method == "POST" else request.GET
    row = _one(brand, asked.get("one", ""))
    channel = channels().get(row.channel if row else asked.get("channel", ""))
    form = MessengerForm(posted(request), channel=channel, row=row) if channel is not None else None

    def do(said: dict[str, Any]) -> None:
        assert channel is not None
        kept = connect(brand, channel.name, said, row=row, by=seat.agent, at=seat.at)
        kept.name, kept.gives_receipts = said["name"], said["gives_receipts"]
        kept.save(update_fields=["name", "gives_receipts"])

    if request.method == "POST":
        if form is None:
            raise Http404
        if accepted(form, do):
            messages.success(request, _("Saved. Try it now."))
            return redirect("desk:brand_messengers", key=key)
    return _page(request, seat, brand, form=form, channel=channel)


@seated
@require_POST
def brand_messenger_switch(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Turn one off, or on again."""
    row = _must_be(brand_of(seat, key), request)
    turn(row, is_on=not row.is_on, by=seat.agent, at=seat.at)
    return redirect("desk:brand_messengers", key=key)


@seated
@require_POST
def brand_messenger_trial(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Ask the provider whether what is set holds, and have what could not be read looked at again."""
    row = _must_be(brand_of(seat, key), request)
    try:
        known = check(row, at=seat.at)
    except Trouble as trouble:
        messages.error(request, _("It does not work yet: %(why)s") % {"why": trouble.why})
        return redirect("desk:brand_messengers", key=key)
    again = sum(look_again(push, at=seat.at) for push in _held(row)[:MOST])
    said = _("It works: %(name)s.") % {"name": known.name}
    messages.success(request, said if not again else f"{said} " + _("What could not be read is read again."))
    return redirect("desk:brand_messengers", key=key)


def _one(brand: Brand, typed: str) -> Messenger | None:
    key = key_in(typed)
    return Messenger.objects.filter(brand=brand, pk=key).first() if key is not None else None


def _must_be(brand: Brand, request: HttpRequest) -> Messenger:
    row = _one(brand, request.POST.get("one", ""))
    if row is None or row.channel not in channels():
        raise Http404
    return row


def _held(row: Messenger) -> QuerySet[Push]:
    return Push.objects.filter(messenger=row, state=Push.HELD).order_by("-received_at")


def _page(
    request: HttpRequest, seat: Seat, brand: Brand, *, form: MessengerForm | None, channel: Channel | None
) -> HttpResponse:
    rows = Messenger.objects.filter(brand=brand).order_by("channel", "set_at")[:MOST]
    context = {
        "brand": brand,
        "rows": [_told(row) for row in rows],
        "channels": list(channels().values()),
        "form": form,
        "channel": channel,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return page(request, seat, "desk/connecting/messengers.html", context, name="settings", status=status)


def _told(row: Messenger) -> dict[str, Any]:
    channel = channels().get(row.channel)
    return {
        "row": row,
        "title": channel.title if channel else row.channel,
        "door": door_url(row),
        "held": list(_held(row).values_list("received_at", "reason")[:5]),
    }
