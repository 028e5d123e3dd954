"""Who may act for the customer: a list, a form to name somebody, and one click to confirm or to end it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amana.cases.errors import Refused
from amana.cases.helping import Helper
from amana.cases.links import token_of
from amana.handling.helping import Who, change, confirm, helpers_of, name_helper, others_for, revoke
from amana.handling.speaking import called_of
from amana.portal.acting import act
from amana.portal.entering import Guest, by_known_device, nothing_here
from amana.portal.telling import apart
from amana.portal.understanding import typed_text
from amana.record.reading import entries

FORM = require_http_methods(["GET", "HEAD", "POST"])
# More than can be alive: those who act, and those who wait for a word.
MOST_SHOWN = 12
# The last minute of the day that is chosen.
END_OF_DAY = time(23, 59)


@require_safe
@by_known_device
def helpers(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Everybody who acts for this customer now, or is said to, on whichever of their cases."""
    rows = helpers_of(guest.case, at=guest.at, customer=guest.link.person, most=MOST_SHOWN)
    names, said = called_of(rows), entries([row.pk for row in rows], side="customer") if rows else {}
    page = {
        "helpers": [
            {
                "name": names[row.pk],
                "relation": row.relation,
                "may": row.get_scope_display(),
                "until": row.until,
                "mail": said[row.pk]["mail"] if row.pk in said else "",
                "is_waiting": row.confirmed_at is None,
                "where": row.case.number if row.case else "",
                "confirm_url": guest.url("helper_confirmation", row.pk),
                "change_url": guest.url("helper", row.pk),
                "end_url": guest.url("helper_end", row.pk),
            }
            for row in rows
        ],
        "new_url": guest.url("helper_new"),
    }
    return render(request, "portal/helpers.html", guest.frame | page)


@FORM
@by_known_device
def new(request: HttpRequest, guest: Guest) -> HttpResponse:
    """POST names somebody; they get a link of their own by mail at once."""
    fields = [
        {"name": "name", "label": _("Their name")},
        {"name": "mail", "label": _("Their mail address"), "type": "email"},
        {"name": "relation", "label": _("Who they are to you"), "is_optional": True,
         "help": _("For example: my daughter, my lawyer, my interpreter.")},
        _until_field(),
    ]  # fmt: skip
    page = _frame(guest) | {
        "title": _("Name somebody who may act for me"),
        "choices_label": _("What they may do"),
        "choices_name": "scope",
        "choices": _scopes(Helper.WRITES),
        "fields": fields,
        "ways_label": _("In which cases"),
        "ways": [
            {"value": "this", "label": _("in this case"), "is_chosen": True},
            {"value": "all", "label": _("in all my cases")},
        ],
        "send_label": _("Let them act for me"),
    }

    def do() -> str:
        who = Who(*(typed_text(request, name, most=300) for name in ("name", "mail", "relation")))
        scope, until = _chosen(request)
        for_all = request.POST.get("to") == "all"
        name_helper(guest.case, who, scope=scope, until=until, for_all=for_all, by=guest.viewer, at=guest.at)
        return _("%(name)s may act for you from now on, and has a link of their own by mail.") % {
            "name": apart(who.name)
        }

    return act(request, page, do)


@FORM
@by_known_device
def helper(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """POST changes what somebody may do, and until when."""
    row = _found(guest, key)
    if row is None:
        return nothing_here(request)
    ends = timezone.localtime(row.until).date().isoformat() if row.until else ""
    page = _frame(guest) | {
        "title": _("What %(name)s may do") % {"name": apart(called_of([row])[row.pk])},
        "choices_label": _("What they may do"),
        "choices_name": "scope",
        "choices": _scopes(row.scope),
        "fields": [_until_field(ends)],
        "send_label": _("Change it"),
    }

    def do() -> str:
        scope, until = _chosen(request)
        change(row, guest.case, scope=scope, until=until, by=guest.viewer, at=guest.at)
        return _("It is changed, and holds from now on.")

    return act(request, page, do)


@require_POST
@by_known_device
def confirmation(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """POST confirms somebody whom another wrote down; a link alone, opened by a scanner, never does."""
    return _settle(request, guest, key, confirm, _("It is confirmed. They have a link of their own by mail."))


@require_POST
@by_known_device
def end(request: HttpRequest, guest: Guest, key: UUID) -> HttpResponse:
    """POST ends it at once."""
    return _settle(request, guest, key, revoke, _("It is ended. Their link opens nothing any more."))


def _settle(request: HttpRequest, guest: Guest, key: UUID, verb: Callable[..., object], done: str) -> HttpResponse:
    row = _found(guest, key)
    if row is None:
        return nothing_here(request)

    def do() -> str:
        verb(row, guest.case, by=guest.viewer, at=guest.at)
        return done

    return act(request, _frame(guest) | {"title": _("Who may act for me")}, do)


def acting_page(guest: Guest) -> dict[str, Any] | None:
    """Return what `portal/_acting_for.html` tells a helper; None for the customer."""
    if guest.helps is None or guest.helps.acts_for is None:
        return None
    return {
        "customer": guest.helps.acts_for.name,
        "may": dict(Helper.SCOPES)[guest.helps.scope],
        "until": guest.helps.until,
        "others": [
            {"number": number, "url": reverse("portal:case", args=[token_of(link)])}
            for number, link in others_for(guest.helps, at=guest.at)
        ],
    }


def claims_url(guest: Guest) -> str:
    """Return where the customer says whether somebody acts for them, "" while nobody says so, and for helpers."""
    waiting = Helper.objects.not_ended(guest.at).filter(customer=guest.link.person, confirmed_at=None)
    return guest.url("helpers") if guest.helps is None and waiting.exists() else ""


def _frame(guest: Guest) -> dict[str, Any]:
    return guest.frame | {"back_url": guest.url("helpers")}


def _found(guest: Guest, key: UUID) -> Helper | None:
    rows = Helper.objects.select_related("helper", "customer")
    return rows.filter(pk=key, customer=guest.link.person).first()


def _scopes(chosen: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "is_chosen": value == chosen} for value, label in Helper.SCOPES]


def _until_field(value: str = "") -> dict[str, Any]:
    return {"name": "until", "label": _("Until the end of"), "type": "date", "is_optional": True, "value": value,
            "help": _("Leave it empty to end it yourself.")}  # fmt: skip


def _chosen(request: HttpRequest) -> tuple[str, datetime | None]:
    """Return scope and end as they were typed. Raises Refused for a day that is none."""
    typed = request.POST.get("until", "").strip()
    try:
        day = parse_date(typed) if typed else None
        if typed and day is None:
            raise ValueError
        until = from_current_timezone(datetime.combine(day, END_OF_DAY)) if day else None
    except (ValueError, OverflowError, ValidationError):
        raise Refused(_("Write the day, such as 2026-11-15.")) from None
    return request.POST.get("scope", ""), until
