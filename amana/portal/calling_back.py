"""A call at a time the customer chose: asked for, moved, or no longer needed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amana.cases.models import COMPANY, Case
from amana.commitments.models import Commitment
from amana.handling.talking.calling_back import HALF_HOUR, book, call_owed, cancel, free_times, move, number_of
from amana.portal.acting import act, chosen
from amana.portal.entering import Guest, by_known_device, nothing_here
from amana.portal.understanding import typed_text
from amana.wording.times import moment

NO_CALL = "none"


@require_http_methods(["GET", "HEAD", "POST"])
@by_known_device
def call_back(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST promises a call in the half-hour that was chosen; where one is promised, moves it or lets us off it."""
    case = guest.case
    if not case.is_open or case.kept_by != COMPANY:
        return nothing_here(request)
    owed = call_owed(case)
    times = {start.isoformat(): start for start in free_times(case, at=guest.at)}
    choices = [{"value": key, "label": window(start, guest.at)} for key, start in times.items()]
    return _move(request, guest, owed, times, choices) if owed else _ask(request, guest, times, choices)


def _ask(request: HttpRequest, guest: Guest, times: dict[str, datetime], choices: list[dict[str, Any]]) -> HttpResponse:
    page = guest.frame | {
        "title": _("Please call me"),
        "sentence": "" if times else _("No time is free in the coming days. Write to us, and we find one."),
        "choices_label": _("When suits you?"),
        "choices_name": "when",
        "choices": choices,
        "fields": [
            {"name": "number", "label": _("The number we are to call"), "type": "tel", "value": _own_number(guest)},
            {"name": "about", "label": _("What it is about"), "is_optional": True},
        ]
        if times
        else [],
        "send_label": _("Ask for this call") if times else "",
    }

    def do() -> str:
        start = chosen(request, "when", times, _("This time is not free any more. Choose another one."))
        number, about = typed_text(request, "number", most=40), typed_text(request, "about", most=300)
        book(guest.case, start, number=number, about=about, by=guest.viewer, at=guest.at)
        return _("The call is promised. You can move or cancel it here.")

    return act(request, page, do)


def _own_number(guest: Guest) -> str:
    """Return the telephone of whoever asks, where it is known: nobody else who reads the case learns it here."""
    return number_of(guest.case) if guest.link.person_id == guest.case.customer_id else ""


def _move(
    request: HttpRequest,
    guest: Guest,
    owed: Commitment,
    times: dict[str, datetime],
    choices: list[dict[str, Any]],
) -> HttpResponse:
    page = guest.frame | {
        "title": _("Another time for the call"),
        "words": owed.action,
        "sentence": said_window(owed, guest.at),
        "choices_label": _("Your choice"),
        "choices_name": "when",
        "choices": [{"value": NO_CALL, "label": _("I no longer need the call")}, *choices],
        "send_label": _("Send my choice"),
    }

    def do() -> str:
        if request.POST.get("when") == NO_CALL:
            cancel(owed, by=guest.viewer, at=guest.at)
            return _("The call is cancelled.")
        start = chosen(request, "when", times, _("This time is not free any more. Choose another one."))
        move(owed, start, by=guest.viewer, at=guest.at)
        return _("The call has a new time.")

    return act(request, page, do)


def window(start: datetime, now: datetime) -> str:
    """Return a half-hour in the zone in force, as "tomorrow 10:00–10:30"."""
    zone = timezone.get_current_timezone()
    return f"{moment(start, zone=zone, now=now)}–{(start + HALF_HOUR).astimezone(zone):%H:%M}"


def said_window(owed: Commitment, now: datetime) -> str:
    """Return when a call is promised for; a time agreed later by word has an end alone."""
    if owed.window_from is not None:
        return window(owed.window_from, now)
    return moment(owed.due_at, zone=timezone.get_current_timezone(), now=now) if owed.due_at else ""


def call_on(case: Case, guest: Guest) -> dict[str, str]:
    """Return what the page of a case says of a call: the one that is promised, or where to ask for one."""
    if not case.is_open or case.kept_by != COMPANY:
        return {}
    owed = call_owed(case)
    found = {"url": guest.url("call_back")}
    return found | {"what": owed.begun, "when": said_window(owed, guest.at)} if owed else found
