"""One message to all who wait for a cause: who gets it is seen before it is sent, and until it goes it can be taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amana.desk.acting import Act, act, posted
from amana.desk.administering.placing import FORM
from amana.desk.entering import Seat, leads_only, seated
from amana.desk.insight.causes.forms import MessageForm
from amana.desk.insight.causes.one import found
from amana.insight.causes.telling import take_back, waiting_by_language, write_to_all
from amana.insight.models import Message


@seated
@FORM
def cause_message(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Write to all who wait: how many, and in which languages, is seen first."""
    row = found(seat, key)
    leads_only(seat)
    languages = waiting_by_language(row)
    number = sum(languages.values())
    form = MessageForm(posted(request), languages=languages)
    sentence = ngettext(
        "%(number)s customer waits and reads this in their own case. At night and on days of rest it waits.",
        "%(number)s customers wait; each reads this in their own case. At night and on days of rest it waits.",
        number,
    )
    nobody = _("Nobody waits for it now: all its cases are closed.")
    what = Act(
        _("Write to all who wait"),
        _("Send it to all") if number else "",
        reverse("desk:cause", args=[row.pk]),
        sentence % {"number": number} if number else nobody,
        _("It is written. This page shows when it goes and how far it has come."),
        row.what,
        "insight",
    )

    def write(said: dict[str, Any]) -> None:
        write_to_all(row, form.texts(), action=said["action"], due_at=said["due_at"], by=seat.viewer, at=seat.at)

    return act(request, seat, form, write, what)


@seated
@require_POST
def cause_message_back(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """Take a message back that has not gone yet."""
    leads_only(seat)
    rows = Message.objects.filter(cause__brand__in=seat.brands).select_related("cause__brand")
    row = get_object_or_404(rows, pk=key)
    take_back(row, by=seat.viewer, at=seat.at)
    messages.success(request, _("It is taken back. Nobody has read it."))
    return redirect("desk:cause", key=row.cause_id)
