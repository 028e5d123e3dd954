"""The board of calls we promised, by day and time; and booking one on a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from amana.commitments.models import Commitment
from amana.desk.acting import Act, act, posted
from amana.desk.entering import Seat, case_of, seated
from amana.desk.forms.fields import line
from amana.desk.forms.offering import choice
from amana.desk.framing import page
from amana.desk.paging import cursor_in, link, page_of, pages
from amana.desk.promising.promises import of_our_brands
from amana.handling.talking.calling_back import HALF_HOUR, book, free_times, number_of
from amana.look.telling import standing_of
from amana.record.literals import literals
from amana.wording.times import day, moment


class CallBackForm(forms.Form):
    """The half-hour of a call, the number, and what it is about."""

    starts_at = forms.ChoiceField(label=gettext_lazy("When"), choices=[])
    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "off"}),
    )
    about = line(gettext_lazy("What it is about"), required=False)

    def __init__(self, *args: Any, times: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice(self, "starts_at").choices = times


@seated
@require_http_methods(["GET", "HEAD", "POST"])
def call_back(request: HttpRequest, seat: Seat, number: str) -> HttpResponse:
    """Promise the customer a call in a half-hour that is free."""
    case = case_of(seat, number)
    zone = timezone.get_current_timezone()
    times = [
        (start.isoformat(), f"{moment(start, zone=zone, now=seat.at)}–{(start + HALF_HOUR).astimezone(zone):%H:%M}")
        for start in free_times(case, at=seat.at)
    ]
    form = CallBackForm(posted(request), times=times, initial={"number": number_of(case)})
    what = Act(
        _("Promise a call"), _("Promise it"), reverse("desk:case", args=[case.number]),
        _("The customer reads the time, and can move or cancel it. Logging the call keeps the promise.")
        if times
        else _("No half-hour is free in the coming three working days."),
        _("The call is promised."), case.subject,
    )  # fmt: skip

    def do(said: dict[str, Any]) -> None:
        start = datetime.fromisoformat(said["starts_at"])
        book(case, start, number=said["number"], about=said["about"], by=seat.viewer, at=seat.at)

    return act(request, seat, form, do, what)


@seated
@require_safe
def call_backs(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The calls that are promised and not made, the next first; `?whose=mine` shows one's own."""
    is_mine = request.GET.get("whose") == "mine"
    rows = (
        of_our_brands(seat).outstanding().filter(origin__in=literals(Commitment.CALL_BACK), window_from__isnull=False)
    )
    if is_mine:
        rows = rows.filter(owner_agent=seat.agent)
    related = rows.select_related("case__customer", "owner_agent__account", "owner_company", "slot")
    found, following = page_of(related, by="window_from", after=cursor_in(request))
    context = {
        "days": _days(found, seat),
        "views": [
            {"label": _("Everybody's"), "url": link(request, whose="", after=""), "is_current": not is_mine},
            {"label": _("Mine"), "url": link(request, whose="mine", after=""), "is_current": is_mine},
        ],
        "pages": pages(request, following),
    }
    return page(request, seat, "desk/promising/call_backs.html", context, name="promises")


def _days(rows: list[Commitment], seat: Seat) -> list[dict[str, Any]]:
    zone = timezone.get_current_timezone()
    days: list[dict[str, Any]] = []
    for row in rows:
        assert row.due_at is not None
        label = day(row.due_at, zone=zone, now=seat.at)
        if not days or days[-1]["label"] != label:
            days.append({"label": label, "rows": []})
        days[-1]["rows"].append(_row(row, seat))
    return days


def _row(row: Commitment, seat: Seat) -> dict[str, Any]:
    assert row.due_at is not None
    slot = getattr(row, "slot", None)
    until = f"{timezone.localtime(row.due_at):%H:%M}"
    since = f"{timezone.localtime(row.window_from):%H:%M}–" if row.window_from else ""
    return {
        "window": f"{since}{until}",
        "due_at": row.due_at,
        "state": standing_of(row, seat.at),
        "number": slot.number if slot else "",
        "what": (slot.about if slot else row.begun) or row.case.subject,
        "to_name": row.case.customer,
        "who_name": row.owner_name,
        "url": reverse("desk:promise", args=[row.pk]),
        "case_url": reverse("desk:case", args=[row.case.number]),
        "call_url": reverse("desk:calls", args=[row.case.number]),
    }
